#!/usr/bin/env python3
"""Measures the terminal layer from outside, on a pseudo terminal: scripts/bench-terminal.py [SCREEN_LAB]

Prints medians: start, key to last byte, bytes and processor for a key, wakeups while idle, memory. Latencies stand beside
those of a control that only echoes, taken in the same run, since they depend on what else the machine does.
"""
import fcntl
import glob
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

CONTROL = """
#include <termios.h>
#include <unistd.h>
int main(void) {
  struct termios mode;
  tcgetattr(0, &mode);
  cfmakeraw(&mode);
  tcsetattr(0, TCSANOW, &mode);
  write(1, "ready", 5);
  char byte;
  while (read(0, &byte, 1) == 1 && byte != 'q') write(1, "answer!", 7);
}
"""


class Session:
    def __init__(self, command, columns, rows):
        self.start = time.monotonic()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            environment = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8", COLORTERM="truecolor")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], command, environment)

    def read(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return b""
        if b"\x1b[c" in data:
            os.write(self.master, b"\x1b[?62;22c")
        return data

    def burst(self, quiet):
        """Bytes until it is quiet, with the time of the last."""
        count, last = 0, None
        while data := self.read(quiet if count else 2):
            count, last = count + len(data), time.monotonic()
        return count, last

    def key(self, key):
        begin = time.monotonic()
        os.write(self.master, key)
        count, last = self.burst(0.04)
        return ((last or begin) - begin) * 1000, count

    def sum(self, pattern, pick):
        total = 0
        for path in glob.glob(f"/proc/{self.pid}/{pattern}"):
            with open(path) as file:
                total += pick(file.read())
        return total

    def processor(self):
        return self.sum("task/*/schedstat", lambda text: int(text.split()[0])) / 1e6

    def wakeups(self):
        def switches(text):
            return sum(int(line.split()[1]) for line in text.splitlines() if "ctxt_switches" in line)

        return self.sum("task/*/status", switches)

    def memory(self):
        def proportional(text):
            return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))

        return self.sum("smaps_rollup", proportional) / 1024

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.master)


def measure(name, command, keys, columns=200, rows=50, count=60):
    starts = []
    for _ in range(5):
        session = Session(command, columns, rows)
        size, last = session.burst(0.3)
        starts.append((last - session.start) * 1000)
        if len(starts) < 5:
            session.close()
    idle, before = 5, session.wakeups()
    silent = not session.read(idle)
    wakeups = (session.wakeups() - before) / idle
    before = session.processor()
    answers = [session.key(keys[index % len(keys)]) for index in range(count)]
    processor = (session.processor() - before) / count * 1000
    times = sorted(answer[0] for answer in answers)
    print(
        f"{name:34} start {statistics.median(starts):6.1f} ms {size:6} B · key {statistics.median(times):5.2f} ms"
        f" (p95 {times[int(count * 0.95)]:5.2f}) {int(statistics.median(a[1] for a in answers)):5} B ·"
        f" 1000 keys {processor:5.0f} ms · idle {wakeups:4.1f} wakeups/s{'' if silent else ', not silent'} ·"
        f" {session.memory():4.1f} MiB"
    )
    session.close()


def main():
    lab = sys.argv[1] if len(sys.argv) > 1 else ".build/release/screen-lab"
    if not os.access(lab, os.X_OK):
        sys.exit(f"bench-terminal: failed to find {lab}: build it with `swift build -c release --product screen-lab`")
    with tempfile.TemporaryDirectory() as folder:
        source, control = os.path.join(folder, "control.c"), os.path.join(folder, "control")
        with open(source, "w") as file:
            file.write(CONTROL)
        subprocess.run(["cc", "-w", "-O2", source, "-o", control], check=True)
        measure("control", [control], [b"j"])
    measure("cards, move", [lab, "--cards=1000"], [b"j", b"j", b"k"])
    measure("log of 100 lines, scroll", [lab, "--lines=100"], [b"J"])
    measure("log of 1,000,000 lines, scroll", [lab, "--lines=1000000"], [b"J"])
    measure("log beside cards, scroll", [lab, "--pane", "--lines=1000000"], [b"J"])
    measure("cards, move, 80x24", [lab, "--cards=1000"], [b"j", b"j", b"k"], 80, 24)


main()

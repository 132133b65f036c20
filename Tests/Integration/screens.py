"""Programs on pseudo terminals, measured from outside. Processor time comes from the kernel's accounts, so it does not
depend on what else the machine does; latencies do, and are compared with a control program of the same run."""
import fcntl
import glob
import os
import pty
import select
import signal
import struct
import subprocess
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
ANSWER = b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?2026;0$y\x1b[?62;22c"


def control(folder):
    """A program that answers each key with seven bytes: what a terminal and this machine cost by themselves."""
    source, program = os.path.join(folder, "control.c"), os.path.join(folder, "control")
    with open(source, "w") as file:
        file.write(CONTROL)
    subprocess.run(["cc", "-w", "-O2", source, "-o", program], check=True)
    return program


def median(values):
    return sorted(values)[len(values) // 2]


def rank(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


class Screen:
    """One program on a terminal of its own. `answer` is what the terminal says when it is asked who it is."""

    def __init__(self, command, columns=200, rows=50, environment=None, answer=ANSWER, folder=None):
        self.answer, self.output = answer, b""
        self.master, slave = pty.openpty()
        self.size(columns, rows)
        self.slave = slave
        self.modes = termios.tcgetattr(slave)
        variables = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8", COLORTERM="truecolor")
        for name in ("LINES", "COLUMNS", "TMUX", "NO_COLOR", "SSH_CONNECTION"):
            variables.pop(name, None)
        variables.update(environment or {})
        self.start = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=variables, start_new_session=True, cwd=folder,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.pid = self.process.pid

    def size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # What it says

    def read(self, seconds):
        """The next bytes, empty when none came in time."""
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return b""
        self.output += data
        if b"\x1b[c" in data and self.answer:
            self.send(self.answer)
        return data

    def burst(self, quiet=0.04, first=2.0):
        """Bytes until it is quiet, and when the last came."""
        data, last = b"", None
        while more := self.read(quiet if data else first):
            data, last = data + more, time.monotonic()
        return data, last

    def send(self, data):
        while data:
            data = data[os.write(self.master, data):]

    def key(self, key, quiet=0.04):
        """Milliseconds to the last byte of the answer, and the answer."""
        begin = time.monotonic()
        self.send(key)
        data, last = self.burst(quiet, 0.5)
        return ((last or begin) - begin) * 1000, data

    def wait(self, text, seconds=10):
        """Whether bytes come that hold this; `output` keeps all of them."""
        end, wanted = time.monotonic() + seconds, text if isinstance(text, bytes) else text.encode()
        while wanted not in self.output:
            left = end - time.monotonic()
            if left <= 0 or (not self.read(min(left, 0.2)) and self.process.poll() is not None):
                return wanted in self.output
        return True

    def forget(self):
        self.output = b""

    # What it costs

    def sum(self, pattern, pick):
        total = 0
        for path in glob.glob(f"/proc/{self.pid}/{pattern}"):
            try:
                with open(path) as file:
                    total += pick(file.read())
            except OSError:
                pass  # a thread that has ended
        return total

    def processor(self):
        """Milliseconds of processor time of all its threads."""
        return self.sum("task/*/schedstat", lambda text: int(text.split()[0])) / 1e6

    def wakeups(self):
        """Of each thread by itself: one that ends takes its count away."""
        counts = {}
        for path in glob.glob(f"/proc/{self.pid}/task/*/status"):
            try:
                with open(path) as file:
                    counts[path] = sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)
            except OSError:
                pass
        return counts

    def memory(self):
        """Proportional set size in MiB."""
        return self.sum("smaps_rollup", lambda text: sum(
            int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))) / 1024

    def idle(self, seconds):
        """Bytes, wakeups and milliseconds of processor, each a second, while nothing happens."""
        wakeups, processor, count = self.wakeups(), self.processor(), 0
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            count += len(self.read(left))
        woken = sum(now - wakeups.get(thread, 0) for thread, now in self.wakeups().items())
        return count / seconds, woken / seconds, (self.processor() - processor) / seconds

    # Its end

    def ending(self, seconds=5):
        """The exit code (negative: a signal), nil when it lives on. Reads on, so that a full terminal stops nobody."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.005)
        while self.read(0.01):
            pass
        return self.process.poll()

    def is_restored(self):
        return termios.tcgetattr(self.slave) == self.modes

    def hang_up(self):
        for descriptor in (self.slave, self.master):
            os.close(descriptor)
        self.slave = self.master = None

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        if self.master is not None:
            self.hang_up()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def syscalls(screen, seconds, work=lambda: None):
    """What `strace` sees of all threads of a program while `work` is done: a list of lines, or None without strace."""
    log = f"/tmp/drover-strace-{os.getpid()}"
    try:
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", log, "-p", str(screen.pid)], stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        return None
    try:
        deadline = time.monotonic() + 5
        while "TracerPid:\t0" in open(f"/proc/{screen.pid}/status").read() and time.monotonic() < deadline:
            time.sleep(0.01)
        work()
        screen.burst(seconds, seconds)
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
        # What each thread waits in when it is looked at is no call of this time.
        return [line for line in open(log) if "unfinished" not in line and "<detached" not in line]
    finally:
        if os.path.exists(log):
            os.unlink(log)

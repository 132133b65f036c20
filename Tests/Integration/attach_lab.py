"""An sshd of one's own, a network that can be cut, and terminals that can be looked at. No test of Drover reads what the
machine's user has: keys, known hosts and homes are made anew in a folder that goes away."""
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL, **more).stdout


def until(what, seconds=10, pause=0.02):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(pause)
    return None


class Network:
    """Two network namespaces with a switch between them; a port that is down swallows everything, as a broken line does."""

    def __init__(self):
        self.tag = f"dr{os.getpid() % 100000}"
        self.viewer, self.host, self.switch = self.tag + "v", self.tag + "h", self.tag + "s"
        for name in (self.viewer, self.host, self.switch):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", self.switch, "link", "add", "br0", "type", "bridge")
        run("ip", "-n", self.switch, "link", "set", "br0", "up")
        for name, address in ((self.viewer, 10), (self.host, 11)):
            run("ip", "link", "add", "e0", "netns", name, "type", "veth", "peer", "name", "p-" + name, "netns", self.switch)
            run("ip", "-n", self.switch, "link", "set", "p-" + name, "master", "br0", "up")
            run("ip", "-n", name, "addr", "add", f"192.0.2.{address}/24", "dev", "e0")
            run("ip", "-n", name, "link", "set", "e0", "up")
        self.address = "192.0.2.11"

    def cut(self):
        run("ip", "-n", self.switch, "link", "set", "p-" + self.host, "down")

    def heal(self):
        run("ip", "-n", self.switch, "link", "set", "p-" + self.host, "up")

    def close(self):
        for name in (self.viewer, self.host, self.switch):
            subprocess.run(["ip", "netns", "del", name], capture_output=True)


class Host:
    """A real sshd. `first` is a line that its shell runs before every command."""

    def __init__(self, folder, network=None, port=0, first="", home="", sets=""):
        self.folder, self.network = folder, network
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.address = network.address if network else "127.0.0.1"
        self.port = port or self.free()
        for name in ("hostkey", "id"):
            if not os.path.exists(f"{folder}/{name}"):
                run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{name}")
        shutil.copy(f"{folder}/id.pub", f"{folder}/authorized")
        force = f"ForceCommand {first}; eval \"$SSH_ORIGINAL_COMMAND\"\n" if first else ""
        open(f"{folder}/sshd.conf", "w").write(
            f"Port {self.port}\nListenAddress {self.address}\nHostKey {folder}/hostkey\n"
            f"AuthorizedKeysFile {folder}/authorized\nPidFile {folder}/sshd.pid\nStrictModes no\nUsePAM no\n"
            f"PasswordAuthentication no\nUseDNS no\nMaxStartups 100:30:200\nMaxSessions 100\nAcceptEnv DROVER_*\n{force}"
            + (f"SetEnv {sets}\n" if sets else ""))
        kind, key = open(f"{folder}/hostkey.pub").read().split()[:2]
        open(f"{folder}/known", "w").write(f"[{self.address}]:{self.port} {kind} {key}\n{self.address} {kind} {key}\n")
        open(f"{folder}/ssh.conf", "w").write(
            f"Host fake\n HostName {self.address}\n Port {self.port}\n IdentityFile {folder}/id\n IdentitiesOnly yes\n"
            f" UserKnownHostsFile {folder}/known\n GlobalKnownHostsFile /dev/null\n StrictHostKeyChecking yes\n"
            f" SetEnv DROVER_HOME={home}\n")
        os.makedirs(f"{folder}/bin", exist_ok=True)
        enter = f"ip netns exec {network.viewer} " if network else ""
        with open(f"{folder}/bin/ssh", "w") as file:
            file.write(f"#!/bin/sh\nexec {enter}/usr/bin/ssh -F {folder}/ssh.conf \"$@\"\n")
        os.chmod(f"{folder}/bin/ssh", 0o755)
        self.server = None

    @staticmethod
    def free():
        import socket
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            return one.getsockname()[1]

    def start(self):
        if os.getuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        enter = ["ip", "netns", "exec", self.network.host] if self.network else []
        self.server = subprocess.Popen(
            enter + ["/usr/sbin/sshd", "-D", "-e", "-f", f"{self.folder}/sshd.conf"], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=open(f"{self.folder}/sshd.log", "a"))
        assert until(lambda: os.path.exists(f"{self.folder}/sshd.pid")), open(f"{self.folder}/sshd.log").read()

    def kill_sessions(self):
        """Ends the children of sshd that hold the sessions, as a crash would."""
        for child in run("pgrep", "-P", str(self.server.pid)).split():
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                pass

    def stop(self):
        if self.server:
            subprocess.run(["pkill", "-KILL", "-P", str(self.server.pid)])
            self.server.kill()
            self.server.wait()
            self.server = None
            if os.path.exists(f"{self.folder}/sshd.pid"):
                os.remove(f"{self.folder}/sshd.pid")


class Terminal:
    """A program in a tmux of its own, whose screen can be read."""

    count = 0

    def __init__(self, folder, name, words, environment, columns=120, rows=30):
        Terminal.count += 1  # a server that is still on its way out takes nobody in: each gets a place of its own
        self.socket = f"{folder}/{name}-{Terminal.count}.tmux"
        settings = [f"{key}={value}" for key, value in environment.items() if key != "TMUX"]
        command = " ".join("'" + word.replace("'", "'\\''") + "'" for word in ["env", "-i", *settings, *words])
        subprocess.run(
            ["tmux", "-S", self.socket, "-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows),
             command, ";", "set", "-g", "remain-on-exit", "on", ";", "set", "-s", "escape-time", "0"],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, text=True).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def shows(self, text, seconds=10):
        return until(lambda: text in self.screen(), seconds)

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    @property
    def pid(self):
        return int(self.tmux("display", "-p", "#{pane_pid}"))

    @property
    def is_dead(self):
        return self.tmux("display", "-p", "#{pane_dead}").strip() == "1"

    def close(self):
        self.tmux("kill-server")


class Pty:
    """A program on a bare pty, for times and bytes."""

    def __init__(self, words, environment, columns=200, rows=50):
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(words[0], words, environment)

    def read(self, seconds):
        if not select.select([self.file], [], [], seconds)[0]:
            return b""
        try:
            got = os.read(self.file, 1 << 16)
        except OSError:
            return b""
        if b"\x1b[c" in got:
            os.write(self.file, b"\x1b[?62;22c")
        return got

    def see(self, text, limit):
        """Reads until the text was among what came."""
        end, seen = time.monotonic() + limit, b""
        while text not in seen and time.monotonic() < end:
            seen += self.read(0.1)

    def settle(self, quiet=0.4, limit=15):
        end = time.monotonic() + limit
        while time.monotonic() < end and self.read(quiet):
            pass

    def key(self, key, quiet=0.1):
        """Seconds until the last byte of the answer, and how many bytes it had."""
        start = time.monotonic()
        os.write(self.file, key)
        last, count = start, 0
        while True:
            got = self.read(quiet if count else 1)
            if not got:
                return last - start, count
            last, count = time.monotonic(), count + len(got)

    def close(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except OSError:
            pass
        os.close(self.file)

"""Homes of their own, with a repository each, and the verbs on them, for tests that drive the real program."""
import glob
import json
import os
import signal
import subprocess
import time


class Home:
    """One home with its repository, and the verbs on it."""

    def __init__(self, binary, work, name):
        self.drover, self.path, self.repository = f"{binary}/drover", f"{work}/{name}", f"{work}/{name} repository"
        self.settings = dict(os.environ, DROVER_HOME=self.path, GIT_CONFIG_GLOBAL="/dev/null", NO_COLOR="1",
                             GIT_CONFIG_SYSTEM="/dev/null")
        os.mkdir(self.repository)
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Somebody")
        self.git("config", "user.email", "somebody@example.org")
        with open(f"{self.repository}/a.txt", "w") as file:
            file.write("hello\n")
        self.git("add", "-A")
        self.git("commit", "-qm", "first")

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.repository, env=self.settings, capture_output=True, text=True,
                              check=True).stdout

    def spawn(self, *words):
        return subprocess.Popen([self.drover, *words], cwd=self.repository, env=self.settings, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def verb(self, *words, wait=60):
        process = self.spawn(*words)
        try:
            out, err = process.communicate(timeout=wait)
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError(f"drover {' '.join(words)} did not end within {wait} s")
        return process.returncode, out, err

    def insist(self, *words, codes=(0,)):
        """As somebody does whose engine was killed under his verb: again, until it is answered."""
        for _ in range(40):
            code, out, err = self.verb(*words)
            if code in codes:
                return out
            said = out + err
            # Also while a new engine takes longer to open its door than a verb waits for it.
            passing = any(part in said for part in ("is going down", "went away", "holds"))
            assert code in (5, -9) or passing, (words, code, out, err)
        raise AssertionError(f"drover {' '.join(words)} never succeeded: {code} {err}")

    def list(self):
        return json.loads(self.insist("task", "list", "--json"))

    def add(self, title, script, verify=None, start=True):
        words = ["task", "add", "--service", "command", "--title", title, *(["--verify", verify] if verify else []),
                 *(["--start"] if start else []), "--json", "--", "sh", "-c", script]
        for _ in range(40):
            code, out, err = self.verb(*words)
            if code == 0:
                return json.loads(out)["id"]
            # Whether it was made before the engine went is seen on the board, as a person would.
            for task in self.list():
                if task["title"] == title:
                    return task["id"]
        raise AssertionError(f"{title} could not be made: {code} {err}")

    def engine(self):
        """Who holds the home, by what he wrote into the lock, as long as he lives."""
        try:
            pid = int(open(f"{self.path}/engine.lock").read().split()[0])
            return pid if owns(pid, f"DROVER_HOME={self.path}\0") else None
        except (OSError, ValueError, IndexError):
            return None

    def status(self, run):
        try:
            fields = dict(line.split("=", 1) for line in open(f"{self.path}/runs/{run}/status").read().splitlines())
            marks = {name: fields[name].split() for name in ("warden", "guardian", "keeper", "child")}
            return {name: int(pid) for name, (pid, start) in marks.items() if started(pid) == start}
        except (OSError, ValueError, KeyError):
            return None

    def live_runs(self):
        found = [os.path.basename(os.path.dirname(path)) for path in glob.glob(f"{self.path}/runs/*/status")]
        return [run for run in found if not os.path.exists(f"{self.path}/runs/{run}/exit")]

    def left(self):
        """Everything that still runs on behalf of this home."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            if int(pid) != os.getpid() and owns(pid, f"DROVER_RUN_ID={self.path}:", f"DROVER_HOME={self.path}\0"):
                try:
                    found.append(f"{pid} {words(pid)}"[:120])
                except OSError:
                    pass
            elif f"{self.path}/runs/" in words(pid):  # a keeper has no environment
                found.append(f"{pid} {words(pid)}"[:120])
        return found


def started(pid):
    """When a process began, by the kernel's count; a number that was used again has another."""
    try:
        return open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[19]
    except OSError:
        return None


def words(pid):
    try:
        return open(f"/proc/{pid}/cmdline").read().replace("\0", " ")
    except OSError:
        return ""


def owns(pid, *words):
    try:
        text = open(f"/proc/{pid}/environ", "rb").read() + b"\0"
        return any(word.encode() in text for word in words)
    except OSError:
        return False


def restart(home):
    """All of this home ends in one instant, and comes back on a machine that has booted anew."""
    os.kill(home.engine(), signal.SIGKILL)
    end = time.monotonic() + 20
    while (left := home.left()) and time.monotonic() < end:
        for line in left:
            try:
                os.kill(int(line.split()[0]), signal.SIGKILL)
            except ProcessLookupError:
                pass
    for path in glob.glob(f"{home.path}/runs/*/status"):
        with open(path) as file:
            lines = ["boot=" + "1" * 36 if line.startswith("boot=") else line for line in file.read().splitlines()]
        with open(path, "w") as file:
            file.write("\n".join(lines) + "\n")
        end_of_it = os.path.dirname(path) + "/exit"
        if os.path.exists(end_of_it) and "kind=lost" in open(end_of_it).read():
            os.unlink(end_of_it)  # a warden wrote it in its last instant; a power cut asks nobody
    home.insist("serve", "--detach")

#!/usr/bin/env python3
"""The demo as somebody sees it who has nothing: scripts/test-demo BIN-FOLDER"""
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from attach_lab import Terminal, until  # noqa: E402

binary = os.path.join(os.path.abspath(sys.argv[1]), "drover")
work = tempfile.mkdtemp(prefix="drover-demo-test-")
user = f"{work}/user"
environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": user, "TMPDIR": work, "LANG": "C.UTF-8",
               "TERM": "xterm-256color", "COLORTERM": "truecolor"}
passed = failed = 0


def check(name, truth, shown=""):
    global passed, failed
    print(("ok - " if truth else "not ok - ") + name + ("" if truth else f"\n{shown}"), flush=True)
    passed, failed = passed + bool(truth), failed + (not truth)


def lets_go():
    """Whether nobody holds a demo any more: a killed one's screen is gone before its last descriptor is, and who started
    it (tmux 3.3a, seen) may leave it a zombie for long."""
    for name in folders():
        with open(f"{work}/{name}/demo.lock") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
    return True


def folders():
    return [name for name in os.listdir(work) if name.startswith("drover-demo-")]


def processes():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = open(f"/proc/{pid}/cmdline").read().split("\0")
            if work in open(f"/proc/{pid}/cmdline").read() and "tmux" not in words[0]:
                found.append(" ".join(words))
        except OSError:
            pass
    return found


def demo(name, columns=140, rows=34):
    words = ["unshare", "-n", binary, "demo"] if os.getuid() == 0 else [binary, "demo"]  # without any network
    return Terminal(work, name, words, environment, columns, rows)


try:
    os.mkdir(user)
    one = demo("one")
    columns = ("Todo 1", "Running 2", "Review 1", "Done 1", "Failed 1", "Inbox (1)", "approval")
    check("six tasks come to different points of life", until(lambda: all(c in one.screen() for c in columns), 30), one.screen())
    check("nothing was written for the person himself", not os.path.exists(f"{user}/.local"), os.listdir(user))
    repository = f"{work}/{folders()[0]}/greeter"
    told = subprocess.run(["git", "log", "--oneline", "main"], cwd=repository, env=environment, capture_output=True, text=True)
    check("what is merged is merged in a real repository", "French: Bonjour" in open(f"{repository}/greetings.txt").read()
          and told.stdout.count("\n") >= 2, told)
    state = f"{work}/{folders()[0]}/home"
    inside = dict(environment, DROVER_HOME=state)
    refused = subprocess.run([binary, "task", "merge", "T2"], cwd=repository, env=inside, capture_output=True, text=True)
    check("the conflict is real", refused.returncode == 4 and "greetings.txt" in refused.stderr, refused)
    failed_task = subprocess.run([binary, "task", "show", "T4", "--json"], cwd=repository, env=inside,
                                 capture_output=True, text=True)
    check("and so is the failed check", "verify" in json.loads(failed_task.stdout)["reason"], failed_task.stdout)
    one.keys("i")
    check("the one that asks waits in the inbox", one.shows("sh ./check", 5) and one.shows("T3", 5),
          one.screen())
    one.keys("a")
    check("and goes on once it is allowed", until(lambda: json.loads(subprocess.run(
        [binary, "task", "show", "T3", "--json"], cwd=repository, env=inside, capture_output=True,
        text=True).stdout)["state"] == "review", 15), one.screen())
    said = subprocess.run([binary, "task", "logs", "T3"], cwd=repository, env=inside, capture_output=True, text=True)
    check("and really ran what it asked for", "greetings are well formed" in said.stdout + subprocess.run(
        [binary, "task", "logs", "T3", "--raw"], cwd=repository, env=inside, capture_output=True, text=True).stdout, said)
    one.keys("1")
    one.keys("q")
    one.shows("stay", 5)
    one.keys("S")
    check("quitting leaves nothing", until(lambda: one.is_dead and not folders() and not processes(), 20),
          (one.screen(), folders(), processes()))
    one.close()

    two = demo("two")
    two.shows("Running 2", 30)
    victim = next(int(p) for p in subprocess.run(["pgrep", "-f", f"^{binary} demo$"], capture_output=True, text=True)
                  .stdout.split())
    os.kill(victim, signal.SIGKILL)
    check("a demo that was killed leaves its folder", until(lets_go, 20) and len(folders()) == 1, folders())
    two.close()
    dead = folders()[0]
    three = demo("three")
    check("the next demo removes one that was killed", three.shows("Running 2", 30) and until(
        lambda: dead not in folders() and len(folders()) == 1, 20), (three.screen(), folders()))
    check("with what still ran in it", until(lambda: not any(dead in words for words in processes()), 10), processes())
    victim = next(int(p) for p in subprocess.run(["pgrep", "-f", f"^{binary} demo$"], capture_output=True, text=True)
                  .stdout.split())
    os.kill(victim, signal.SIGKILL)
    check("and leaves its own when it is killed", until(lets_go, 20) and len(folders()) == 1, folders())
    three.close()
    told = subprocess.run([binary, "doctor"], env=environment, capture_output=True, text=True, cwd=work)
    check("and doctor removes it, with what still ran", "removed" in told.stdout and not folders() and
          until(lambda: not processes(), 10), (told.stdout, folders(), processes()))
finally:
    for name in ("one", "two", "three"):
        subprocess.run(["tmux", "-S", f"{work}/{name}.tmux", "kill-server"], capture_output=True)
    shutil.rmtree(work, ignore_errors=True)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)

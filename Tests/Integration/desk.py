#!/usr/bin/env python3
"""The board and the review in a real terminal: press, wait for what is seen, look at what was done. desk.py BIN"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

bin = pathlib.Path(sys.argv[1]).resolve()
drover = str(bin / "drover")
only = sys.argv[2:]


class Desk:
    """A home, a repository and a terminal of their own, for one proof."""

    def __init__(self, columns, rows):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="drover-desk-")).resolve()
        self.repository = self.top / "shop"
        self.size = (columns, rows)
        self.environment = {
            "PATH": f"{bin}:{os.environ['PATH']}", "HOME": str(self.top), "DROVER_HOME": str(self.top / "home"),
            "LANG": "C.UTF-8", "EDITOR": "cp -t " + str(self.top / "opened"),
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
        }
        (self.repository / "Sources").mkdir(parents=True)
        (self.top / "opened").mkdir()
        (self.repository / "Sources" / "Cart.swift").write_text("".join(f"let value{n} = {n}\n" for n in range(40)))
        (self.repository / "README.md").write_text("# Shop\n")
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "base"]):
            subprocess.run(["git", *words], cwd=self.repository, env=self.environment, check=True)

    def verb(self, *words):
        done = subprocess.run(
            [drover, *words], cwd=self.repository, env=self.environment, text=True, capture_output=True, timeout=60,
            stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{words}: {done.returncode} {done.stdout}{done.stderr}"
        return done.stdout

    def add(self, title, script, *flags):
        words = ["task", "add", "--service", "command", "--title", title, *flags, "--json", "--", "sh", "-c", script]
        subprocess.run(
            [drover, *words], cwd=self.repository, env=self.environment, check=True, stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, timeout=60)

    def task(self, name):
        return json.loads(self.verb("task", "show", name, "--json"))

    def state(self, name, wanted):
        """Waits until a task is where it should be."""
        for _ in range(200):
            found = self.task(name)
            if found["state"] == wanted:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{name} is {found['state']}, wanted {wanted}\n{self.screen()}")

    def tmux(self, *words, check=True):
        return subprocess.run(
            ["tmux", "-S", str(self.top / "tmux"), "-f", "/dev/null", *words], text=True, capture_output=True,
            env=self.environment | {"TERM": "xterm-256color"}, check=check, timeout=20).stdout

    def open(self):
        columns, rows = self.size
        self.tmux("new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(self.repository), f"SHELL=/bin/true {drover} 2>{self.top}/errors")
        self.see("1 Board")

    def screen(self):
        return self.tmux("capture-pane", "-p", check=False)

    def errors(self):
        said = self.top / "errors"
        return said.read_text() if said.exists() else ""

    def press(self, *keys):
        for key in keys:
            self.tmux("send-keys", key)
            time.sleep(0.06 if key == "Escape" else 0.02)

    def see(self, *words, gone=()):
        """Waits until all of this is on the screen, and nothing of that."""
        for _ in range(100):
            shown = self.screen()
            if all(word in shown for word in words) and not any(word in shown for word in gone):
                return shown
            time.sleep(0.1)
        raise AssertionError(f"wanted {words} without {gone}, but there stands\n{shown}\n{self.errors()}")

    def done(self):
        self.tmux("kill-server", check=False)
        subprocess.run([drover, "stop"], env=self.environment, capture_output=True, timeout=30, cwd=self.repository)
        for _ in range(50):
            left = subprocess.run(["pgrep", "-f", str(self.top)], capture_output=True, text=True).stdout.split()
            if not left:
                break
            time.sleep(0.1)
        for pid in left:
            os.kill(int(pid), 9)
        shutil.rmtree(self.top, ignore_errors=True)


edits = "sed -i 's/value3 = 3/value3 = 33/' Sources/Cart.swift; echo more >> README.md; mkdir -p New; echo x > New/made.txt"


def board_verbs(desk):
    desk.add("first", edits)
    desk.add("second", "sleep 60")
    desk.add("third", "exit 3")
    desk.open()
    desk.see("T1", "T2", "T3")
    desk.press("G", "s")  # the oldest stands last: T1 has nothing to ask about money
    desk.see("started T1")
    desk.state("T1", "review")
    desk.press("u")
    desk.see("T1 is not running")
    desk.press("h", "h", "h", "G")
    desk.see("second")
    desk.press("K")
    desk.see("T2 has priority 1", "p1")
    desk.press("u")
    desk.see("undone: edited T2", gone=["p1"])
    assert desk.task("T2")["priority"] == 0


def marks_and_moves(desk):
    for name in ("one", "two", "three"):
        desk.add(name, "sleep 60")
    desk.open()
    desk.see("T1", "T2", "T3")
    desk.press("Space", "Space")
    desk.see("2 marked")
    desk.press(">")
    desk.see("started T3, T2")
    desk.state("T3", "running")
    desk.state("T2", "running")
    assert desk.task("T1")["state"] == "todo"
    desk.press("l")
    desk.see("<1m")
    desk.press("<")
    desk.see("cancelled")
    desk.press("h", ">")
    desk.state("T1", "running")
    desk.press("l", ">")
    desk.see("goes to review by itself")


def discard_and_restore(desk):
    desk.add("to be thrown away", edits)
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    tree = desk.task("T1")["worktree"]
    desk.open()
    desk.press("l", "l")
    desk.see("to be thrown")
    desk.press("D")
    desk.see("Discard T1?", "go to the trash")
    desk.press("Enter")  # the default is No
    desk.see("to be thrown", gone=["Discard T1?"])
    assert desk.task("T1")["trashed"] is False
    desk.press("D", "Y")
    desk.see("discarded T1; u brings it back")
    assert desk.task("T1")["trashed"] and not pathlib.Path(tree).exists()
    desk.press("u")
    desk.see("undone: discarded T1")
    assert not desk.task("T1")["trashed"]


def continue_and_copy(desk):
    desk.add("a command", "true")
    desk.open()
    desk.see("a command")
    desk.press("c")
    desk.see("takes no prompt")
    desk.press("y")
    desk.see("Copy", "the id and title")
    desk.press("i")
    desk.see("copied: T1", gone=["the id and title"])
    desk.press("o")
    desk.see("1 Board", "a command")
    desk.press("Enter")
    desk.see("permission", "workspace")
    desk.press("Escape")
    desk.see("Todo 1", "a command")


def review_marks_survive(desk):
    desk.add("reworked", edits, "--verify", "echo checked; true")
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    desk.open()
    desk.press("l", "l")
    desk.see("reworked")
    desk.press("d")
    desk.see("viewed 0/3", "Cart.swift", "made.txt")
    desk.press("Space")
    desk.see("viewed 1/3")
    desk.press("q", "q")
    for _ in range(50):
        if not desk.tmux("list-sessions", check=False):
            break
        time.sleep(0.1)
    desk.open()
    desk.press("l", "l")
    desk.see("reworked")
    desk.press("d")
    desk.see("viewed 1/3")
    (change,) = [event for event in map(json.loads, desk.verb("events", "--json").splitlines())
                 if event["type"] == "reviewKept"]
    assert len(change["data"]["viewed"]) == 1


def review_looks(desk):
    desk.add("reworked", edits, "--verify", "echo what verify said; true")
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    desk.open()
    desk.press("l", "l", "d")
    desk.see("viewed 0/3")
    desk.press("/")
    desk.tmux("send-keys", "-l", "33")
    desk.press("Enter")
    desk.see("1 lines match", "value3 = 33")
    desk.press("Escape", "S")
    desk.see("runs a command")
    desk.press(">")
    desk.see("what verify said")
    desk.press(">")
    desk.see("verify passed", "An agent runs as you")
    desk.press(">", "e")
    for _ in range(50):
        if list((desk.top / "opened").iterdir()):
            break
        time.sleep(0.1)
    assert list((desk.top / "opened").iterdir()), "nothing was opened"


def review_comments_and_merge(desk):
    desk.add("reworked", edits)
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    desk.open()
    desk.press("l", "l", "d")
    desk.see("viewed 0/3")
    desk.press("Tab", "j", "j", "c")
    desk.see("Comment on")
    desk.tmux("send-keys", "-l", "please say why")
    desk.press("Enter")
    desk.see("please say why", gone=["Comment on"])
    desk.press("m")
    desk.see("Merge T1?", "no verify command is set")
    desk.press("Y")
    desk.see("merged T1")
    assert desk.state("T1", "done")
    assert "value3 = 33" in (desk.repository / "Sources" / "Cart.swift").read_text()


def numbers(desk):
    desk.add("quick", "true")
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    desk.open()
    desk.press("4")
    desk.see("success 100 %", "Now", "Money")
    desk.press(">")
    desk.see("30 days")


def main():
    proofs = [
        board_verbs, marks_and_moves, discard_and_restore, continue_and_copy, review_marks_survive, review_looks,
        review_comments_and_merge, numbers,
    ]
    for proof in proofs:
        if only and proof.__name__ not in only:
            continue
        for size in ((80, 24), (200, 50)):
            desk = Desk(*size)
            try:
                proof(desk)
            finally:
                desk.done()
            print(f"{proof.__name__} at {size[0]}x{size[1]}: ok", flush=True)


main()

"""A desk to sit at: a home, a repository, a terminal and agents in plain Python, and what was pressed where."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

bin = pathlib.Path(sys.argv[1]).resolve()
drover = str(bin / "drover")
here = pathlib.Path(__file__).resolve().parent.parent
names = {"Escape": "Esc", "BTab": "S-Tab", "NPage": "PgDn", "PPage": "PgUp", "BSpace": "Backspace"}
pressed, lock = set(), threading.Lock()
edits = "sed -i 's/value3 = 3/value3 = 33/' Sources/Cart.swift; echo more >> README.md; mkdir -p New; echo x > New/made.txt"


def name(key):
    """As the interface's own tables write it."""
    if key.startswith("C-"):
        return "Ctrl-" + key[2:].upper()
    return names.get(key, key)


class Desk:
    """A home, a repository and a terminal of their own, for one proof."""

    def __init__(self, columns, rows):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="drover-desk-")).resolve()
        self.repository = self.top / "shop"
        self.size = (columns, rows)
        self.environment = {
            "PATH": f"{bin}:{self.top}/programs:/usr/local/bin:/usr/bin:/bin", "HOME": str(self.top), "DROVER_HOME": str(self.top / "home"),
            "LANG": "C.UTF-8", "EDITOR": "cp -t " + str(self.top / "opened"),
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
        }
        (self.repository / "Sources").mkdir(parents=True)
        (self.top / "programs").mkdir()
        self.program("acp-agent", "plain_agent.py")
        (self.top / "opened").mkdir()
        (self.repository / "Sources" / "Cart.swift").write_text("".join(f"let value{n} = {n}\n" for n in range(40)))
        (self.repository / "README.md").write_text("# Shop\n")
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "base"]):
            subprocess.run(["git", *words], cwd=self.repository, env=self.environment, check=True)

    def program(self, name, script):
        """An agent that is found on this desk's path."""
        agent = self.top / "programs" / name
        agent.write_text(f'#!/bin/sh\nexec {sys.executable} {here / "Support" / script} "$@"\n')
        agent.chmod(0o755)

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

    def ask(self, title, prompt):
        """A task of an agent that asks before it runs anything."""
        words = ["--service", "acp", "--permission", "ask", "--title", title, "--prompt", prompt, "--start"]
        self.verb("task", "add", *words)

    def type(self, words):
        self.tmux("send-keys", "-l", words)
        time.sleep(0.05)

    def until(self, truth, what):
        for _ in range(200):
            if truth():
                return
            time.sleep(0.1)
        raise AssertionError(f"{what}\n{self.screen()}")

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

    def begins(self, words):
        self.tmux(*words, check=False)
        return self.tmux("list-sessions", check=False)

    def open(self):
        columns, rows = self.size
        program = f"SHELL=/bin/true {drover} 2>{self.top}/errors"
        words = ["new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(self.repository), program]
        # A server that is still on its way out takes nobody in.
        self.until(lambda: self.begins(words), "no terminal opens")
        self.see("1 Board")

    def screen(self):
        return self.tmux("capture-pane", "-p", check=False)

    def errors(self):
        said = self.top / "errors"
        return said.read_text() if said.exists() else ""

    def view(self):
        """The tab that is bold in the first row."""
        row = self.tmux("capture-pane", "-e", "-p", "-S", "0", "-E", "0", check=False)
        found = re.search(r"\x1b\[(?:1;)?4m(?:\x1b\[[0-9;]*m)* (?:\w )?(\w+)", row)
        return found.group(1).lower() if found else ""

    def press(self, *keys):
        for key in keys:
            with lock:
                pressed.add((self.view(), name(key)))
            self.tmux("send-keys", key)
            time.sleep(0.4 if key == "Escape" else 0.02)  # at once it would be an Alt-key

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

    def mouse(self, column, row, button=0, kind="M"):
        """A press, a drag (32 more) or a release (m), as a terminal reports it; columns and rows count from 1."""
        report = f"\x1b[<{button};{column};{row}{kind}"
        self.tmux("send-keys", "-H", *[f"{byte:02x}" for byte in report.encode()])

    def find(self, text, row=1):
        """Where a text stands on the screen, counted from 1, from this row on."""
        for number, line in enumerate(self.screen().splitlines(), 1):
            if number >= row and text in line:
                return line.index(text) + 1, number
        raise AssertionError(f"{text} is not there\n{self.screen()}")

    def drag(self, card, column):
        """Takes a card up and lets it go in a column; where that stands is looked at with the card in the hand."""
        self.mouse(*self.find(card, 3))
        self.until(lambda: re.search(f"▌. {card}", self.screen()), f"{card} is not taken up")
        end = self.find(column)
        end = (end[0], end[1] + 4)
        self.mouse(*end, button=32)
        self.mouse(*end, kind="m")

    def kept(self, *words):
        """Waits until what one did stands on the disk: that is what outlives a kill."""
        plain = lambda text: text.replace(" ", "").replace("\n", "")
        files = lambda: "".join(plain(file.read_text()) for file in (self.top / "home" / "drafts").glob("*.json"))
        self.until(lambda: all(plain(word) in files() for word in words), f"{words} is not kept")

    def quits(self):
        """Out of the interface, whatever is open."""
        self.until(lambda: not self.tmux("list-sessions", check=False), "it did not quit")


def unpressed(desk):
    """Rows of the table that dispatches which no proof has pressed, as far as they are a view's own."""
    rows = [row for row in json.loads(desk.verb("config", "keys", "--json")) if row["view"] not in ("everywhere", "view")]
    return [f'{row["view"]} {"/".join(row["keys"])} ({row["does"]})' for row in rows
            if not any((row["view"], key) in pressed for key in row["keys"])]

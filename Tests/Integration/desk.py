#!/usr/bin/env python3
"""The board and the review in a real terminal: press, wait for what is seen, look at what was done. desk.py BIN"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import traceback

import desk_more
import desk_shell
from desk_lab import Desk, edits, unpressed

only = sys.argv[2:]


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
    desk.press("C-p")
    desk.type("T1")
    desk.see("T1 one")
    desk.press("Enter", ">")
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
    desk.see("Discard T1?", "to the trash")
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
    desk.see("Review 1")  # the column that was in front comes back with its card
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


def board_writes(desk):
    desk.open()
    desk.see("n makes a task")
    desk.press("n")
    desk.type("say hello to all")
    desk.see("say hello to all")
    desk.press("Escape")
    desk.see("kept for the next time")
    desk.press("n")
    desk.see("as you left it", "say hello to all")
    desk.press("Enter")
    desk.see("Todo 1", "T1", gone=["as you left it"])
    desk.press("e")
    desk.see("say hello to all")
    desk.type(" and all others")
    desk.press("Enter")
    desk.see("saved T1; u takes it back")
    assert desk.task("T1")["prompt"] == "say hello to all and all others"
    desk.press("u")
    desk.see("undone: edited T1")
    assert desk.task("T1")["prompt"] == "say hello to all"
    desk.press("J")
    desk.see("T1 has priority -1")
    desk.press("C")
    desk.see("Close T1 without merging?")
    desk.press("Enter")
    desk.see("Todo 1", gone=["Close T1"])
    desk.press("C", "Y")
    desk.see("closed T1")
    desk.state("T1", "done")
    desk.see("Done 1")
    desk.press("u")
    desk.see("undone: closed T1")
    desk.state("T1", "todo")


def board_looks(desk):
    for name in ("apples", "pears", "plums"):
        desk.add(name, f"echo {name} are here; sleep 60")
    desk.open()
    desk.see("apples", "pears", "plums")
    desk.press("/")
    desk.type("pear")
    desk.see("pears", "1/3", gone=["apples"])
    desk.press("Enter")
    desk.see("filter: pear")
    desk.press("Escape")
    desk.see("apples", "Todo 3", gone=["filter: pear"])
    desk.press("z")
    desk.see("apples", gone=["Running 0", "Run 0"])
    desk.press("Escape")
    desk.see("Failed 0")
    desk.press("f")
    desk.press("l")
    desk.see("Failed 0", gone=["apples"])
    desk.press("h", "f", "g", "j", "s")
    desk.see("started T2")
    desk.state("T2", "running")
    desk.see("pears are here" if desk.size[0] > 80 else "pears ar")
    desk.press("L")
    desk.see("following", "pears are here")
    desk.press("q")
    desk.see("Todo 2")
    desk.press("x")
    desk.state("T2", "failed")
    desk.see("Failed 1")
    desk.press("r")
    desk.state("T2", "running")
    desk.see("Failed 0")


def board_merges(desk):
    desk.add("reworked", edits)
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    desk.open()
    desk.press("l", "l")
    desk.see("reworked")
    desk.press("m")
    desk.see("Merge T1?")
    desk.press("n")
    desk.see("reworked", gone=["Merge T1?"])
    desk.press("m", "Y")
    desk.see("merged T1")
    assert desk.state("T1", "done")
    desk.press(":")
    desk.type("sta")
    desk.see("what the engine has to do")
    desk.press("Enter")
    desk.press("C-p")
    desk.type("metrics")
    desk.press("Enter")
    desk.see("Runs that ended")
    desk.press("q", "?")
    desk.see("Keys here", "type to search")
    desk.type("discard")
    desk.see("D              discard", gone=["higher priority"])


def the_card_comes_back(desk):
    for name in ("one", "two", "three"):
        desk.add(name, "true")
    desk.open()
    desk.see("T1", "T2", "T3")
    desk.press("j", "j")
    desk.press("q")
    desk.until(lambda: not desk.tmux("list-sessions", check=False), "it did not quit")
    desk.open()
    desk.see("T1")
    desk.press("d")
    desk.see("T1 one")
    desk.press("q")
    desk.press("g", "j")
    time.sleep(2.6)  # a crash may cost the last two seconds of moving about
    pane = desk.tmux("list-panes", "-F", "#{pane_pid}").strip()
    for pid in subprocess.run(["pgrep", "-P", pane, "-x", "drover"], capture_output=True, text=True).stdout.split() or [pane]:
        os.kill(int(pid), 9)
    desk.tmux("kill-server", check=False)
    desk.open()
    desk.see("T1", "T2", "T3")
    desk.press("d")
    desk.see("T2 two")


def inbox_verbs(desk):
    for name in ("first", "second", "third", "fourth", "fifth"):
        desk.ask(name, f"say I am {name}\nrun touch {name}.txt")
    desk.until(lambda: len(json.loads(desk.verb("inbox", "list", "--json"))) == 5, "not all of them asked")
    desk.open()
    desk.see("i Inbox (5)")
    desk.press("i")
    desk.see("Waits for you 5", "touch first.txt", str(desk.repository))
    asked = {ask["task"]: ask["input"].split("touch ")[1].split(".")[0] for ask in json.loads(desk.verb("inbox", "list", "--json"))}
    desk.press("a")
    desk.see("allowed: A", "Waits for you 4")
    desk.press("d")
    desk.see("denied: A", "Waits for you 3")
    desk.press("w")
    desk.type("use another name")
    desk.press("Enter")
    desk.see("Waits for you 2")
    answers = [ask for ask in json.loads(desk.verb("inbox", "list", "--all", "--json")) if ask["state"] == "answered"]
    assert sorted(ask["answer"] for ask in answers) == ["allow", "deny", "deny"], answers
    assert any(ask["text"] == "use another name" for ask in answers), answers
    desk.press("*")
    desk.see("2 marked")
    desk.press("Escape")
    desk.see("Waits for you 2", gone=["2 marked"])
    desk.press("Space")
    desk.see("1 marked")
    desk.press("Escape", "A")
    desk.see("Always allow exactly this here?")
    desk.press("Enter")
    desk.see("Waits for you 2", gone=["Always allow"])
    desk.press("A", "Y")
    desk.see("u takes it back", "Waits for you 1")
    assert len(json.loads(desk.verb("inbox", "rules", "--json"))) == 1
    desk.press("u")
    desk.see("no longer allowed by itself")
    assert json.loads(desk.verb("inbox", "rules", "--json")) == []
    desk.press("h")
    desk.see("Answered 4")
    desk.press("Escape")
    desk.see("Waits for you 1")
    desk.press("/")
    desk.type("nothing like this")
    desk.see("nothing matches")
    desk.press("Escape")
    desk.see("Waits for you 1")
    desk.press("L")
    desk.see("following", "I am")
    desk.press("q", "i")
    desk.see("Waits for you 1")
    desk.press("c")
    desk.see("1 Board", "Running")
    desk.press("i", "a")
    desk.see("Nothing waits for you")
    for name in asked:
        desk.until(lambda: desk.task(name)["state"] == "review", f"{name} has not ended")


def chat_verbs(desk):
    desk.open()
    desk.press("5")
    desk.see("A conversation about", "Enter send")
    desk.type("say good morning")
    desk.press("Enter")
    talk = lambda: json.loads(desk.verb("session", "list", "--json"))[0]
    desk.until(lambda: re.search("(?<!say )good morning", desk.screen()) and talk()["state"] == "idle", "no answer came")
    desk.type("wait 50")
    desk.press("Enter")
    desk.until(lambda: talk()["state"] == "running", "nothing runs")
    desk.press("C-c")
    desk.see("stopped")
    desk.press("Escape")
    desk.see("Enter write", "x stop the answer")
    desk.press("y")
    desk.see("copied: the last answer")
    desk.press("+")
    desk.see("S2")
    desk.press("Enter")
    desk.type("/task write a poem")
    desk.press("Enter")
    desk.see("T1")
    assert desk.task("T1")["prompt"] == "write a poem"
    desk.type("@Cart")
    desk.see("Sources/Cart.swift")
    desk.press("Tab")
    desk.see("@Sources/Cart.swift")
    desk.press("C-c")
    desk.type("say second talk")
    desk.press("Enter")
    desk.see("second talk", "S2 acp")
    desk.press("Escape", "J")
    desk.see("good morning")
    desk.press("K")
    desk.see("say second talk")
    desk.press("/")
    desk.type("second")
    desk.press("Enter", "n", "N")
    desk.see("second talk")
    desk.press("Escape", "g", "G", "Enter", "Up")
    desk.see("say second talk")
    desk.press("C-c", "Escape", "D")
    desk.see("Remove S2?")
    desk.press("Y")
    desk.until(lambda: len(json.loads(desk.verb("session", "list", "--json"))) == 1, "it is still there")
    desk.see("good morning")
    desk.press("Enter")
    desk.type("half a thought")
    desk.see("half a thought")
    time.sleep(0.8)
    desk.press("Escape", "q", "q")
    desk.until(lambda: not desk.tmux("list-sessions", check=False), "it did not quit")
    desk.open()
    desk.press("5")
    desk.see("half a thought")


def review_verbs(desk):
    desk.add("reworked", edits, "--verify", "true")
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    desk.open()
    desk.press("l", "l", "d")
    desk.see("viewed 0/3", "Files 3")
    desk.press("Tab", "J", "J", "K", "}", "{", "t", "f")
    desk.see("viewed 0/3")
    desk.press("f", "F", "F", "y")
    desk.see("the file's path")
    desk.press("f")
    desk.see("copied: ")
    desk.press("j", "j", "c")
    desk.see("Comment on")
    desk.type("say why")
    desk.press("Enter")
    desk.see("say why", gone=["Comment on"])
    desk.press("X")
    desk.see("viewed 0/3", gone=["say why"])
    desk.press("L")
    desk.see("end")
    desk.press("q", "l", "l", "d", "R")
    desk.see("viewed 0/3")
    desk.press("D")
    desk.see("Discard T1?")
    desk.press("n", "C")
    desk.see("Close T1 without merging?", "task-1")
    desk.press("Y")
    desk.see("closed T1")
    desk.state("T1", "done")
    desk.press("u")
    desk.see("opened T1 again")
    desk.state("T1", "review")


def a_running_review_shows_what_is_done(desk):
    desk.add("still at it", edits + "; sleep 60")
    desk.verb("task", "start", "T1")
    desk.state("T1", "running")
    desk.open()
    desk.press("l", "d")
    desk.see("3 files are not committed yet", "Cart.swift*", "made.txt*")
    tree = pathlib.Path(desk.task("T1")["worktree"])
    (tree / "New" / "deep").mkdir()
    desk.see("viewed 0/3")
    (tree / "New" / "deep" / "later.txt").write_text("while one looks\n")
    desk.see("later.txt*", "viewed 0/4")  # nobody pressed anything
    git = lambda *words: subprocess.run(["git", *words], cwd=tree, env=desk.environment, check=True, capture_output=True)
    git("add", "README.md")
    git("commit", "-qm", "a part")
    (tree / "New" / "deep" / "later.txt").write_text("and again\n")
    desk.see("later.txt*", "README.md ", "3 files are not committed yet")
    assert "and again" in desk.verb("task", "diff", "T1", "--uncommitted")
    assert "and again" not in desk.verb("task", "diff", "T1")


def services_verbs(desk):
    desk.open()
    desk.press("3")
    desk.see("claude", "missing")
    desk.press("C-d")
    desk.press("C-u")
    desk.press("/")
    desk.type("acp")
    desk.press("Enter")
    desk.see("acp", gone=["claude"])
    desk.press("O")
    desk.see("Model of acp", "type a name")
    desk.press("t")
    desk.type("large")
    desk.press("Enter")
    desk.see("acp uses large where a task names none", "large")
    assert json.loads(desk.verb("service", "show", "acp", "--json"))["model"] == "large"
    desk.press("t")
    desk.see("Test acp?")
    desk.press("Y")
    desk.see("acp answers in")
    desk.press("e")
    desk.see("disabled")
    assert not json.loads(desk.verb("service", "show", "acp", "--json"))["enabled"]
    desk.press("e", "Enter")
    desk.see("last test", "passed")


def numbers(desk):
    desk.add("quick", "true")
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    desk.open()
    desk.press("4")
    desk.see("success 100 %", "Now", "Money")
    desk.press("G")
    desk.see("This machine")
    desk.press("C-u")
    desk.press("C-d")
    desk.see("This machine")
    desk.press("g")
    desk.see("Now")
    desk.press(">")
    desk.see("30 days")


def main():
    proofs = [
        board_verbs, marks_and_moves, discard_and_restore, continue_and_copy, review_marks_survive, review_looks,
        review_comments_and_merge, numbers, board_writes, board_looks, board_merges, the_card_comes_back, inbox_verbs,
        chat_verbs, review_verbs, a_running_review_shows_what_is_done, services_verbs, *desk_more.proofs,
        *desk_shell.proofs,
    ]
    wanted = [(proof, size) for proof in proofs if not only or proof.__name__ in only for size in ((80, 24), (200, 50))]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = []
        for found in pool.map(lambda one: prove(*one), wanted):
            said.append(found)
            print(found, flush=True)
    if not all(found.endswith(": ok") for found in said):
        sys.exit("desk: not everything holds")
    if not only:
        desk = Desk(80, 24)
        left = unpressed(desk)
        desk.done()
        print(f"pressed by no proof: {', '.join(left) or 'nothing'}", flush=True)


def prove(proof, size):
    desk = Desk(*size)
    name = f"{proof.__name__} at {size[0]}x{size[1]}"
    try:
        proof(desk)
    except Exception:  # the others are told as well
        return f"{name}:\n{traceback.format_exc()}"
    finally:
        desk.done()
    return f"{name}: ok"


main()

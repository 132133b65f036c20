#!/usr/bin/env python3
"""Keeping a part of a task's work with the real program: trim.py BIN [NAME...]

Hunks are staged, the branch is trimmed to them, verify runs again, and a merge takes just that; what left comes back. An
engine that is killed at any step of it is followed by one that goes on, and nothing of anybody's is lost."""
import json
import os
import shutil
import signal
import sys
import tempfile
import time

import homes

binary = os.path.abspath(sys.argv[1])
work = tempfile.mkdtemp(prefix="drover-trim-")
tests = []
EDITS = ("sed -i 's/^3$/three/; s/^20$/twenty/; s/^38$/thirty-eight/' numbers.txt; echo new > made.txt; "
         "echo ignored > kept.log; printf '\\0' > data.bin")
# What proves stands in a file of the base: what a command names itself is lent to it as the base has it.
CHECK = "echo proof >> proofs.log\n! grep -q thirty-eight numbers.txt || test -f made.txt\n"


def proof(words):
    return lambda body: tests.append((words, body)) or body


def check(truth, shown=""):
    assert truth, str(shown)[:800]


def show(home, task):
    return json.loads(home.insist("task", "show", task, "--json"))


def hunks(home, task):
    return json.loads(home.insist("task", "diff", task, "--hunks", "--json"))


def sentence(done, code, words):
    """A refusal as people get it: its exit code, one sentence and a remedy."""
    check(done[0] == code and done[2].startswith("drover: ") and len(done[2].strip().splitlines()) == 2, done)
    check(words in done[2], (words, done))


def until(truth, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if truth():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to that")


def reviewed(home, verify="sh check.sh"):
    with open(f"{home.repository}/check.sh", "w") as file:
        file.write(CHECK)
    with open(f"{home.repository}/numbers.txt", "w") as file:
        file.writelines(f"{n}\n" for n in range(1, 41))
    with open(f"{home.repository}/.gitignore", "w") as file:
        file.write("*.log\n")
    home.git("add", "-A")
    home.git("commit", "-qm", "numbers")
    task = home.add("work", EDITS, verify=verify)
    check(home.verb("task", "wait", task)[0] == 0, show(home, task))
    return task


def stage(home, task, part):
    """The hunk of numbers.txt whose header has this, by the beginning of its name."""
    (found,) = [hunk["id"] for hunk in hunks(home, task) if part in hunk["header"]]
    check(home.verb("task", "stage", task, found[:6])[0] == 0)
    return found


def proofs(home, task):
    return open(f"{show(home, task)['worktree']}/proofs.log").read().count("proof")


@proof("one of several hunks is kept, proven again and merged alone, and what left comes back before that")
def kept_and_merged(home):
    task = reviewed(home)
    found = hunks(home, task)
    check([hunk["path"] for hunk in found] == ["data.bin", "made.txt"] + ["numbers.txt"] * 3, found)
    check(set(found[0]) == {"id", "path", "staged", "added", "removed", "header"} and found[0]["added"] is None, found[0])
    kept = stage(home, task, "-17,7")
    code, out, err = home.verb("task", "trim", task)
    check(code == 0 and "--undo" in out, (out, err))
    check(home.verb("task", "wait", task)[0] == 0, show(home, task))
    check(home.verb("task", "diff", task)[1].count("\n@@ ") == 1)
    check([hunk["id"] for hunk in hunks(home, task) if hunk["staged"]] == [kept])
    check(proofs(home, task) == 2, "verify did not run again")
    tree = show(home, task)["worktree"]
    check(open(f"{tree}/kept.log").read() == "ignored\n" and not os.path.exists(f"{tree}/made.txt"))
    sentence(home.verb("task", "trim", task), 4, "nothing would leave")
    check(home.verb("task", "trim", task, "--undo")[0] == 0)
    check(home.verb("task", "wait", task)[0] == 0 and len(hunks(home, task)) == 5 and proofs(home, task) == 3)
    sentence(home.verb("task", "trim", task, "--undo"), 4, "nothing is trimmed off")
    check(home.verb("task", "trim", task)[0] == 0 and home.verb("task", "wait", task)[0] == 0)
    said = home.verb("explain", task)[1]
    check("trimmed to 1 of 5 hunks" in said and f"drover task trim {task} --undo" in said, said)
    check(home.verb("task", "merge", task)[0] == 0)
    check(home.git("diff", "--name-only", "HEAD~1", "HEAD").split() == ["numbers.txt"])
    check("twenty" in home.git("show", "HEAD:numbers.txt") and "three" not in home.git("show", "HEAD:numbers.txt"))
    sentence(home.verb("task", "stage", task, "--all"), 4, "is done")


@proof("work that is red without its rest fails after the trim, and is not merged; undone it stands as it stood")
def red_alone(home):
    task = reviewed(home)
    stage(home, task, "-35,6")
    check(home.verb("task", "trim", task)[0] == 0 and home.verb("task", "wait", task)[0] == 1)
    check("verify failed" in show(home, task)["reason"], show(home, task))
    check(home.verb("task", "merge", task)[0] == 4)
    check(home.verb("task", "trim", task, "--undo")[0] == 0 and home.verb("task", "wait", task)[0] == 0)
    check(home.verb("task", "merge", task)[0] == 0 and os.path.exists(f"{home.repository}/made.txt"))


@proof("every refusal is one sentence with a remedy, and changes nothing")
def refusals(home):
    task = reviewed(home)
    tip = home.git("rev-parse", "task-1")
    sentence(home.verb("task", "trim", task), 4, "nothing of T1 is staged")
    sentence(home.verb("task", "stage", task), 2, "no hunk is named")
    sentence(home.verb("task", "stage", task, "zzz"), 3, "has no hunk zzz")
    sentence(home.verb("task", "unstage", task, "--file", "none.txt"), 3, "did not change none.txt")
    sentence(home.verb("task", "trim", "T9"), 3, "T9")
    check(home.verb("task", "stage", task, "--file", "numbers.txt")[0] == 0)
    check(home.verb("task", "unstage", task, "--all")[1].strip() == "T1 0 of 5 staged")
    check(home.verb("task", "stage", task, "--all")[1].strip() == "T1 5 of 5 staged")
    sentence(home.verb("task", "trim", task), 4, "nothing would leave")
    check(home.verb("task", "unstage", task, "--file", "made.txt")[0] == 0)
    tree = show(home, task)["worktree"]
    with open(f"{tree}/mine.txt", "w") as file:
        file.write("mine\n")
    sentence(home.verb("task", "trim", task), 4, "not committed: mine.txt")
    os.unlink(f"{tree}/mine.txt")
    home.settings["DROVER_RUN_ID"] = "x"  # no proof of anything: who is an agent is told by the kernel
    inside = home.add("inside", f"{binary}/drover task trim {task} > said.txt 2>&1; echo $? >> said.txt")
    check(home.verb("task", "wait", inside)[0] == 0)
    said = open(f"{show(home, inside)['worktree']}/said.txt").read()
    check("an agent may not do this" in said and said.endswith("4\n"), said)
    shutil.move(tree, f"{tree}-away")
    sentence(home.verb("task", "trim", task), 4, "is gone")
    shutil.move(f"{tree}-away", tree)
    long = home.add("long", "sleep 60")
    until(lambda: show(home, long)["state"] == "running")
    sentence(home.verb("task", "trim", long), 4, "is running")
    home.verb("task", "cancel", long)
    check(home.git("rev-parse", "task-1") == tip)


@proof("a mark falls off when its hunk changes: nobody trims to less than he staged, and staging anew forgets it")
def fallen_off(home):
    task = reviewed(home)
    stage(home, task, "-17,7")
    check(home.verb("task", "stage", task, "--file", "made.txt")[0] == 0)
    tree = show(home, task)["worktree"]
    home.git("-C", tree, "mv", "data.bin", "moved.bin")
    home.git("-C", tree, "commit", "-qm", "elsewhere")
    check(sum(hunk["staged"] for hunk in hunks(home, task)) == 2, "a change elsewhere takes no mark away")
    with open(f"{tree}/made.txt", "a") as file:
        file.write("more\n")
    home.git("-C", tree, "commit", "-qam", "by hand")
    check(sum(hunk["staged"] for hunk in hunks(home, task)) == 1)
    sentence(home.verb("task", "trim", task), 4, "1 of the 2 staged hunks of T1 changed after they were staged")
    check(home.verb("task", "stage", task, "--file", "made.txt")[1].strip() == "T1 2 of 5 staged")
    check(home.verb("task", "trim", task)[0] == 0 and home.verb("task", "wait", task)[0] == 0)
    check(home.git("diff", "--name-only", "main", "task-1").split() == ["made.txt", "numbers.txt"])


@proof("a repository whose hooks or settings a run changed is left alone")
def unrest(home):
    task = reviewed(home)
    stage(home, task, "-17,7")
    bad = home.add("bad", "git config core.hooksPath /tmp/hooks")
    until(lambda: (show(home, bad)["waiting"] or {}).get("for") == "approval")
    sentence(home.verb("task", "trim", task), 4, "changed what git obeys")


def fake_git(home, part):
    """A git that stops before this call of it, once, until the flag goes; the engine is started anew with it."""
    folder, flag = f"{home.path}-bin", f"{home.path}-stopped"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/git", "w") as file:
        file.write(f'#!/bin/sh\ncase "$*" in *"{part}"*) : > {flag}; exec sleep 600;; esac\n'
                   f'exec {shutil.which("git")} "$@"\n')
    os.chmod(f"{folder}/git", 0o755)
    home.verb("stop")
    home.settings["PATH"] = f"{folder}:{os.environ['PATH']}"
    return flag


@proof("an engine that is killed before, in the middle of and behind the trim is followed by one that goes on")
def killed(home):
    task = reviewed(home)
    kept = stage(home, task, "-17,7")
    # Before the files are put there, before the branch moves, and behind it.
    for number, step in enumerate(["read-tree --reset -u", "update-ref -m drover: trim", "update-ref -d refs/drover"]):
        flag = fake_git(home, step)
        asked = home.verb("task", "trim", task)
        check(asked[0] == 0, asked)
        until(lambda: os.path.exists(flag))
        os.kill(home.engine(), signal.SIGKILL)
        home.settings["PATH"] = os.environ["PATH"]
        os.unlink(flag)
        home.insist("serve", "--detach")
        check(home.verb("task", "wait", task)[0] == 0, show(home, task))
        found = hunks(home, task)
        check([hunk["id"] for hunk in found if hunk["staged"]] == [kept] and len(found) == 1, (step, found))
        tree = show(home, task)["worktree"]
        check(home.git("-C", tree, "status", "--porcelain") == "", step)
        check(open(f"{tree}/kept.log").read() == "ignored\n")
        check(home.git("log", "--format=%s", "main..task-1").count("work") == 2 + 2 * number, step)
        check(home.verb("task", "trim", task, "--undo")[0] == 0 and home.verb("task", "wait", task)[0] == 0)
        check(len(hunks(home, task)) == 5, step)


@proof("an engine that is killed while verify runs leaves it running, and the next one takes its end")
def killed_in_verify(home):
    task = reviewed(home, verify="sleep 2; echo proof >> proofs.log")
    stage(home, task, "-17,7")
    check(home.verb("task", "trim", task)[0] == 0)
    until(lambda: any(name.endswith("-verify") for name in home.live_runs()))
    os.kill(home.engine(), signal.SIGKILL)
    home.insist("serve", "--detach")
    check(home.verb("task", "wait", task)[0] == 0 and proofs(home, task) == 2)
    check(len(hunks(home, task)) == 1)


def main():
    wanted, failed = sys.argv[2:], 0
    for number, (words, body) in enumerate(tests):
        if wanted and body.__name__ not in wanted:
            continue
        home = homes.Home(binary, work, f"home{number}")
        try:
            body(home)
            print(f"ok - {words}", flush=True)
        except (AssertionError, KeyError, ValueError, OSError) as error:
            failed += 1
            print(f"not ok - {words}: {error!r}", flush=True)
        finally:
            home.settings["PATH"] = os.environ["PATH"]
            home.verb("stop")
            for line in home.left():
                try:
                    os.kill(int(line.split()[0]), signal.SIGKILL)
                except ProcessLookupError:
                    pass
    shutil.rmtree(work, ignore_errors=True)
    print(f"{len(wanted or tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()

#!/usr/bin/env python3
"""Faults of the world while tasks run: faults.py BIN [NAME...]

Stopped engines and keepers, full disks, trees and repositories that are gone, a git that fails or hangs: each must be a
clear state on the card with a way out, and nothing may be lost, stuck or left running."""
import glob
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

import homes

binary = os.path.abspath(sys.argv[1])
work = tempfile.mkdtemp(prefix="drover-faults-")
can_mount = os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0
tests = []
LINES = "for i in 1 2 3 4 5 6 7 8 9 10; do echo line $i; sleep 0.1; done; echo done > done.txt"


class Skip(Exception):
    pass


def fault(words):
    return lambda body: tests.append((words, body)) or body


def check(truth, shown=""):
    assert truth, str(shown)[:600]


def show(home, task):
    return json.loads(home.insist("task", "show", task, "--json"))


def until(home, task, truth, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = show(home, task)
        if truth(found):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{task} never came there: {found['state']} {found['reason']} {found['waiting']}")


def sentence(done, *codes):
    """A refusal as people get it: one sentence and a remedy, quickly."""
    code, out, err = done
    check(code in codes and err.startswith("drover: ") and len(err.strip().splitlines()) <= 2, done)
    check("fault of Drover" not in err and "0x" not in err, err)


def run_whole(home):
    """The home works: a task goes from its start to its merge."""
    task = home.add("afterwards", "echo $DROVER_TASK > $DROVER_TASK.txt")
    check(home.verb("task", "wait", task)[0] == 0, show(home, task))
    check(home.verb("task", "merge", task)[0] == 0)


def fake_git(home, script):
    """A git that does what the script says, and else what git does; the engine is started anew with it."""
    folder = f"{home.path}-bin"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/git", "w") as file:
        file.write(f"#!/bin/sh\n{script}\nexec {shutil.which('git')} \"$@\"\n")
    os.chmod(f"{folder}/git", 0o755)
    home.verb("stop")
    home.settings["PATH"] = f"{folder}:{os.environ['PATH']}"


def good_git(home):
    home.verb("stop")
    home.settings["PATH"] = os.environ["PATH"]


@fault("a stopped engine is told from a dead one, and goes on where it was")
def stopped_engine(home):
    task = home.add("long", LINES)
    until(home, task, lambda found: found["state"] == "running")
    engine = home.engine()
    os.kill(engine, signal.SIGSTOP)
    try:
        begin = time.monotonic()
        sentence(home.verb("task", "list", wait=40), 5)
        check(time.monotonic() - begin < 30, time.monotonic() - begin)
    finally:
        os.kill(engine, signal.SIGCONT)
    check(home.verb("task", "wait", task)[0] == 0)
    check(home.engine() == engine, "another engine took the home of a slow one")
    check(home.verb("task", "logs", task)[1].splitlines() == [f"line {i}" for i in range(1, 11)])


@fault("a stopped keeper holds nobody else up, and afterwards all of it is there")
def stopped_keeper(home):
    task = home.add("long", LINES)
    found = until(home, task, lambda found: found["runs"])
    status = until_status(home, found["runs"][-1])
    os.kill(status["keeper"], signal.SIGSTOP)
    try:
        begin = time.monotonic()
        home.verb("task", "list")
        check(time.monotonic() - begin < 5, time.monotonic() - begin)
        time.sleep(0.5)
    finally:
        os.kill(status["keeper"], signal.SIGCONT)
    check(home.verb("task", "wait", task)[0] == 0, show(home, task))
    check(home.verb("task", "logs", task)[1].splitlines() == [f"line {i}" for i in range(1, 11)])


@fault("who is stopped of program, keeper, guardian and warden is named on the card with a way out, and a cancel ends the run")
def stopped_holders(home):
    for stopped, killed in (("child", ()), ("keeper", ()), ("guardian", ("keeper",)), ("warden", ("guardian", "keeper"))):
        task = home.add(f"stopped {stopped}", "sleep 300")
        status = until_status(home, until(home, task, lambda found: found["runs"])["runs"][-1])
        check(show(home, task)["reason"] is None, show(home, task))
        os.kill(status[stopped], signal.SIGSTOP)
        for how in (signal.SIGSTOP, signal.SIGKILL):
            for name in killed:
                os.kill(status[name], how)
        begin = time.monotonic()
        found = until(home, task, lambda found: "is stopped" in (found["reason"] or ""))
        check(f"kill -CONT {status[stopped]}`" in found["reason"] and found["state"] == "running", found)
        check("is stopped" in home.verb("explain", task)[1])
        if stopped == "warden":  # the next engine finds it so too
            os.kill(home.engine(), signal.SIGKILL)
            until(home, task, lambda found: "is stopped" in (found["reason"] or ""))
        check(home.verb("task", "cancel", task, wait=40)[0] == 0)
        until(home, task, lambda found: found["state"] == "failed" and found["reason"] == "cancelled", 30)
        check(time.monotonic() - begin < 60, time.monotonic() - begin)
    task = home.add("ends by itself", "sleep 1; echo done > done.txt")
    status = until_status(home, until(home, task, lambda found: found["runs"])["runs"][-1])
    os.kill(status["warden"], signal.SIGSTOP)
    check(home.verb("task", "wait", task)[0] == 0, show(home, task))
    end = time.monotonic() + 20
    while (left := [line for line in home.left() if "/runs/" in line or "sleep 300" in line]) and time.monotonic() < end:
        time.sleep(0.05)
    check(not left, left)


def until_status(home, run):
    end = time.monotonic() + 10
    while time.monotonic() < end:
        status = home.status(run)
        if status and len(status) == 4:
            return status
        time.sleep(0.02)
    raise AssertionError(f"{run} has no status")


def keepers(home):
    """The processes that hold the runs of this home."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if "drover-keeper" in homes.words(pid) and f"{home.path}/runs/" in homes.words(pid):
            found.append(int(pid))
    return found


@fault("warden, guardian and keeper killed at once around the start: no program runs twice, none is left, each task has an end")
def killed_at_start(home):
    home.add("first", "true")  # the engine is up, the first tree is made
    for number in range(12):
        file = f"{home.path}-started-{number}"
        task = home.add(f"start {number}", f"echo $$ >> {file}; exec sleep 300")
        end = time.monotonic() + 20
        while not keepers(home) and time.monotonic() < end:
            pass
        time.sleep(number % 6 * 0.0007)
        while found := keepers(home):
            for pid in found:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        if number % 3 == 2 and home.engine():
            os.kill(home.engine(), signal.SIGKILL)
            home.insist("serve", "--detach")

        def started():
            return len(open(file).read().split()) if os.path.exists(file) else 0

        # What was killed before anything could run is started by the next engine, once.
        found = until(home, task, lambda found: found["state"] == "failed" or keepers(home) and started() > 0, 40)
        check(started() <= 1, f"{task} was started {started()} times")
        if found["state"] == "running":
            home.verb("task", "cancel", task)
            found = until(home, task, lambda found: found["state"] == "failed", 40)
        check(found["reason"], found)
        end = time.monotonic() + 20
        while any("sleep 300" in line for line in home.left()) and time.monotonic() < end:
            time.sleep(0.05)
        check(not any("sleep 300" in line for line in home.left()), home.left())


@fault("a machine that restarts: what ran has failed and says so, a proof is not called failed, what waited goes on, retries run")
def restarted_machine(home):
    running = home.add("running", "[ -e again ] || { touch again; sleep 300; }")
    proving = home.add("proving", "echo $DROVER_TASK > v.txt", verify=f"[ -e '{home.path}-proof' ] || sleep 300")
    waiting = home.add("waiting", "true", start=False)
    tree = until(home, running, lambda found: found["worktree"])["worktree"]
    end = time.monotonic() + 30
    while not (os.path.exists(f"{tree}/again") and os.path.exists(f"{home.path}/runs/R2-verify/status")):
        check(time.monotonic() < end, "never began")
        time.sleep(0.05)
    homes.restart(home)
    for task, reason in ((running, "the machine restarted"), (proving, "verify did not come to its end: the machine restarted")):
        found = until(home, task, lambda found: found["state"] == "failed")
        check(found["reason"] == reason and found["badges"] == [], found)
        check(home.verb("task", "logs", task, "--follow", wait=30)[0] in (0, 1))  # nothing will ever come
    open(f"{home.path}-proof", "w").close()
    check(home.verb("task", "start", waiting)[0] == 0)
    check(home.verb("task", "retry", running)[0] == 0 and home.verb("task", "retry", proving)[0] == 0)
    check(home.verb("task", "wait", running, proving, waiting)[0] == 0, home.list())
    check(home.verb("task", "merge", proving)[0] == 0)


@fault("a log that reached its bound says where it was cut, and is whole before and behind that")
def cut_log(home):
    home.verb("stop")
    home.settings["DROVER__LIMITS__LOG"] = "256KiB"
    task = home.add("flood", "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); echo line $i of a flood of output; done")
    check(home.verb("task", "wait", task, wait=120)[0] == 0)
    code, out, err = home.verb("task", "logs", task)
    check("were cut here" in err, err)
    check(out.startswith("line 1 of") and out.endswith("line 50000 of a flood of output\n"), (out[:80], out[-80:]))
    size = sum(os.path.getsize(path) for path in glob.glob(f"{home.path}/runs/R1/*.log"))
    check(size <= 256 << 10, size)


@fault("groups that killed keepers left empty are taken away by the next engine, and nobody else's")
def left_groups(home):
    said = subprocess.run([f"{binary}/drover-keeper", "group"], capture_output=True, text=True).stdout
    if not said.startswith("group "):
        raise Skip(f"no control groups: {said.strip()}")
    parent = os.path.dirname(said.split(maxsplit=1)[1].strip())
    gone, lives, foreign = f"{parent}/drover-4194303-1", f"{parent}/drover-1-{homes.started(1)}", f"{parent}/other-4194303-1"
    made = [gone, f"{gone}/inner", lives, foreign]
    home.verb("stop")
    for path in made:
        os.mkdir(path)
    try:
        home.verb("serve", "--detach")
        check(not os.path.exists(gone), "an empty group of a dead warden stands there still")
        check(os.path.exists(lives) and os.path.exists(foreign))
    finally:
        for path in reversed(made):
            if os.path.exists(path):
                os.rmdir(path)


@fault("a full disk under the log: the agent waits, the card says why, and nothing is lost when there is room again")
def full_log(home):
    mount(home, f"{home.path}/runs", "3m")
    task = home.add("flood", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); echo line $i of a flood of output; done")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        _, out, _ = home.verb("explain", task)
        if "disk" in out and "full" in out:
            break
        time.sleep(0.2)
    check("disk" in out and "full" in out, out)
    check(show(home, task)["state"] == "running", show(home, task))
    subprocess.run(["mount", "-o", "remount,size=64m", f"{home.path}/runs"], check=True)
    check(home.verb("task", "wait", task, wait=60)[0] == 0, show(home, task))
    lines = home.verb("task", "logs", task)[1].splitlines()
    check(lines == [f"line {i} of a flood of output" for i in range(1, 100001)], (len(lines), lines[-1:]))


@fault("a full disk under the database: a sentence, no spinning, and on it goes when there is room again")
def full_database(home):
    home.verb("stop")
    home.settings["DROVER__LIMITS__FREE_DISK"] = "1KiB"
    shutil.rmtree(home.path, ignore_errors=True)
    os.makedirs(home.path)
    mount(home, home.path, "4m")
    task = home.add("long", "for i in 1 2 3 4 5; do echo line $i; sleep 1; done")  # its folder is as full as the rest
    until(home, task, lambda found: found["state"] == "running")
    with open(f"{home.path}/filler", "wb", buffering=0) as file:  # what is buffered fails when it is closed
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    engine = home.engine()
    sentence(home.verb("task", "add", "another"), 1, 4, 5)
    time.sleep(1.5)
    begin = cpu(engine)
    time.sleep(2)
    check(cpu(engine) - begin < 0.3, f"the engine spins: {cpu(engine) - begin} s of 2")
    os.unlink(f"{home.path}/filler")
    check(home.verb("task", "wait", task, wait=60)[0] == 0, show(home, task))
    run_whole(home)


def cpu(pid):
    try:
        return sum(int(open(f"/proc/{pid}/task/{thread}/schedstat").read().split()[0])
                   for thread in os.listdir(f"/proc/{pid}/task")) / 1e9
    except OSError:
        return 0.0


def mount(home, folder, size):
    if not can_mount:
        raise Skip("needs root and mounts")
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "none", folder], check=True)
    home.mounts = [folder]


@fault("a worktree that is removed under its agent: the card says so, and a retry makes a new one")
def removed_tree(home):
    task = home.add("long", LINES)
    tree = until(home, task, lambda _: "line 1" in home.verb("task", "logs", task)[1])["worktree"]
    shutil.rmtree(tree)
    check(home.verb("task", "wait", task)[0] == 1)
    found = show(home, task)
    check(found["state"] == "failed" and "gone" in found["reason"], found["reason"])
    check(home.verb("task", "retry", task)[0] == 0)
    check(home.verb("task", "wait", task)[0] == 0, show(home, task)["reason"])
    check(home.verb("task", "merge", task)[0] == 0)


@fault("a worktree that is removed while its work waits for review: its branch is still merged, or discarded")
def removed_reviewed_tree(home):
    ids = [home.add(f"work {number}", "echo $DROVER_TASK > $DROVER_TASK.txt") for number in (1, 2)]
    check(home.verb("task", "wait", *ids)[0] == 0)
    for task in ids:
        shutil.rmtree(show(home, task)["worktree"])
    check(home.verb("task", "merge", ids[0])[0] == 0)
    check(home.verb("task", "discard", ids[1])[0] == 0)
    check(home.verb("task", "restore", ids[1])[0] == 0)
    check("prunable" not in home.git("worktree", "list", "--porcelain"), home.git("worktree", "list", "--porcelain"))


@fault("a repository that is gone: a sentence for what was to start, and its tasks can be put away")
def removed_repository(home):
    reviewed = home.add("work", "echo $DROVER_TASK > $DROVER_TASK.txt")
    check(home.verb("task", "wait", reviewed)[0] == 0)
    waiting = home.add("later", "true", start=False)
    away = home.repository + " away"
    os.rename(home.repository, away)
    os.mkdir(home.repository)
    home.verb("task", "start", waiting)
    found = show(home, waiting)
    if found["state"] not in ("todo", "failed"):
        home.verb("task", "wait", waiting)
        found = show(home, waiting)
    check(found["state"] in ("todo", "failed"), found)
    check(found["state"] == "todo" or "repository" in found["reason"], found["reason"])
    sentence(home.verb("task", "merge", reviewed), 1, 3, 4)
    check(home.verb("task", "discard", waiting)[0] == 0)
    os.rmdir(home.repository)
    os.rename(away, home.repository)
    check(home.verb("task", "merge", reviewed)[0] == 0)


@fault("a git that fails: the card says what it said, and a retry with a good one goes through")
def failing_git(home):
    fake_git(home, 'case "$*" in *"worktree add"*) echo "fatal: made to fail" >&2; exit 128;; esac')
    task = home.add("work", "echo $DROVER_TASK > $DROVER_TASK.txt")
    check(home.verb("task", "wait", task)[0] == 1)
    check("made to fail" in show(home, task)["reason"], show(home, task))
    fake_git(home, 'case "$*" in *" commit "*) echo "fatal: no commit today" >&2; exit 128;; esac')
    check(home.verb("task", "retry", task)[0] == 0)
    home.verb("task", "wait", task)
    check("no commit today" in show(home, task)["reason"], show(home, task))
    good_git(home)
    check(home.verb("task", "retry", task)[0] == 0)
    check(home.verb("task", "wait", task)[0] == 0, show(home, task))
    check(home.verb("task", "merge", task)[0] == 0)


@fault("a git that hangs holds up its own task only, and a cancel ends the wait")
def hanging_git(home):
    flag = f"{home.path}-hang"
    open(flag, "w").close()
    fake_git(home, f'case "$*" in *"worktree add"*) while [ -e {flag} ]; do sleep 0.1; done;; esac')
    task = home.add("work", "true")
    time.sleep(0.5)
    begin = time.monotonic()
    check(home.verb("task", "list")[0] == 0 and time.monotonic() - begin < 5)
    check(home.verb("task", "cancel", task, wait=20)[0] == 0)
    until(home, task, lambda found: found["state"] == "failed" and found["reason"] == "cancelled")
    os.unlink(flag)
    good_git(home)
    check(home.verb("task", "retry", task)[0] == 0)
    check(home.verb("task", "wait", task)[0] == 0, show(home, task))


@fault("a difference whose git is killed on its way is no whole one, and says so")
def cut_difference(home):
    task = home.add("work", "seq 1 100000 > numbers.txt")
    check(home.verb("task", "wait", task)[0] == 0)
    fake_git(home, f'case "$*" in *"diff-tree"*"--patch"*) {shutil.which("git")} "$@" | head -c 70000;'
                   ' echo "fatal: cut off" >&2; exit 128;; esac')
    for detached in (False, True):
        if detached:
            home.verb("serve", "--detach")
        done = home.verb("task", "diff", task)
        check(len(done[1]) >= 1000, len(done[1]))
        sentence(done, 1)
        check("cut off" in done[2], done[2])


def main():
    wanted, failed, skipped = sys.argv[2:], 0, 0
    for number, (words, body) in enumerate(tests):
        if wanted and body.__name__ not in wanted:
            continue
        home = homes.Home(binary, work, f"home{number}")
        home.mounts = []
        try:
            body(home)
            print(f"ok - {words}", flush=True)
        except Skip as why:
            skipped += 1
            print(f"skipped - {words}: {why}", flush=True)
        except (AssertionError, KeyError) as error:
            failed += 1
            print(f"not ok - {words}: {error!r}", flush=True)
        finally:
            home.settings["PATH"] = os.environ["PATH"]
            home.verb("stop")
            end = time.monotonic() + 10
            while home.left() and time.monotonic() < end:
                for line in home.left():
                    try:
                        os.kill(int(line.split()[0]), signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                time.sleep(0.05)
            for folder in home.mounts:
                subprocess.run(["umount", "-l", folder])
    shutil.rmtree(work, ignore_errors=True)
    print(f"{len(wanted or tests) - failed - skipped} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


main()

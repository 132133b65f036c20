#!/usr/bin/env python3
"""Kills with -9 at random moments, and compares with a run that nobody disturbed: soak.py BIN [--kills N] [--seed S]

Engine, keeper, guardian, both and all three at once, agents, setups, proofs, teardowns and screens, with several tasks at
once in a repository that brings a setup, a teardown and files to copy. No event may be lost or doubled, no work either,
no byte of output either (a killed keeper may lose the one buffer that it held, and its log shows the gap), nothing may be
left running, locked or half made, and no task may be stuck. The seed is printed; the same one asks for the same moments."""
import argparse
import glob
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

import screens
from homes import Home, owns, started

LINES = 'i=0; while [ $i -lt 12 ]; do i=$((i+1)); echo "line $i"; echo "wrong $i" >&2; sleep 0.05; done; '
BULK = 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "line $i of what an agent prints by the page, and fast"; done; '
KINDS = {
    "lines": (LINES + "echo done > lines.$DROVER_TASK", None),
    "bulk": (BULK + "sleep 0.2; " + BULK + "echo done > bulk.$DROVER_TASK", None),
    "fails": (LINES + "exit 3", None),
    "idle": (LINES + "exit 0", None),
    "proven": (LINES + "echo done > proven.$DROVER_TASK", "sleep 0.1; grep -q done proven.*"),
    "escapes": ("setsid sh -c 'sleep 300 & sleep 300' & " + LINES + "echo done > escapes.$DROVER_TASK", None),
}
BUFFER = 65536
RECIPES = {"setup": "sleep 0.05; test -f .env && echo set > set.up", "teardown": "sleep 0.05; echo down", "copy": ".env"}
VICTIMS = ["engine"] * 5 + ["keeper"] * 4 + ["guardian"] * 4 + ["pair"] * 2 + ["warden", "three", "agent", "screen", "verb"]


# The ledger: what the events say of each run, without numbers and moments

def ledger(home):
    """Events by run (and by task for those before), checked for holes and doubles on the way."""
    events = [json.loads(line) for line in home.insist("events", "--json").splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1)), "the numbers have a hole"
    runs, tasks = {}, {}
    for event in events:
        if event["run"]:
            runs.setdefault(event["run"], (event["task"], []))[1].append(fact(event))
        elif event["task"]:
            tasks.setdefault(event["task"], []).append(fact(event))
    for run, (_, facts) in runs.items():
        names = [name for name, *_ in facts]
        assert len(set(names)) == len(names), f"{run}: {names}"
    return runs, tasks


def prepare(home):
    """What the repository brings along: each new worktree is filled and set up, and torn down before it goes."""
    os.mkdir(f"{home.repository}/.drover")
    for name, text in RECIPES.items():
        with open(f"{home.repository}/.drover/{name}", "w") as file:
            file.write(text + "\n" if name == "copy" else f"#!/bin/sh\n{text}\n")
    with open(f"{home.repository}/.gitignore", "w") as file:
        file.write(".env\nset.up\n")
    home.git("add", "-A")
    home.git("commit", "-qm", "what it brings along")
    with open(f"{home.repository}/.env", "w") as file:
        file.write("secret\n")
    home.insist("workspace", "trust", "--yes")


def fact(event):
    data, kept = event["data"], ("exitCode", "signal", "changedFiles", "passed", "badges", "files")
    words = [event["type"]] + [
        f"{name}={re.sub(r'[.]T[0-9]+', '', str(data[name]))}" for name in kept if data.get(name) not in (None, [])]
    if "outcome" in data:
        words.append(json.dumps(data["outcome"], sort_keys=True))
    return tuple(words)


def output(home, run):
    folder = f"{home.path}/runs/{run}"
    return b"".join(open(path, "rb").read() for path in sorted(glob.glob(f"{folder}/*.log")))


def gaps(home, run):
    found = []
    for path in sorted(glob.glob(f"{home.path}/runs/{run}/*.idx")):
        data = open(path, "rb").read()[32:]
        for at in range(0, len(data) - 31, 32):
            offset, _, _, _, flags = struct.unpack_from("<QQIBB", data, at)
            if flags & 2:
                found.append(offset)
    return found


def same_output(seen, whole, allowed_gaps, is_cut):
    """Nothing lost, nothing doubled: equal, or equal but for one buffer at a place that the log itself names."""
    def fits(text):
        return whole == text or (is_cut and whole.startswith(text))
    if fits(seen):
        return True
    for gap in allowed_gaps:
        if seen[:gap] != whole[:gap]:
            continue
        rest = seen[gap:]
        for lost in range(1, BUFFER + 1):
            tail = whole[gap + lost:]
            if tail == rest or (is_cut and tail.startswith(rest)):
                return True
    return False


class Soak:
    def __init__(self, binary, work, kills, seed):
        self.chance, self.wanted, self.done, self.victims = random.Random(seed), kills, 0, {}
        self.home, self.calm = Home(binary, work, "soak"), Home(binary, work, "calm")
        for home in (self.home, self.calm):
            prepare(home)
        self.kinds, self.screen, self.counts, self.ends = {}, None, {}, {}
        self.torture = f"{binary}/store-torture"

    # An undisturbed run of each kind

    def reference(self):
        self.whole = {}
        ids = {kind: self.calm.add(kind, *KINDS[kind]) for kind in KINDS}
        self.calm.verb("task", "wait", *ids.values())
        runs, _ = ledger(self.calm)
        for kind, task in ids.items():
            run = next(run for run, (owner, _) in runs.items() if owner == task)
            # The two streams come through two pipes: within one line of both their order is the scheduler's.
            self.whole[kind] = (runs[run][1], output(self.calm, run))
        self.calm.verb("stop")

    # Killing

    def kill(self, pid, name, run=None):
        if not pid or pid <= 1:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        if run:
            self.victims.setdefault(run, set()).add(name)
        self.counts[name] = self.counts.get(name, 0) + 1
        return True

    def strike(self):
        name = self.chance.choice(VICTIMS)
        if name == "engine":
            hit = self.kill(self.home.engine(), name)
        elif name == "screen":
            hit = self.screen is not None and self.kill(self.screen.pid, name)
            self.show()
        elif name == "verb":
            verb = self.home.spawn(*self.chance.choice([("task", "list"), ("task", "wait", "T1"), ("status",), ("events",)]))
            time.sleep(self.chance.random() * 0.03)
            hit = self.kill(verb.pid, name)
            verb.communicate()
        else:
            hit = self.strike_run(name)
        self.done += hit

    def strike_run(self, name):
        runs = self.home.live_runs()
        run = self.chance.choice(sorted(runs)) if runs else None
        status = self.home.status(run) if run else None
        if not status:
            return False
        if name in ("pair", "three"):  # stopped first, so that it is the same instant for all
            pair = [who for who in ("warden", "guardian", "keeper") if who in status and (who, name) != ("warden", "pair")]
            for who in pair:
                try:
                    os.kill(status[who], signal.SIGSTOP)
                except ProcessLookupError:
                    pass  # it has just ended by itself
            return any([self.kill(status[who], who, run) for who in pair])
        return self.kill(status.get({"agent": "child"}.get(name, name)), name, run)

    def show(self):
        """A person's screen: on the running engine, or with one of its own."""
        if self.screen:
            self.screen.close()
        self.screen = screens.Screen([self.home.drover, "--workspace", self.home.repository], 100, 30,
                                     environment=self.home.settings)

    # One wave: several tasks at once, killed at until all rest

    def wave(self, number):
        if number % 3 == 0:
            self.home.verb("stop")
            self.show()
        ids = []
        for kind in self.chance.sample(sorted(KINDS), 5):
            task = self.home.add(f"{kind} {number}", *KINDS[kind])
            self.kinds[task] = kind
            ids.append(task)
        waiter = self.home.spawn("task", "wait", *ids)
        deadline = time.monotonic() + 60
        while self.done < self.wanted and waiter.poll() in (None, -9):
            if waiter.poll() == -9:  # it held the home for a moment itself, and was taken for an engine
                waiter.communicate()
                waiter = self.home.spawn("task", "wait", *ids)
            assert time.monotonic() < deadline, f"stuck: {[(t['id'], t['state'], t['waiting']) for t in self.home.list()]}"
            time.sleep(self.chance.random() * 0.1)
            self.strike()
            if self.screen:
                self.screen.read(0)
        if waiter.poll() == -9:
            waiter = self.home.spawn("task", "wait", *ids)
        try:
            _, err = waiter.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            waiter.kill()
            raise AssertionError(f"the wait is stuck: {[(t['id'], t['state'], t['waiting']) for t in self.home.list()]}")
        assert waiter.returncode in (0, 1), (waiter.returncode, err)
        self.finish(ids)

    def finish(self, ids):
        """Uses the work, with an engine that is killed once in a while meanwhile."""
        for task in ids:
            state = json.loads(self.home.insist("task", "show", task, "--json"))
            assert state["state"] in ("review", "failed"), state
            verb = "merge" if state["state"] == "review" and "no change" not in state["badges"] else "discard"
            process = self.home.spawn("task", verb, task)
            if self.done < self.wanted and self.chance.random() < 0.5:
                time.sleep(self.chance.random() * 0.3)
                self.done += self.kill(self.home.engine(), "engine")
            _, err = process.communicate(timeout=60)
            if process.returncode not in (0,):
                again = json.loads(self.home.insist("task", "show", task, "--json"))
                if again["state"] != "done" and not again["trashed"]:
                    self.home.insist("task", verb, task)
            self.ends[task] = verb

    # What must be true afterwards

    def verdict(self):
        runs, tasks = ledger(self.home)
        for run, (task, facts) in runs.items():
            torn = [entry for entry in facts if entry[0] == "teardownFinished"]
            self.judge(run, self.kinds[task], [entry for entry in facts if entry[0] != "teardownFinished"])
            hurt = self.victims.get(f"{run}-teardown", set())
            assert torn == [("teardownFinished", "exitCode=0", "passed=True")] or hurt, (run, torn)
            self.nothing_is_lost(run, task, facts)
        for task, facts in tasks.items():
            names = [name for name, *_ in facts]
            assert names.count("taskCreated") == 1 and names.count("worktreeMade") == 1, (task, names)
            ended = {"merge": "taskMerged", "discard": "taskDiscarded"}[self.ends[task]]
            assert names.count(ended) == 1, (task, names)
        if self.screen:
            self.screen.close()
        self.home.verb("stop")
        deadline = time.monotonic() + 20
        while self.home.left() and time.monotonic() < deadline:
            time.sleep(0.05)
            if self.home.engine():  # a screen that was killed had just sent for one
                self.home.verb("stop")
        assert not self.home.left(), self.home.left()
        self.tidy()
        return len(runs)

    def nothing_is_lost(self, run, task, facts):
        """What the run committed is in the person's branch, or whole in the trash; with the copied file, and set up."""
        if not any(entry[0] == "commitMade" and any(word.startswith("files=") for word in entry) for entry in facts):
            return
        name = f"{self.kinds[task]}.{task}"
        if self.ends[task] == "merge":
            assert os.path.exists(f"{self.home.repository}/{name}"), f"{task}: {name} is not in the branch"
        trees = [path for path in glob.glob(f"{self.home.path}/trash/{task}-*/tree")]
        assert len(trees) == 1 and all(os.path.exists(f"{trees[0]}/{file}") for file in (name, ".env", "set.up")), \
            (task, trees, [os.listdir(tree) for tree in trees])

    def judge(self, run, kind, facts):
        whole, printed = self.whole[kind]
        victims, seen = self.victims.get(run, set()), output(self.home, run)
        reason = facts[-1][-1] if facts else ""

        def lost(name):
            """All who could have gone on were killed: both keepers, or the one before it had anything to go on with."""
            killed = self.victims.get(name, set())
            return {"keeper", "guardian"} <= killed or "keeper" in killed and "before the start" in reason

        is_lost = lost(run)
        is_cut = is_lost or "agent" in victims
        prepared, names = self.victims.get(f"{run}-setup", set()), [name for name, *_ in facts]
        if facts != whole and names == ["runStarted", "setupFinished", "runFinished"]:
            assert "agent" in prepared or lost(f"{run}-setup"), (run, facts, prepared)
            assert "setup failed" in facts[-1][-1], (run, facts)
            return
        proof = self.victims.get(f"{run}-verify", set())
        ended = next((entry for entry in facts if entry[0] == "agentEnded"), ())
        if facts != whole and ("agent" in proof or lost(f"{run}-verify")):
            proved = [name for name, *_ in whole].index("verifyFinished")
            says = "verify failed" in reason and "agent" in proof \
                or "verify did not come to its end" in reason and lost(f"{run}-verify")
            assert facts[:proved] == whole[:proved] and says, (run, facts, proof)
        elif facts != whole:
            assert is_cut, f"{run} ({kind}), killed {sorted(victims)}: {facts} instead of {whole}"
            names, known = [name for name, *_ in facts], {name for name, *_ in whole}
            assert names[0] == "runStarted" and names[-1] == "runFinished" and set(names) <= known, (run, facts)
            assert "agentEnded" in names and "verifyFinished" not in names, (run, facts)
            assert '"failed"' in facts[-1][-1] and (is_lost or "signal=9" in ended), (run, facts)
        order = printed if kind == "bulk" else None
        if order is not None:
            assert same_output(seen, printed, gaps(self.home, run) if "keeper" in victims else [], is_cut), \
                f"{run} ({kind}), killed {sorted(victims)}: {len(seen)} bytes of {len(printed)}, gaps {gaps(self.home, run)}"
            return
        for word in (b"line", b"wrong"):
            numbers = [int(line.split()[1]) for line in seen.splitlines() if line.startswith(word + b" ")]
            complete = list(range(1, 13))
            if is_cut:
                complete = complete[:len(numbers)]
            if "keeper" in victims and gaps(self.home, run):
                assert sorted(set(numbers)) == numbers and set(numbers) <= set(range(1, 13)), (run, kind, numbers)
            else:
                assert numbers == complete, f"{run} ({kind}), killed {sorted(victims)}: {word} {numbers}"

    def tidy(self):
        locks = [path for path in glob.glob(f"{self.home.repository}/.git/**/*.lock", recursive=True)]
        assert not locks, locks
        trees = self.home.git("worktree", "list", "--porcelain")
        assert trees.count("worktree ") == 1 + trees.count(f"worktree {self.home.path}/trash/"), trees
        assert "prunable" not in trees, trees
        assert self.home.git("status", "--porcelain") == "", self.home.git("status", "--porcelain")
        assert self.home.git("fsck", "--no-dangling") == "", self.home.git("fsck")
        left = glob.glob(f"{self.home.path}/worktrees/*/*")
        assert not left, left
        if os.path.exists(self.torture):
            done = subprocess.run([self.torture, "check", self.home.path, "1"], capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr


def main():
    given = argparse.ArgumentParser()
    given.add_argument("binary")
    given.add_argument("--kills", type=int, default=50)
    given.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "little"))
    given = given.parse_args()
    work = tempfile.mkdtemp(prefix="drover-soak-")
    print(f"soak: {given.kills} kills, seed {given.seed}", flush=True)
    soak = Soak(os.path.abspath(given.binary), work, given.kills, given.seed)
    begin, number = time.monotonic(), 0
    try:
        soak.reference()
        while soak.done < given.kills:
            soak.wave(number)
            number += 1
            if number % 20 == 0:
                print(f"soak: {soak.done} kills, {time.monotonic() - begin:.0f} s", flush=True)
        runs = soak.verdict()
    except (Exception, KeyboardInterrupt) as error:
        print(f"not ok - after {soak.done} kills in wave {number}, seed {given.seed}: {error!r}\nthe home is kept: {work}")
        for pid in (line.split()[0] for line in soak.home.left() + soak.calm.left()):
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        sys.exit(1)
    shutil.rmtree(work, ignore_errors=True)
    print(f"ok - {soak.done} kills {soak.counts} over {runs} runs in {number} waves, {time.monotonic() - begin:.0f} s:"
          " nothing lost, doubled, left or stuck")


if __name__ == "__main__":
    main()

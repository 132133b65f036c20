#!/usr/bin/env python3
"""What the scheduler costs: schedule.py BIN [QUEUED RUNNING]

From `start` to the child's exec, and many queued with many under way: nobody starves, nothing is started out of turn, and
an event costs the same processor time at the end as at the beginning."""
import datetime
import json
import os
import shutil
import sys
import tempfile
import time

import homes
from doors import Door
from screens import median


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def events(home):
    return [json.loads(line) for line in home.insist("events", "--json").splitlines()]


def cpu(pid):
    """Milliseconds of a process, with those of its threads that are gone."""
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def git_time(home):
    """Milliseconds of a small git: between the start and the exec two look at the repository, side by side."""
    taken = []
    for _ in range(9):
        begin = time.monotonic()
        home.git("rev-parse", "HEAD")
        taken.append((time.monotonic() - begin) * 1000)
    return median(taken)


def executed(home, run):
    for line in open(f"{home.path}/runs/{run}/status"):
        if line.startswith("started="):
            return int(line[8:]) / 1e9


def exec_times(home, count=25):
    """Milliseconds from the fact that a start was asked to the exec, with a tree that stands already."""
    task = home.add("again", "exit 1")
    home.verb("task", "wait", task)
    for _ in range(count):
        home.verb("task", "retry", task)
        home.verb("task", "wait", task)
    asked = [moment(event["time"]) for event in events(home) if event["type"] == "taskStartAsked"]
    runs = [event["run"] for event in events(home) if event["type"] == "runStarted"]
    return [(executed(home, run) - start) * 1000 for start, run in zip(asked[1:], runs[1:])]


def crowd(home, queued, running):
    home.verb("stop")
    home.settings["DROVER__LIMITS__RUNS"] = str(running)
    home.verb("serve", "--detach")
    before, gate = len(events(home)), f"{home.path}-gate-{queued}"  # shut until all that may run do so at once
    with Door(f"{home.path}/engine.sock") as door:
        for number in range(queued + running):
            door.create(home, f"crowd {number}", ["/bin/sh", "-c", f"until [ -e '{gate}' ]; do sleep 1; done"])
    engine, most, begin = home.engine(), 0, cpu(home.engine())
    deadline = time.monotonic() + 1800
    while time.monotonic() < deadline:
        with Door(f"{home.path}/engine.sock") as door:
            seen = door.ask({"status": {}})["tasks"]
        most = max(most, seen.get("running", 0))
        if most >= running:
            open(gate, "w").close()
        if seen.get("todo", 0) == 0 and seen.get("running", 0) == 0:
            return judge(events(home)[before:], most, cpu(engine) - begin)
        time.sleep(0.5)
    raise AssertionError(f"starved: {seen}")


def judge(log, most, processor):
    asked = [event["task"] for event in log if event["type"] == "taskStartAsked"]
    started = [event["task"] for event in log if event["type"] == "runStarted"]
    ended = [event["task"] for event in log if event["type"] == "runFinished"]
    assert sorted(started) == sorted(asked) and sorted(ended) == sorted(asked), (len(asked), len(started), len(ended))
    place = {task: index for index, task in enumerate(asked)}
    late = max(abs(place[task] - index) for index, task in enumerate(started))
    return {"events": len(log), "most": most, "late": late, "cost": processor / len(log)}


def main(binary, queued=1000, running=200):
    work = tempfile.mkdtemp(prefix="drover-schedule-")
    home = homes.Home(binary, work, "home")
    home.settings["DROVER__LIMITS__FREE_MEMORY"] = home.settings["DROVER__LIMITS__FREE_DISK"] = "1KiB"
    try:
        taken = exec_times(home)
        git = git_time(home)
        print(f"from the asked start to the exec: median {median(taken):.1f} ms, worst {max(taken):.1f} ms, of it two gits"
              f" of {git:.1f} ms that look at the repository (wanted: 20 with them)", flush=True)
        few, many = crowd(home, queued // 5, running // 5), crowd(home, queued, running)
        print(f"{queued} queued, {running} at once allowed: all ended, {many['most']} at once at most, at most {many['late']}"
              f" places out of turn; engine {many['cost']:.2f} ms an event, {few['cost']:.2f} with a fifth of them")
        assert median(taken) <= 20 * float(os.environ.get("DROVER_SLACK", "1")), taken
        assert many["most"] == running and many["late"] <= running + 10, many
        assert many["cost"] <= 1.5 * few["cost"] + 1.5, (few, many)
    finally:
        home.verb("stop")
        end = time.monotonic() + 10
        while home.left() and time.monotonic() < end:
            time.sleep(0.1)
        shutil.rmtree(work, ignore_errors=True)


main(os.path.abspath(sys.argv[1]), *map(int, sys.argv[2:4]))

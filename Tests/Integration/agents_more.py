"""Several real agents at one task: one takes over from another, and several race."""
import os
import re
import time

from agent_lab import Model, check
from agents_tasks import House


def run():
    for one, other in (("claude", "codex"), ("codex", "claude")):
        switch(one, other)
    for agent in ("claude", "codex"):
        race(agent)
    requests()
    counted()


def switch(one, other):
    """In the middle of a turn, then back again: the worktree stays, the recap is shown, nothing goes out by itself."""
    name = "%s to %s" % (one, other)
    sleep = {"shell": "echo half >half.txt; python3 -c 'import time; time.sleep(60)'"}
    with Model(sleep, {"text": "never"}) as model:
        house = House(model)
        house.call("task", "add", "make it whole", "--service", one, "--permission", "auto", "--start")
        house.until("T1", lambda t: t["worktree"] and os.path.exists(t["worktree"] + "/half.txt"))
        asked = len(model.log())
        model.script({"write": ["whole.txt", "whole"]}, {"text": "now it is whole"})
        code, out, err = house.call("task", "continue", "T1", "and be quick", "--service", other)
        check(name + ": without a word of the person's the recap is shown and nothing is sent", code == 4
              and "make it whole" in out and "half.txt" in out and "and be quick" in out and "--yes" in err
              and house.task("T1")["state"] == "running" and len(house.events("runStarted")) == 1
              and len(model.log()) == asked, (code, out, err))
        began = time.time()
        code, out, err = house.call("task", "continue", "T1", "and be quick", "--service", other, "--yes")
        tree = house.task("T1")["worktree"]
        task = house.until("T1", lambda t: t["state"] in ("review", "failed"))
        told = [e for e in model.log()[asked:] if "make it whole" in e["text"] and "half.txt" in e["text"] and "and be quick" in e["text"]]
        check(name + ": the other one goes on in the same worktree", code == 0 and task["state"] == "review"
              and task["service"] == other and task["worktree"] == tree and told and len(task["runs"]) == 2
              and time.time() - began < 45, (code, out, err, task))
        diff = house.call("task", "diff", "T1")[1]
        check(name + ": and the work of both is in it", "half.txt" in diff and "whole.txt" in diff, diff)
        model.script({"write": ["back.txt", "back"]}, {"text": "back again"})
        code, out, err = house.call("task", "continue", "T1", "--service", one, "--model", MODELS[one], "--yes")
        task = house.until("T1", lambda t: len(t["runs"]) == 3 and t["state"] in ("review", "failed"))
        explained = house.call("explain", "T1")[1]
        check(name + ": and back, with what happened meanwhile", code == 0 and task["state"] == "review"
              and task["service"] == one and "took over" in explained and "back.txt" in house.call("task", "diff", "T1")[1],
              (code, out, err, task, explained))
        house.close()


MODELS = {"claude": "claude-opus-4-5", "codex": "gpt-5.5"}


def race(agent):
    with Model({"write": ["made.txt", "one\ntwo\nthree\n"]}, {"text": "made"}) as model:
        house = House(model)
        code, out, err = house.call("run", "write made.txt one", "--race", agent + ",acp", "--verify", "test -f made.txt")
        one, two = house.task("T1"), house.task("T2")
        check(agent + ": a race shows its price first", re.match(r"2 services are paid for at once.*\n.*%s" % agent, out), (code, out, err))
        check(agent + ": both worked, each in a worktree named after the race", code == 0 and one["state"] == "review"
              and two["state"] == "review" and (one["branch"], two["branch"]) == ("task-1-" + agent, "task-1-acp")
              and one["worktree"].endswith("/task-1-" + agent), (code, out, err, one, two))
        ranking = (one["race"] or {}).get("ranking") or []
        check(agent + ": ranked by facts, fewer lines first", [p["task"] for p in ranking] == ["T2", "T1"]
              and ranking[0]["verified"] and ranking[0]["lines"] < ranking[1]["lines"] and "race first" in two["badges"]
              and "race" in one["badges"] and "same lines" not in one["badges"], (ranking, one["badges"], two["badges"]))
        explained = house.call("explain", "T1")[1]
        check(agent + ": explain says why", "1. T2 by acp" in explained and "2. T1 by " + agent in explained
              and "verify passed" in explained, explained)
        merged = house.call("task", "merge", "T2")
        kept = [t for t in house.json("task", "list", "--trash") if t["id"] == "T1"]
        check(agent + ": the winner is merged, and the loser is whole in the trash", merged[0] == 0 and kept
              and open(house.folder + "/made.txt").read().strip() == "one", (merged, kept))
        house.call("task", "restore", "T1")
        back = house.task("T1")
        check(agent + ": from where it comes back", back["worktree"] and open(back["worktree"] + "/made.txt").read().count("\n") == 3, back)
        house.close()


def requests():
    """Files and terminals that an ACP agent of the official package wants of us."""
    with Model() as model:
        house = House(model)
        with open(house.folder + "/outside.txt", "w") as file:
            file.write("secret\n")
        words = "\n".join(["put made.txt some text", "read made.txt", "put %s/evil.txt no" % house.folder,
                           "read %s/outside.txt" % house.folder, "put .git no", "put sub/deep.txt deep",
                           "sh echo out; echo $DROVER_TASK; pwd >place.txt; exit 3"])
        code, out, err = house.call("run", words, "--service", "acp", "--permission", "auto")
        task, diff = house.task("T1"), house.call("task", "diff", "T1")[1]
        check("acp: files are read and written in the worktree", code == 0 and "+some text" in diff and "sub/deep.txt" in diff
              and "some text" in out, (code, out, err))
        check("acp: and nowhere else", out.count("refused: ") == 3 and "secret" not in out
              and not os.path.exists(house.folder + "/evil.txt"), out)
        check("acp: a terminal runs beside the agent, and its end is told", "exit 3: out" in out and "T1" in out
              and "+%s" % task["worktree"] in diff, out)
        house.close()
    with Model() as model:
        house = House(model)
        house.call("task", "add", "sh echo leave >asked.txt", "--service", "acp", "--start")
        house.until("T1", lambda t: t["waiting"])
        asks = house.json("inbox", "list")
        house.call("inbox", "answer", asks[0]["id"] if asks else "A1", "allow")
        task = house.until("T1", lambda t: t["state"] in ("review", "failed"))
        check("acp: a terminal that the mode does not cover is asked for", asks and "echo leave" in asks[0]["input"]
              and asks[0]["tool"] == "terminal" and "asked.txt" in house.call("task", "diff", "T1")[1], (asks, task))
        house.close()
    with Model() as model:
        house = House(model)
        house.call("task", "add", "put once.txt one\nsh echo begun >>begun.txt; sleep 4; echo over\nput last.txt two",
                   "--service", "acp", "--permission", "auto", "--start")
        house.until("T1", lambda t: t["worktree"] and os.path.exists(t["worktree"] + "/begun.txt"))
        with open(house.task("T1")["worktree"] + "/once.txt", "w") as file:
            file.write("changed since\n")
        os.kill(house.engine(), 9)
        house.call("serve", "--detach")
        code, out, err = house.call("task", "wait", "T1", wait=60)
        diff = house.call("task", "diff", "T1")[1]
        logs = house.call("task", "logs", "T1")[1]
        check("acp: kill -9 of the engine repeats no write and no program", code == 0 and "+changed since" in diff
              and diff.count("+begun") == 1 and "+two" in diff and "exit 0: over" in logs, (code, out, err, diff, logs))
        house.close()
    with Model() as model:
        house = House(model)
        house.call("task", "add", "sh echo begun >begun.txt; sleep 300", "--service", "acp", "--permission", "auto", "--start")
        house.until("T1", lambda t: t["worktree"] and os.path.exists(t["worktree"] + "/begun.txt"))
        house.call("task", "cancel", "T1")
        task = house.until("T1", lambda t: t["state"] == "failed", wait=30)
        left = [p for p in os.listdir("/proc") if p.isdigit() and holds(p, "DROVER_WORKTREE=%s" % task["worktree"])]
        check("acp: cancelling ends the terminal as well", task["reason"] == "cancelled" and not left, (task, left))
        house.close()


def holds(pid, words):
    try:
        return words.encode() in open("/proc/%s/environ" % pid, "rb").read().split(b"\0")
    except OSError:
        return False


def counted():
    """Agents that count a session's tokens from its beginning are booked once, also after a resume."""
    with Model() as model:
        house = House(model)
        house.call("run", "say one", "--service", "acp")
        for words in ("say two", "say three"):
            house.call("task", "continue", "T1", words)
            house.call("task", "wait", "T1")
        usage = house.task("T1")["usage"]
        check("acp: what is counted for the whole session is booked once", usage["input"] == 300 and usage["output"] == 30, usage)
        house.close()

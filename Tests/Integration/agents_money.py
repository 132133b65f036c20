"""Quotas and budgets with the real agents: one waits until its quota is back and goes on by itself; one is ended while it
streams, when its money is used up, and the person is asked."""
import copy
import os
import signal
import time

import agents_tasks
from agent_lab import Model, check
from agents_talk import LIMITS
from agents_tasks import House


def run():
    for agent in ("claude", "codex"):
        quota(agent)
        budget(agent)


def until(agent, moment):
    """The fault of a used-up quota that is back at a moment."""
    fault = copy.deepcopy(LIMITS[agent])
    headers = fault["headers"]
    if agent == "claude":
        headers["anthropic-ratelimit-unified-reset"] = str(moment)
        headers["retry-after"] = str(max(1, moment - int(time.time())))
    else:
        fault["extra"]["resets_at"] = moment
        headers["x-codex-primary-reset-at"] = str(moment)
    return fault


def quota(agent):
    moment = int(time.time()) + 20
    with Model({"fault": until(agent, moment)}) as model:
        model.environment.update({"ANTHROPIC_API_KEY": "", "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-of-nobody"})
        house = House(model)
        house.call("task", "add", "make it", "--service", agent, "--start")
        task = house.until("T1", lambda t: t["waiting"] and t["waiting"]["for"] == "quota" and t["waiting"]["until"])
        check(agent + ": a used-up quota says until when", task["state"] == "running" and task["waiting"]
              and abs(seconds(task["waiting"]["until"]) - moment) <= 1, (task, moment))
        model.script({"write": ["made.txt", "made"]}, {"text": "it is made"})
        task = house.until("T1", lambda t: t["state"] in ("review", "failed"), wait=60)
        starts = house.events("runStarted")
        check(agent + ": and it goes on by itself then, not before", task["state"] == "review" and len(starts) == 2
              and seconds(starts[1]["time"]) >= moment - 1 and "made.txt" in house.call("task", "diff", "T1")[1], (task, starts, moment))
        house.close()


MODELS = {"claude": "claude-opus-4-5", "codex": "gpt-5-codex"}


def budget(agent):
    """Each answer uses up a part of it and wants another tool: without an end it would go on for ever. Then the person is
    asked: `task` and `run` wait for him alone, `day` also for midnight."""
    with Model({"shell": "echo again"}) as model:
        house = House(model)
        house.call("task", "add", "for ever", "--service", agent, "--permission", "auto", "--model", MODELS[agent],
                   "--budget", "0.02", "--start")
        task, ask = parked(house, "T1")
        spent = float((task["cost"] or {}).get("amount") or 0)
        check(agent + ": money that is used up ends it in the middle, and asks the person", task["state"] == "running"
              and task["waiting"]["for"] == "approval" and task["waiting"]["needs"] == "budget" and 0.02 <= spent < 0.06
              and "inbox answer " + ask["id"] in task["waiting"]["reason"] and ask["budget"]["scope"] == "task", (task, ask))
        asked = len(model.log())
        check(agent + ": and it asks its model for nothing more", asked < 25, asked)
        pid = house.engine()
        if pid:
            os.kill(pid, signal.SIGKILL)
        house.call("serve", "--detach")
        after = house.json("inbox", "list")
        check(agent + ": the question outlives kill -9 of the engine", [a["id"] for a in after] == [ask["id"]]
              and house.task("T1")["waiting"] == task["waiting"] and len(house.events("runStarted")) == 1, (after, task))
        model.script({"shell": agents_tasks.program + " inbox answer %s allow; echo ANSWERED $?" % ask["id"]}, {"text": "tried"})
        house.call("run", "help the other", "--service", agent, "--permission", "auto", "--model", MODELS[agent])
        heard = "".join(e["text"] or "" for e in model.log())
        check(agent + ": an agent gives itself no money", "ANSWERED 4" in heard and len(house.json("inbox", "list")) == 1, heard[-2000:])
        model.script({"text": "enough"})
        allowed = house.call("inbox", "answer", ask["id"], "allow")
        task = house.until("T1", lambda t: t["state"] == "review", wait=60)
        resumed = [e["data"]["resumes"] for e in house.events("runStarted") if e["task"] == "T1"]
        check(agent + ": with a person's leave it goes on in its own session", allowed[0] == 0 and task["state"] == "review"
              and len(resumed) == 2 and resumed[1], (allowed, task, resumed))
        house.close()
    with Model({"shell": "echo again"}) as model:
        house = House(model)
        house.call("budget", "set", "run", "0.02")
        words = ("--service", agent, "--permission", "auto", "--model", MODELS[agent])
        code, out, err = house.call("run", "for ever", *words, "--no-ask")
        task = house.task("T1")
        check(agent + ": where nobody is asked the end of its money is its end", code == 1 and task["state"] == "failed"
              and "that are allowed" in task["reason"], (code, out, err, task))
        house.call("budget", "rm", "run")
        house.call("budget", "set", "day", "0.10")
        house.call("task", "add", "for ever", *words, "--start")
        task, ask = parked(house, "T2")
        refused = house.call("task", "add", "more", *words, "--start")
        check(agent + ": a day's money that is used up is asked for, and refused to whoever comes", task["waiting"]["for"] == "quota"
              and task["waiting"]["until"] and ask["budget"]["scope"] == "day" and refused[0] == 4, (task, ask, refused))
        house.call("task", "cancel", "T2")
        check(agent + ": what nobody waits for any more is asked by nobody", house.json("inbox", "list") == [])
        house.close()


def parked(house, name):
    """The task once it waits for money, and what is asked."""
    task = house.until(name, lambda t: t["state"] in ("review", "failed") or t["waiting"] and t["waiting"]["needs"] == "budget", wait=90)
    asks = [a for a in house.json("inbox", "list") if a["task"] == name]
    return task, asks[0] if asks else {"id": "A?", "budget": {"scope": None}}


def seconds(moment):
    from datetime import datetime
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()

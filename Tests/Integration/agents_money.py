"""Quotas and budgets with the real agents: one waits until its quota is back and goes on by itself; one is ended while it
streams, when its money is used up."""
import copy
import time

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
    """Each answer uses up a part of it and wants another tool: without an end it would go on for ever."""
    with Model({"shell": "echo again"}) as model:
        house = House(model)
        house.call("task", "add", "for ever", "--service", agent, "--permission", "auto", "--model", MODELS[agent],
                   "--budget", "0.02", "--start")
        task = house.until("T1", lambda t: t["state"] in ("review", "failed") or t["waiting"] and t["waiting"]["for"] == "quota", wait=90)
        spent = float((task["cost"] or {}).get("amount") or 0)
        check(agent + ": money that is used up ends it in the middle", task["state"] == "failed" and "that are allowed" in task["reason"]
              and 0.02 <= spent < 0.06, task)
        asked = len(model.log())
        check(agent + ": and it asks its model for nothing more", asked < 25, asked)
        refused = house.call("task", "continue", "T1", "go on")
        again = house.until("T1", lambda t: t["waiting"] or t["state"] == "failed", wait=10)
        check(agent + ": it goes on only with more money", len(house.events("runStarted")) == 1, (refused, again))
        model.script({"text": "enough"})
        house.call("task", "edit", "T1", "--budget", "5")
        house.call("task", "continue", "T1", "go on")
        task = house.until("T1", lambda t: t["state"] == "review", wait=60)
        check(agent + ": which a person gives", task["state"] == "review", task)
        house.close()


def seconds(moment):
    from datetime import datetime
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()

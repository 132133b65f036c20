"""The table of agents and permission modes with the real programs, and how each of them is ended: by silence, by a clock and
by a person, with what escaped from it."""
import os
import time

from agent_lab import Model, beside, check, have
from agents_tasks import House

# What is there after a run in which every question was denied: a file by the agent's tool, by a shell, by a shell outside
# of the worktree; then how many questions there were. None: whatever the agent makes of it.
TABLE = {
    "claude": {"ask": (False, False, False, 3), "edits": (True, False, False, 2), "auto": (True, True, True, 0),
               "plan": (False, False, False, None)},
    "codex": {"ask": (False, False, False, 3), "edits": (True, None, False, None), "auto": (True, True, True, 0),
              "plan": (False, False, False, None)},
    "acp": {"ask": (False, False, False, 3), "edits": (True, False, False, 2), "auto": (True, True, True, 0),
            "plan": (False, False, False, None)},
    "aider": {"ask": None, "edits": (True, None, False, 0), "auto": (True, None, False, 0), "plan": (False, None, False, 0)},
}


def run():
    beside(lambda: row("claude"), lambda: row("codex"), lambda: row("acp"), lambda: row("aider"))


def row(agent):
    if not have({"acp": "acp-agent"}.get(agent, agent)):
        return print("skip - %s is not installed" % agent, flush=True)
    for mode, wanted in TABLE[agent].items():
        cell(agent, mode, wanted)
    ended(agent)
    for limit in ("silence", "clock"):
        late(agent, limit)


def house(model, agent):
    made = House(model)
    if agent == "aider":
        made.environment.update({"OPENAI_API_BASE": model.address + "/v1", "OPENAI_API_KEY": "a-key-of-nobody"})
    return made


def words(agent):
    return ["--service", agent] + (["--model", "openai/scripted"] if agent == "aider" else [])


def cell(agent, mode, wanted):
    with Model({"text": "ok"}) as model:
        outside = model.folder + "/outside.txt"
        prompt = "write it"
        if agent == "aider":
            model.script({"text": "I make it.\n\ntool.txt\n```\nmade\n```\n"})
        elif agent == "acp":
            prompt = "write tool.txt made\nrun touch shell.txt\nrun touch %s" % outside
        else:
            model.script({"write": ["tool.txt", "made\n"]}, {"shell": "sh -c 'echo made >shell.txt'"}, {"shell": "touch " + outside}, {"text": "over"})
        home = house(model, agent)
        code, out, err = home.call("run", prompt, *words(agent), "--permission", mode, "--no-ask", wait=120)
        if wanted is None:
            check("%s: %s is refused, not approximated" % (agent, mode), code == 4 and "cannot keep" in err, (code, out, err))
        else:
            diff, asks = home.call("task", "diff", "T1")[1], len(home.events("approvalAsked"))
            found = ("tool.txt" in diff, "shell.txt" in diff, os.path.exists(outside), asks)
            marked = ("auto" in home.task("T1")["badges"]) == (mode == "auto")
            check("%s: %s keeps what it means" % (agent, mode), marked and all(w is None or w == f for w, f in zip(wanted, found)),
                  (wanted, found, code, out, err))
        home.close()


def ended(agent):
    """A person cancels: by its protocol, politely, then everything that it started, also what left its session."""
    escape = "setsid sleep 4321 & echo $! >escaped.txt; sleep 60"
    with Model({"shell": escape} if agent in ("claude", "codex") else {"fault": {"silent": 600}}) as model:
        home = house(model, agent)
        home.call("task", "add", "run " + escape if agent == "acp" else "begin", *words(agent), "--permission", "auto", "--start")
        if agent == "aider":
            home.until("T1", lambda t: model.log())
        else:
            home.until("T1", lambda t: t["worktree"] and os.path.exists(t["worktree"] + "/escaped.txt")
                       and open(t["worktree"] + "/escaped.txt").read().strip())
        place = (home.task("T1")["worktree"] or "") + "/escaped.txt"
        escaped = open(place).read().strip() if os.path.exists(place) else None
        began = time.time()
        home.call("task", "cancel", "T1")
        task = home.until("T1", lambda t: t["state"] == "failed", wait=60)
        check(agent + ": cancelled, with what escaped from it", task["reason"] == "cancelled" and time.time() - began < 45
              and (agent == "aider" or escaped and not lives(escaped)), (task, escaped))
        home.close()


def lives(process):
    try:
        return "4321" in open("/proc/%s/cmdline" % process).read()
    except OSError:
        return False


def late(agent, limit):
    """Those that the real agents do not have themselves: a dead network is waited for by nobody for ever."""
    if agent in ("claude", "codex"):
        return  # in agents_edges
    with Model({"fault": {"silent": 600}}) as model:
        home = house(model, agent)
        more = []
        if limit == "silence":
            home.environment["DROVER__AGENTS__SILENCE"] = "6s"
        else:
            more = ["--timeout", "6"]
        home.call("task", "add", "wait 600" if agent == "acp" else "begin", *words(agent), *more, "--start")
        task = home.until("T1", lambda t: home.events("agentEnded"), wait=90)
        reason = (home.events("agentEnded") or [{"data": {"reason": ""}}])[0]["data"]["reason"]
        wanted = {"silence": "it said nothing for 6 seconds", "clock": "the time limit was reached"}[limit]
        check("%s: ended by its %s" % (agent, limit), wanted in reason, (reason, task))
        home.call("task", "cancel", "T1")
        home.close()

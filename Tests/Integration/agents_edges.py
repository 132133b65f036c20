"""What happens at the edges with the real agents: silence, time limits, standing permissions, an agent that answers for
itself, another service that takes over, engines that die in the middle, conversations that branch off, and money."""
import os
import signal
import subprocess
import time

import agents_tasks
import homes
from agent_lab import Model, check
from agents_sessions import conversation, waiting
from agents_tasks import House


def run():
    for agent in ("claude", "codex"):
        silence(agent)
        clock(agent)
        standing(agent)
        itself(agent)
        once(agent)
    for agent in ("claude", "codex", "acp"):
        killed(agent)
        rebooted(agent)
    fallback()
    forked()
    priced()
    talked()
    finished()


def silence(agent):
    """A network that is dead after the first byte: the real ones wait for ever, Drover does not."""
    with Model({"fault": {"silent": 600}}) as model:
        house = House(model)
        house.environment["DROVER__AGENTS__SILENCE"] = "8s"
        house.call("task", "add", "make it", "--service", agent, "--start")
        task = house.until("T1", lambda t: house.events("agentEnded"), wait=90)
        ended = (house.events("agentEnded") or [{"data": {}}])[0]["data"]
        task = house.until("T1", lambda t: t["waiting"] or t["state"] == "failed")
        check(agent + ": one that says nothing is ended, and tried again later", "it said nothing for 8 seconds" in ended.get("reason", "")
              and ended["class"] == "network" and task["state"] == "running" and task["waiting"]["for"] == "retry", (ended, task))
        house.call("task", "cancel", "T1")
        house.close()


def clock(agent):
    with Model({"shell": "python3 -c 'import time; time.sleep(300)'"}) as model:
        house = House(model)
        house.call("task", "add", "make it", "--service", agent, "--permission", "auto", "--start")
        house.call("task", "cancel", "T1")
        house.call("task", "add", "sleep", "--service", agent, "--permission", "auto")
        edited = house.call("task", "edit", "T2", "--timeout", "6")
        house.call("task", "start", "T2")
        task = house.until("T2", lambda t: t["state"] == "failed", wait=90)
        check(agent + ": a time limit ends it, and says so", edited[0] == 0 and "the time limit was reached" in (task["reason"] or ""),
              (edited, task))
        house.close()


def standing(agent):
    """Always exactly this, in this workspace: the same again is not asked, anything else is; who allowed what is kept."""
    with Model({"shell": "touch one.txt"}, {"shell": "touch one.txt"}, {"shell": "touch one.txt two.txt"}, {"text": "went on"}) as model:
        house = House(model)
        house.call("task", "add", "touch it", "--service", agent, "--permission", "ask", "--start")
        first = waiting(house)
        answered = house.call("inbox", "answer", first[0]["id"] if first else "A1", "allow", "--always")
        house.until("T1", lambda t: len(house.json("inbox", "list", "--all")) == 3)
        end = time.time() + 30
        while not house.json("inbox", "list") and time.time() < end:
            time.sleep(0.2)
        asks = {a["id"]: a for a in house.json("inbox", "list", "--all")}
        still = house.json("inbox", "list")
        check(agent + ": what is always allowed is not asked again, and anything else is", answered[0] == 0 and len(asks) == 3
              and asks["A2"]["state"] == "answered" and asks["A2"]["rule"] is not None
              and [a["id"] for a in still] == ["A3"], (answered, asks, still))
        authors = [e["by"] for e in house.events("approvalAnswered")]
        check(agent + ": and it is kept who allowed what", len(authors) == 2 and authors[0] != authors[1]
              and authors[1].startswith("rule:"), authors)
        house.call("inbox", "answer", "A3", "deny")
        house.call("task", "wait", "T1")
        house.close()


def itself(agent):
    """What runs below an agent may look, and never answer, merge, raise money or stop."""
    words = ("@ inbox answer A1 allow; echo ANSWERED $?; @ budget set day 100; echo RAISED $?; @ task merge T1; echo MERGED $?; "
             "@ stop; echo STOPPED $?; @ task list >/dev/null; echo LOOKED $?").replace("@ ", agents_tasks.program + " ")
    with Model({"shell": "touch asked.txt"}) as model:
        house = House(model)
        house.call("task", "add", "touch it", "--service", agent, "--permission", "ask", "--start")
        asks = waiting(house)
        model.script({"shell": words}, {"text": "tried"})
        house.call("task", "add", "help yourself", "--service", agent, "--permission", "auto", "--start")
        house.call("task", "wait", "T2")
        heard = "".join(e["text"] or "" for e in model.log())
        check(agent + ": an agent answers, merges, raises and stops nothing by itself", len(asks) == 1 and "ANSWERED 4" in heard
              and "RAISED 4" in heard and "MERGED 4" in heard and "STOPPED 4" in heard and "LOOKED 0" in heard
              and house.json("inbox", "list")[0]["state"] == "open" and not house.json("budget", "list"),
              (asks, heard[-3000:], house.json("inbox", "list")))
        house.call("task", "cancel", "T1")
        house.until("T1", lambda t: t["state"] == "failed")
        house.close()


def once(agent):
    """A stream that breaks is begun again by the agent: what it had said stands once in what a person reads."""
    with Model({"fault": {"cut": 3, "times": 1}}, {"text": "the whole answer"}) as model:
        house = House(model)
        code, out, err = house.call("run", "say it", "--service", agent)
        logs = house.call("task", "logs", "T1")[1]
        check(agent + ": partial output is never doubled", code == 0 and logs.count("the whole answer") == 1
              and out.count("the whole answer") == 1 and len(house.events("turnFinished")) == 1, (code, out, err, logs))
        house.close()


def killed(agent):
    """In the middle of an answer: the next engine goes on with it, and what was said before it is known."""
    words = "wait 4\nsay second answer" if agent == "acp" else "second"
    with Model({"text": "first answer"}) as model:
        house = House(model)
        house.call("session", "new", "talk", "--service", agent)
        house.call("session", "send", "talk", "say first answer")
        model.script({"text": "second answer " + "word " * 30, "slow": 0.1})
        house.call("session", "send", "talk", words, "--no-wait")
        conversation(house, "talk", lambda p: len(p["conversation"]) == 2 and p["conversation"][1]["state"] == "running", 30)
        pid = house.engine()
        if pid:
            os.kill(pid, signal.SIGKILL)
        house.call("serve", "--detach")
        page = conversation(house, "talk", lambda p: p["state"] == "idle", 60)
        turns = page["conversation"]
        check(agent + ": kill -9 of the engine in the middle of an answer loses and doubles nothing", pid and len(turns) == 2
              and turns[1]["state"] == "done" and turns[1]["answer"].count("second answer") == 1
              and len(house.events("usageBooked")) == 2, (pid, page))
        house.close()


class Rebooted(homes.Home):
    """The home of a house, as whoever restarts its machine sees it."""

    def __init__(self, house):
        self.path, self.insist = house.environment["DROVER_HOME"], house.call


def rebooted(agent):
    """In the middle of its work the machine restarts: the attempt has failed and says so, and a word goes on in its session."""
    first = "write half.txt half\nsay the word is PERIWINKLE\nwait 300" if agent == "acp" else "the word is PERIWINKLE"
    with Model({"write": ["half.txt", "half"]}, {"shell": "python3 -c 'import time; time.sleep(300)'"}) as model:
        house = House(model)
        house.call("task", "add", first, "--service", agent, "--permission", "auto", "--start")
        house.until("T1", lambda t: t["worktree"] and os.path.exists(t["worktree"] + "/half.txt") and house.events("agentSession")
                    and (agent == "acp" or len(model.log()) > 1))
        homes.restart(Rebooted(house))
        task = house.until("T1", lambda t: t["state"] == "failed")
        check(agent + ": what ran when the machine restarted has failed, and says why", task["reason"] == "the machine restarted", task)
        check(agent + ": its work is kept", "half.txt" in house.call("task", "diff", "T1")[1])
        model.script({"text": "I went on"})
        words = "say I went on" if agent == "acp" else "go on"
        code, out, err = house.call("task", "continue", "T1", words)
        task = house.until("T1", lambda t: t["state"] == "review" and len(t["runs"]) == 2)
        starts = house.events("runStarted")
        heard = agent == "acp" or [e for e in model.log() if "PERIWINKLE" in (e["text"] or "") and "go on" in e["text"]]
        check(agent + ": and continue goes on in the agent's own session", code == 0 and task["state"] == "review"
              and starts[-1]["data"].get("resumes") and heard, (code, out, err, task, starts))
        house.close()


def fallback():
    """Nobody named a service: what the first one cannot do another one does, and it is said why."""
    with Model({"fault": {"status": 401, "type": "authentication_error", "code": "invalid_api_key", "message": "invalid x-api-key",
                          "times": 2}}, {"write": ["made.txt", "made"]}, {"text": "made"}) as model:
        house = House(model)
        house.call("task", "add", "make it", "--start")
        task = house.until("T1", lambda t: t["state"] in ("review", "failed"), wait=90)
        starts = house.events("runStarted")
        check("without a name another service takes over from one that is not logged in", task["state"] == "review"
              and [e["data"]["service"] for e in starts] == ["claude", "codex"] and "claude failed before" in starts[1]["data"]["reason"],
              (task, starts))
        house.close()


def forked():
    """An agent that counts a session's tokens from its beginning goes on counting in a branch."""
    with Model() as model:
        house = House(model)
        house.call("session", "new", "one", "--service", "acp")
        for words in ("say one", "say two"):
            house.call("session", "send", "one", words)
        made = house.call("session", "new", "two", "--fork", "one")
        house.call("session", "send", "one", "say three")
        for words in ("say four", "count"):
            house.call("session", "send", "two", words)
        one, two = house.json("session", "show", "one"), house.json("session", "show", "two")
        check("acp: a branch knows what was said, and books only its own", made[0] == 0 and "before: 4" in two["conversation"][1]["answer"]
              and one["usage"]["input"] == 300 and two["usage"]["input"] == 200, (made, one, two))
        house.close()


def priced():
    """By the catalogue where the agent names no money: what came out of the cache has a price of its own."""
    with Model({"text": "ok"}) as model:
        house = House(model)
        house.call("run", "say ok", "--service", "codex", "--model", "gpt-5-codex")
        task = house.task("T1")
        usage, cost = task["usage"], task["cost"]
        wanted = (usage["input"] * 1.25 + usage["output"] * 10 + usage["cacheRead"] * 0.125) / 1e6
        check("codex: the catalogue's price counts the cache", cost["basis"] == "catalogue" and usage["cacheRead"] > 0
              and abs(float(cost["amount"]) - wanted) < 1e-4, (usage, cost, wanted))
        house.call("budget", "set", "task", "1")
        refused = house.call("run", "say ok", "--service", "codex", "--model", "nobody-knows")
        check("codex: with a budget a model without a price is refused", refused[0] == 4 and "is not known" in refused[2], refused)
        house.close()


def talked():
    """A conversation spends the day's money as a task does."""
    with Model({"text": "ok"}) as model:
        house = House(model)
        house.call("budget", "set", "day", "0.000001")
        house.call("session", "new", "talk", "--service", "claude")
        house.call("session", "send", "talk", "first")
        code, out, err = house.call("session", "send", "talk", "second")
        last = house.json("session", "show", "talk")["conversation"][-1]
        check("a conversation that used up the day's money says so and asks nothing more", code == 1 and last["state"] == "failed"
              and "that are allowed" in last["reason"] and "budget set day" in last["reason"], (code, out, err, last))
        house.close()


def finished():
    """The engine dies after the merge of a race and before its loser is put away: the next one does it."""
    with Model({"write": ["made.txt", "one\n"]}, {"text": "made"}) as model:
        house = House(model)
        os.mkdir(house.folder + "/.drover")
        with open(house.folder + "/.drover/teardown", "w") as file:
            file.write("#!/bin/sh\n[ -e %s/go ] || { : >%s/down; sleep 30; }\n" % (model.folder, model.folder))
        os.chmod(house.folder + "/.drover/teardown", 0o755)
        for words in (["add", "-A"], ["commit", "-qm", "a teardown"]):
            subprocess.run(["git", *words], cwd=house.folder, check=True)
        house.call("workspace", "trust", "--yes")
        code, out, err = house.call("run", "write made.txt one", "--race", "claude,acp")
        house.call("serve", "--detach")
        merge = subprocess.Popen([agents_tasks.program, "task", "merge", "T2"], cwd=house.folder, env=house.environment,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.time() + 30
        while not os.path.exists(model.folder + "/down") and time.time() < end:
            time.sleep(0.02)
        before = (house.task("T2")["state"], house.task("T1")["trashed"])
        os.kill(house.engine(), signal.SIGKILL)
        merge.wait()
        open(model.folder + "/go", "w").close()
        house.call("serve", "--detach")
        task = house.until("T1", lambda t: t["trashed"])
        check("a race whose engine died after the merge is finished by the next one", before == ("done", False) and task["trashed"]
              and "T1" in [t["id"] for t in house.json("task", "list", "--trash")], (code, out, err, before, task))
        house.close()

"""What follows from each kind of failure, seen with the real agents: waited for, tried again by itself, handed to another
service, or told to the person."""
import json
import os
import signal
import time

from agent_lab import Model, beside, check
from agents_money import seconds, until
from agents_more import holds
from agents_tasks import House

MODELS = {
    "claude": ("claude-nobody-1", {"status": 404, "type": "not_found_error", "message": "model: claude-nobody-1"}),
    "codex": ("gpt-nobody", {"status": 400, "type": "invalid_request_error",
                             "message": "The 'gpt-nobody' model is not supported when using Codex with a ChatGPT account."})}


def run():
    beside(lambda: overloaded("claude"), lambda: overloaded("codex"), lambda: others("claude"), lambda: others("codex"),
           own, talks)


def others(agent):
    model(agent)
    switched(agent)
    crash(agent)


def overloaded(agent):
    """Its service has too much to do, also after the agent's own tries: one more attempt after a while, and no sooner."""
    with Model({"fault": {"status": 529, "type": "overloaded_error", "code": "server_is_overloaded", "message": "Overloaded"}}) as busy:
        house = House(busy)
        house.call("task", "add", "make it", "--service", agent, "--start")
        task = house.until("T1", lambda t: t["waiting"] and t["waiting"]["for"] == "retry" and house.events("agentEnded"), wait=90)
        busy.script({"write": ["made.txt", "made"]}, {"text": "it is made"})
        task = house.until("T1", lambda t: t["state"] in ("review", "failed"), wait=200)
        starts, ended = house.events("runStarted"), house.events("runFinished")
        pauses = [seconds(b["time"]) - seconds(a["time"]) for a, b in zip(ended, starts[1:])]
        check(agent + ": what is overloaded is tried again by itself, after half a minute and some more at random",
              task["state"] == "review" and len(starts) >= 2 and pauses[0] >= 29, (task, pauses))
        house.close()


def model(agent):
    name, fault = MODELS[agent]
    with Model({"fault": fault}) as model:
        house = House(model)
        code, out, err = house.call("run", "try", "--service", agent, "--model", name)
        task = house.task("T1")
        check(agent + ": an unknown model is told with the way out, and tried once", code == 1 and task["state"] == "failed"
              and "does not know the model" in task["reason"] and "--model" in task["reason"] and "{" not in task["reason"]
              and len(house.events("runStarted")) == 1, (code, out, err, task))
        house.close()


def switched(agent):
    """Who wants no waiting for a quota gets none."""
    with Model({"fault": until(agent, int(time.time()) + 3600)}) as model:
        model.environment.update({"ANTHROPIC_API_KEY": "", "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-of-nobody"})
        house = House(model)
        house.environment["DROVER__QUOTA__RESUME"] = "false"
        code, out, err = house.call("run", "try", "--service", agent)
        task = house.task("T1")
        check(agent + ": waiting for a quota can be switched off", code == 1 and task["state"] == "failed"
              and "quota" in task["reason"] and not task["waiting"], (code, out, err, task))
        house.close()


def crash(agent):
    """Killed from outside in the middle: told as what it is, and the work so far stays."""
    with Model({"shell": "echo half >half.txt; python3 -c 'import time; time.sleep(60)'"}, {"text": "never"}) as model:
        house = House(model)
        house.call("task", "add", "make it", "--service", agent, "--permission", "auto", "--start")
        task = house.until("T1", lambda t: t["worktree"] and os.path.exists(t["worktree"] + "/half.txt"))
        for process in os.listdir("/proc"):
            if process.isdigit() and holds(process, "DROVER_TASK=T1") and holds(process, "HOME=" + model.home) and "keeper" not in name(process):
                os.kill(int(process), signal.SIGKILL)
        task = house.until("T1", lambda t: t["state"] == "failed", wait=30)
        check(agent + ": one that is killed from outside fell over, and nobody tries again on the spot", task["state"] == "failed"
              and "fell over" in task["reason"] and len(house.events("runStarted")) == 1
              and "half.txt" in house.call("task", "diff", "T1")[1], task)
        house.close()


def name(process):
    try:
        return os.readlink("/proc/%s/exe" % process)
    except OSError:
        return "keeper"


def own():
    """Agents of one's own are files; one that cannot be read is named wherever somebody misses it."""
    with Model({"text": "ok"}) as model:
        house = House(model)
        house.environment["XDG_CONFIG_HOME"] = model.folder + "/config"
        agents = model.folder + "/config/drover/agents"
        os.makedirs(agents)
        with open(agents + "/plain.json", "w") as file:
            json.dump({"name": "plain", "program": "acp-plain", "dialect": "acp", "input": "acp",
                       "launch": {"edits": [], "plan": []}}, file)
        code, out, err = house.call("run", "write made.txt text", "--service", "plain")
        check("an agent of one's own works from its file", code == 0 and "made.txt" in house.call("task", "diff", "T1")[1], (code, out, err))
        refused = house.call("run", "say hello", "--service", "plain", "--permission", "auto")
        check("a mode that it has no words for is refused", refused[0] == 4 and "cannot keep" in refused[2], refused)
        code, out, err = house.call("run", "write made.txt text", "--service", "plain", "--permission", "plan")
        task = house.json("task", "list")[-1]
        check("one that turns out unable to keep its mode does nothing, and says so", code == 1
              and [t for t in house.json("task", "list") if "not allowed" in (t["reason"] or "")], (code, out, err, task))
        with open(agents + "/bad.json", "w") as file:
            file.write('{\n  // mine\n  "name": "bad",\n  "program": "sh",\n  "dialect": "command",\n  "lunch": {}\n}\n')
        place = agents + "/bad.json:6: lunch"
        found = [house.call("service", "list"), house.call("run", "x", "--service", "bad"), house.call("config", "check"),
                 house.call("service", "show", "bad"), house.call("doctor")]
        check("a bad manifest is named with file, line and key", all(place in out + err for _, out, err in found)
              and [code for code, _, _ in found[:4]] == [0, 5, 2, 3], found)
        house.close()


def talks():
    """Conversations in the figures and in the log of what they became."""
    with Model({"write": ["made.txt", "text\n"]}, {"text": "it is written"}) as model:
        house = House(model)
        refused = house.call("session", "new", "talk", "--service", "aider")
        check("who keeps no session holds no conversation", refused[0] in (4, 5) and not house.json("session", "list"), refused)
        house.call("session", "new", "talk", "--service", "claude")
        house.call("session", "edit", "talk", "--worktree")
        house.call("session", "send", "talk", "write made.txt")
        rows = {r["key"]: r for r in house.json("stats")}
        shown = house.call("stats", "--by", "task")[1]
        check("what conversations used stands in the figures", rows.get("claude", {}).get("runs") == 1
              and rows["claude"]["usage"]["input"] > 0 and "S1" in shown, (rows, shown))
        house.call("session", "task", "talk")
        house.until("T1", lambda t: t["state"] in ("review", "failed"))
        code, out, err = house.call("task", "logs", "T1")
        check("the log of a task that a conversation became has what it said", code == 0 and "it is written" in out, (code, out, err))
        check("and is counted once", {r["key"]: r for r in house.json("stats")}["total"]["runs"] == 1)
        house.close()

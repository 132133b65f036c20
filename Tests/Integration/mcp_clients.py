#!/usr/bin/env python3
"""Drover as an MCP server, with the official client and real agents: scripts/test-mcp BIN-FOLDER
Real Claude Code and Codex lie in $DROVER_AGENTS; a scripted model stands in for their services."""
import asyncio
import glob
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

binary = os.path.join(os.path.abspath(sys.argv[1]), "drover")
cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
support = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "Support")
agents = os.environ.get("DROVER_AGENTS") or "/nowhere"
programs = {"claude": "claude_agent_sdk/_bundled/claude", "codex": "codex_cli_bin/bin/codex"}
programs = {name: next(iter(glob.glob(f"{agents}/lib/python3*/site-packages/{path}")), "")
            for name, path in programs.items()}
passed = failed = 0


def client_package():
    """The official client in a folder of its own, fetched once."""
    venv = f"{cache}/drover-tests/mcp-2.3.0"
    python = f"{venv}/bin/python"
    if os.path.exists(python) and subprocess.run([python, "-c", "import mcp"], capture_output=True).returncode == 0:
        return python
    subprocess.run([sys.executable, "-m", "venv", venv], capture_output=True)
    got = subprocess.run([f"{venv}/bin/pip", "install", "-q", "mcp==2.3.0"], capture_output=True)
    return f"{venv}/bin/python" if got.returncode == 0 else None


try:
    import mcp  # noqa: F401
except ImportError:
    python = client_package() if "--plain" not in sys.argv else None
    if python and python != sys.executable:
        os.execv(python, [python, *sys.argv, "--plain"])
    mcp = None

work = tempfile.mkdtemp(prefix="drover-mcp-")
home, repo, user = f"{work}/home", f"{work}/repo", f"{work}/user"
environment = {"PATH": f"{os.path.dirname(binary)}:{work}/programs:/usr/local/bin:/usr/bin:/bin", "HOME": user,
               "DROVER_HOME": home, "XDG_CONFIG_HOME": f"{user}/.config", "GIT_CONFIG_GLOBAL": "/dev/null",
               "TERM": "xterm", "LANG": "C.UTF-8", "OPENAI_API_KEY": "fake", "ANTHROPIC_API_KEY": "fake"}


def check(name, truth, shown=""):
    global passed, failed
    print(("ok - " if truth else "not ok - ") + name + ("" if truth else f"\n{shown}"), flush=True)
    passed, failed = passed + bool(truth), failed + (not truth)


def skip(name, why):
    print(f"skipped - {name}: {why}", flush=True)


def drover(*words):
    return subprocess.run([binary, *words], cwd=repo, env=environment, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60)


class Raw:
    """The server without any library between: every byte of its output is looked at."""

    def __init__(self):
        self.start = time.monotonic()
        self.process = subprocess.Popen([binary, "mcp"], cwd=repo, env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
        self.rest = b""

    def send(self, data):
        self.process.stdin.write(data if isinstance(data, bytes) else (json.dumps(data) + "\n").encode())

    def line(self, seconds=20):
        end = time.monotonic() + seconds
        while b"\n" not in self.rest:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                return None
            got = os.read(self.process.stdout.fileno(), 1 << 16)
            if not got:
                return None
            self.rest += got
        one, self.rest = self.rest.split(b"\n", 1)
        return json.loads(one)

    def ask(self, number, method, **parameters):
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
        return self.line()

    def end(self):
        self.process.stdin.close()
        return self.process.wait(10), self.process.stderr.read()


def raw():
    starts = []
    for _ in range(5):
        server = Raw()
        said = server.ask(1, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={})
        starts.append(time.monotonic() - server.start)
        server.end()
    ready = sorted(starts)[2] * 1000
    print(f"# ready after {ready:.0f} ms")
    check("it is ready within 100 ms", ready < 100 and said["result"]["serverInfo"]["name"] == "drover", (starts, said))
    for offered in ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "1999-01-01"):
        server = Raw()
        said = server.ask(1, "initialize", protocolVersion=offered, capabilities={}, clientInfo={})["result"]
        listed = server.ask(2, "tools/list")["result"]["tools"]
        check(f"revision {offered} is spoken, or the newest is offered", len(listed) == 10 and said["protocolVersion"] == (
            "2025-11-25" if offered == "1999-01-01" else offered), said)
        server.end()
    reads = {"list_tasks", "task_status", "wait_task", "task_diff", "list_services"}
    check("each tool says what it takes, what it gives and what it does", all(
        tool["inputSchema"]["type"] == "object" and tool["outputSchema"]["type"] == "object"
        and tool["annotations"]["readOnlyHint"] == (tool["name"] in reads)
        and tool["annotations"]["destructiveHint"] == (tool["name"] in {"cancel_task", "merge_task"}) for tool in listed), listed)
    server = Raw()
    for junk in (b"\n", b"{\n", b"\xff\xfe\x00\n", b"[]\n", b"null\n", b'{"id":[],"method":"ping"}\n',
                 b'{"jsonrpc":"2.0","method":"notifications/unknown"}\n', b"x" * 6_000_000 + b"\n"):
        server.send(junk)
    check("what is no message is dropped, and the next one is answered", server.ask(7, "ping") ==
          {"jsonrpc": "2.0", "id": 7, "result": {}})
    check("nothing comes before initialize", server.ask(8, "tools/list")["error"]["code"] == -32602)
    check("an unknown method is an error", server.ask(9, "no/such")["error"]["code"] in (-32601, -32602))
    server.send(b'{"jsonrpc":"2.0","id":10,"method":"pi')
    server.send(b'ng"}\n{"jsonrpc":"2.0","id":11,"method":"ping"}\n')
    check("lines may come in pieces and together", [server.line()["id"], server.line()["id"]] == [10, 11])
    code, said = server.end()
    check("it ends with its input, and said nothing else", code == 0 and said == b"" and server.rest == b"", (code, said))


def newer(server, number, method, **parameters):
    """A request of the stateless era, from a client that can ask its person."""
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}}}
    return server.ask(number, method, **parameters, _meta=meta)


def told(answer):
    return answer["result"]["content"][0]["text"]


def cancelled():
    """A call that the client gives up is never answered; the others are, and nothing of it is left."""
    server = Raw()
    server.ask(1, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={})
    task = server.ask(2, "tools/call", name="create_task", arguments={
        "service": "command", "title": "sleeper", "arguments": ["sleep", "600"]})["result"]["structuredContent"]["id"]
    server.send({"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {
        "name": "wait_task", "arguments": {"ids": [task], "timeoutSeconds": 600}, "_meta": {"progressToken": "p"}}})
    first = server.line()
    check("progress carries the token of its call", first.get("method") == "notifications/progress"
          and first["params"]["progressToken"] == "p" and task in first["params"]["message"], first)
    server.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 3}})
    done = []
    server.send({"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {
        "name": "cancel_task", "arguments": {"id": task}}})
    while not done or done[-1].get("id") != 4:
        done.append(server.line())
    server.send({"jsonrpc": "2.0", "id": 5, "method": "ping"})
    while done[-1].get("id") != 5:
        done.append(server.line())
    check("a cancelled call is not answered, and the task goes on until somebody ends it",
          3 not in [one.get("id") for one in done] and not done[0]["result"].get("isError"), done)
    check("a client that goes in the middle of a call leaves no server", leave(server, task), task)


def leave(server, task):
    server.send({"jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": {
        "name": "route_task", "arguments": {"prompt": "slowly", "preferences": {"services": ["parrot"]}}}})
    server.process.stdin.close()
    try:
        server.process.wait(30)
    except subprocess.TimeoutExpired:
        return False
    return until_quiet()


def review(server, number, title):
    made = server.ask(number, "tools/call", name="create_task", arguments={
        "service": "command", "title": title, "arguments": ["sh", "-c", f"echo {title} > {title}.txt"]})
    task = made["result"]["structuredContent"]["id"]
    server.ask(number + 1, "tools/call", name="wait_task", arguments={"ids": [task], "timeoutSeconds": 60})
    return task


def merges():
    """What the person says at the client decides, in both eras of the protocol."""
    server = Raw()
    server.ask(1, "initialize", protocolVersion="2025-11-25", capabilities={"elicitation": {}}, clientInfo={})
    task = review(server, 2, "merged")
    for number, answer in ((10, {"action": "decline"}), (11, {"action": "accept", "content": {"merge": False}}),
                           (12, {"action": "accept", "content": {"merge": True}})):
        server.send({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {
            "name": "merge_task", "arguments": {"id": task}}})
        asked = server.line()
        check(f"the person is asked ({answer})", asked["method"] == "elicitation/create" and task in asked["params"]["message"]
              and asked["params"]["requestedSchema"]["required"] == ["merge"], asked)
        server.send({"jsonrpc": "2.0", "id": asked["id"], "result": answer})
        said = server.line()["result"]
        state = json.loads(drover("task", "show", task, "--json").stdout)["state"]
        check("and what he says is done", (not said.get("isError"), state) == ((True, "done") if number == 12
                                                                             else (False, "review")), (said, state))
    task = review(server, 20, "stateless")
    first = newer(server, 30, "tools/call", name="merge_task", arguments={"id": task})["result"]
    check("a stateless client is told to ask", first["resultType"] == "input_required"
          and first["inputRequests"]["merge"]["method"] == "elicitation/create", first)
    second = newer(server, 31, "tools/call", name="merge_task", arguments={"id": task}, inputResponses={
        "merge": {"action": "accept", "content": {"merge": True}}})["result"]
    check("and its person's answer counts", second["resultType"] == "complete"
          and second["structuredContent"]["state"] == "done", second)
    wrong = server.ask(32, "tools/list", _meta={"io.modelcontextprotocol/protocolVersion": "2030-01-01"})
    check("a revision that is not spoken is refused with those that are",
          wrong["error"]["data"]["supported"] == ["2026-07-28"], wrong)
    server.end()


def limits():
    """An agent makes tasks of its own, as many and as deep as it may, and merges none."""
    os.makedirs(f"{user}/.config/drover", exist_ok=True)
    config = f"{user}/.config/drover/drover.json"
    with open(config, "w") as file:
        json.dump({"mcp": {"tasks": 2, "depth": 1, "allowMerge": True}}, file)
    script = f"{work}/agent.py"
    with open(script, "w") as file:
        file.write(AGENT.replace("BINARY", repr(binary)).replace("PLACE", repr(work)))
    drover("stop")
    drover("run", "--service", "command", "--title", "mother", "--", sys.executable, script, "mother", "child")
    mother = json.load(open(f"{work}/mother.json")) if os.path.exists(f"{work}/mother.json") else []
    check("an agent may make so many tasks", [one["isError"] for one in mother[:3]] == [False, False, True]
          and "as many as are allowed" in mother[2]["content"][0]["text"], mother)
    check("and may merge none, whatever is configured", len(mother) == 4 and mother[3]["isError"]
          and "an agent may not" in mother[3]["content"][0]["text"], mother)
    made = [task["id"] for task in json.loads(drover("task", "list", "--json").stdout) if task["title"] == "child"]
    drover("task", "wait", *made, "--timeout", "60")
    child = json.load(open(f"{work}/child.json")) if os.path.exists(f"{work}/child.json") else []
    check("its tasks may make none: that is too deep", child and child[0]["isError"]
          and "depth" in child[0]["content"][0]["text"], child)
    os.remove(config)
    drover("stop")


AGENT = """
import json, subprocess, sys
server = subprocess.Popen([BINARY, "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def ask(number, method, **given):
    server.stdin.write((json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": given}) + chr(10)).encode())
    server.stdin.flush()
    return json.loads(server.stdout.readline())["result"]
ask(1, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={})
said = []
for number in range(3 if sys.argv[1] == "mother" else 1):
    words = [sys.executable, sys.argv[0], "child"] if number == 0 and sys.argv[1] == "mother" else ["true"]
    said.append(ask(number + 2, "tools/call", name="create_task", arguments={
        "service": "command", "title": "child", "arguments": words}))
if sys.argv[1] == "mother":
    said.append(ask(9, "tools/call", name="merge_task", arguments={"id": "T1"}))
json.dump(said, open(PLACE + "/" + sys.argv[1] + ".json", "w"))
server.stdin.close()
server.wait()
"""


async def official():
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client
    parameters = StdioServerParameters(command=binary, args=["mcp"], env=environment, cwd=repo)
    async with stdio_client(parameters) as (reader, writer), ClientSession(reader, writer) as session:
        hello = await session.initialize()
        version = getattr(hello, "protocol_version", None) or hello.protocolVersion
        check("the official client agrees on a revision", version == "2025-11-25", version)
        await calls(session)
        await questions(session)
    try:
        from mcp import Client
    except ImportError:
        return skip("a stateless client", "this mcp has none")
    async with Client(parameters) as client:
        check("the stateless revision is chosen by itself", str(client.protocol_version) == "2026-07-28", client)
        listed = await client.list_tools()
        check("and lists the same tools", len(listed.tools) == 10, listed)
        done = await client.call_tool("task_status", {"id": "T1"})
        check("and calls them", not done.is_error and done.structured_content["task"]["id"] == "T1", done)


async def calls(session):
    tools = (await session.list_tools()).tools
    names = {tool.name for tool in tools}
    check("the tools are there", {"create_task", "list_tasks", "task_status", "wait_task", "task_diff", "send_to_task",
                                  "cancel_task", "merge_task", "list_services", "route_task"} == names, names)
    told = []

    async def progress(amount, total, message):
        told.append(message)

    async def call(name, arguments, **more):
        return await session.call_tool(name, arguments, **more)

    def content(result):
        return getattr(result, "structured_content", None) or result.structuredContent

    def wrong(result):
        return getattr(result, "is_error", None) if hasattr(result, "is_error") else result.isError

    made = await call("create_task", {"service": "command", "title": "greet", "arguments": [
        "sh", "-c", "sleep 0.3; echo hello > greeting.txt"], "verify": "test -s greeting.txt"})
    task = content(made)["id"]
    check("a task is made and started", not wrong(made) and task == "T1", made)
    waited = await call("wait_task", {"ids": [task], "timeoutSeconds": 30}, progress_callback=progress)
    check("waiting ends with its work", content(waited)["tasks"][0]["state"] == "review"
          and not content(waited)["timedOut"], waited)
    check("and tells how it went", any("running" in words for words in told) and "review" in told[-1], told)
    check("its change is shown", "+hello" in content(await call("task_diff", {"id": task}))["diff"])
    listed = await call("list_tasks", {"state": "review"})
    check("it is listed", content(listed)["total"] == 1, listed)
    refused = await call("merge_task", {"id": task})
    check("merging without the person is refused", wrong(refused) and "person" in refused.content[0].text, refused)
    for name, arguments, words in (("task_status", {}, "id is missing"), ("task_status", {"id": "T99"}, "T99"),
                                   ("create_task", {"workspace": "/"}, "not inside a git repository"),
                                   ("create_task", {"permission": "auto", "prompt": "x"}, "one of: edits, ask, plan")):
        done = await call(name, arguments)
        check(f"a mistake is said to the model ({words})", wrong(done) and words in done.content[0].text, done)
    long = content(await call("create_task", {"service": "command", "arguments": ["sleep", "60"]}))["id"]
    start = time.monotonic()
    short = await call("wait_task", {"ids": [long], "timeoutSeconds": 1})
    check("a wait that is too short says so", content(short)["timedOut"] and time.monotonic() - start < 10, short)
    first, second = await asyncio.gather(call("wait_task", {"ids": [long], "timeoutSeconds": 5}),
                                         call("cancel_task", {"id": long}))
    check("calls run beside each other", content(first)["tasks"][0]["state"] == "failed" and not wrong(second), first)


async def questions(session):
    """With an agent of one's own that is a script, so that this needs nobody's program."""
    def content(result):
        return getattr(result, "structured_content", None) or result.structuredContent

    def wrong(result):
        return getattr(result, "is_error", None) if hasattr(result, "is_error") else result.isError

    services = content(await session.call_tool("list_services", {}))
    parrot = next(one for one in services["services"] if one["name"] == "parrot")
    check("services are listed with their health", parrot["found"] and parrot["health"]["state"] == "unknown"
          and services["next"], services)
    told = []

    async def progress(amount, total, message):
        told.append(message)

    wishes = {"services": ["parrot"]}
    answer = await session.call_tool("route_task", {"prompt": "what is it?", "files": ["note.txt"], "preferences": wishes},
                                     progress_callback=progress)
    said = content(answer)
    check("a question is answered, with the choice and why", not wrong(answer) and said["service"] == "parrot"
          and "you said: what is it?" in said["text"] and "- note.txt" in said["text"] and "preferred" in said["reason"], answer)
    check("and tells how it goes", told and "parrot" in told[0], told)
    check("no conversation and no worktree is left", json.loads(drover("session", "list", "--json").stdout) == []
          and "task" not in subprocess.run(["git", "branch"], cwd=repo, capture_output=True, text=True).stdout.replace(
              "task-1", "").replace("task-2", ""))
    for more, words in (({"files": ["nowhere.txt"]}, "nowhere.txt"), ({"preferences": {"services": ["gpt"]}}, "no service gpt"),
                        ({"workspace": "/"}, "not inside a git repository")):
        refused = await session.call_tool("route_task", {"prompt": "x", **more})
        check(f"a question that cannot be asked is refused ({words})", wrong(refused) and words in refused.content[0].text,
              refused)
    start = time.monotonic()
    late = await session.call_tool("route_task", {"prompt": "slowly", "preferences": {**wishes, "timeoutSeconds": 1}})
    check("an answer that takes too long is stopped", wrong(late) and "within 1 seconds" in late.content[0].text
          and time.monotonic() - start < 15 and until_quiet(), late)
    asked = asyncio.ensure_future(session.call_tool("route_task", {"prompt": "slowly", "preferences": wishes}))
    while not any(line.split()[1:2] == ["running"] for line in drover("session", "list").stdout.split("\n")):
        await asyncio.sleep(0.1)
    asked.cancel()
    try:
        await asked
    except (asyncio.CancelledError, Exception):
        pass
    check("a cancelled question is stopped", until_quiet(), drover("session", "list").stdout)


def until_quiet():
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if json.loads(drover("session", "list", "--json").stdout) == [] and subprocess.run(
                ["pgrep", "-f", f"{user}/bin/parrot"], capture_output=True).returncode:
            return True
        time.sleep(0.1)
    return False


def parrot():
    """An agent that repeats what it is told; slowly, if it is told so."""
    os.makedirs(f"{user}/.config/drover/agents")
    os.mkdir(f"{user}/bin")
    with open(f"{user}/bin/parrot", "w") as file:
        file.write("#!/bin/sh\n[ \"$1\" = --version ] && { echo parrot 1.0; exit; }\n"
                   "case $1 in slowly*) sleep 600;; esac\necho \"you said: $1\"\n")
    os.chmod(f"{user}/bin/parrot", 0o755)
    with open(f"{user}/.config/drover/agents/parrot.json", "w") as file:
        json.dump({"name": "parrot", "program": f"{user}/bin/parrot", "dialect": "command", "input": "argument",
                   "launch": {"plan": ["{prompt}"]}}, file)


def model(turns):
    port = f"{work}/port"
    if os.path.exists(port):
        os.remove(port)
    server = subprocess.Popen([sys.executable, f"{support}/model_server.py", port, json.dumps(turns)],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 15
    while time.monotonic() < end and not (os.path.exists(port) and open(port).read().strip()):
        time.sleep(0.05)
    return server, open(port).read().strip()


BUGS = "start three tasks for these bugs and tell me when they are done"


def agent(name, tool, words):
    """A real agent that is told "start three tasks for these bugs and tell me when they are done"."""
    if not programs[name]:
        return skip(f"{name} as a client", "scripts/real-agents cannot fetch it here")
    before = json.loads(drover("task", "list", "--json").stdout)
    first = max([int(task["id"][1:]) for task in before], default=0) + 1
    server, port = model([{"tool": tool("create_task", {
                              "service": "command", "title": f"bug {bug} by {name}",
                              "arguments": ["sh", "-c", f"echo {name} > {name}-{bug}.txt"]})} for bug in range(3)] + [
                          {"tool": tool("wait_task", {"ids": [f"T{first + bug}" for bug in range(3)], "timeoutSeconds": 120})},
                          {"tool": tool("list_services", {})},
                          {"tool": tool("route_task", {"prompt": "what is it?", "preferences": {
                              "services": [name], "timeoutSeconds": 120}})},
                          {"text": f"forty-two, says {name}"}, {"text": "It is done."}])
    os.makedirs(f"{user}/.codex", exist_ok=True)
    with open(f"{user}/.codex/config.toml", "w") as file:
        file.write(f'model = "m"\nmodel_provider = "p"\n[model_providers.p]\nname = "p"\n'
                   f'base_url = "http://127.0.0.1:{port}/v1"\nenv_key = "OPENAI_API_KEY"\nwire_api = "responses"\n')
    try:
        done = subprocess.run(words(port), cwd=repo, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=240,
                              env=dict(environment, ANTHROPIC_BASE_URL=f"http://127.0.0.1:{port}", MYKEY="fake",
                                       ANTHROPIC_API_KEY="fake", CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="1"))
    finally:
        server.kill()
        server.wait()
    made = [task for task in json.loads(drover("task", "list", "--json").stdout) if task["title"].endswith(f"by {name}")]
    check(f"{name} starts three tasks and tells when they are done", [task["state"] for task in made] == ["review"] * 3 and
          '"timedOut"' in done.stdout.replace("\\", ""), (made, done.stdout[-3000:], done.stderr[-1000:]))
    said = done.stdout.replace("\\", "")
    check(f"{name} lists the services and asks {name} a question", f'"text":"forty-two, says {name}"' in said
          and '"next":' in said, done.stdout[-6000:])
    check(f"and {name} says so", "It is done." in said, done.stdout[-2000:])


try:
    os.makedirs(f"{user}/.config")
    os.mkdir(repo)
    os.mkdir(f"{work}/programs")
    for name, place in programs.items():
        if place:
            os.symlink(place, f"{work}/programs/{name}")
    for words in (["init", "-q", "-b", "main"], ["config", "user.name", "A"], ["config", "user.email", "a@example.org"],
                  ["commit", "-q", "--allow-empty", "-m", "first"]):
        subprocess.run(["git", *words], cwd=repo, env=environment, check=True)
    open(f"{repo}/note.txt", "w").write("a note\n")
    parrot()
    drover("workspace", "trust", "--yes")
    raw()
    if mcp:
        asyncio.run(official())  # counts on the first task
    cancelled()
    merges()
    limits()
    if not mcp:
        skip("the official client", "pip cannot install mcp==2.3.0 here")
    agent("claude", lambda name, given: [f"mcp__drover__{name}", given], lambda port: [
        programs["claude"], "-p", BUGS, "--output-format", "stream-json", "--verbose", "--strict-mcp-config",
        "--mcp-config", json.dumps({"mcpServers": {"drover": {"command": binary, "args": ["mcp"],
                                                              "env": {"DROVER_HOME": home}}}}),
        "--allowedTools", ",".join(f"mcp__drover__{one}" for one in
                                   ("create_task", "wait_task", "list_services", "route_task"))])
    agent("codex", lambda name, given: [name, given, "mcp__drover"], lambda port: [
        programs["codex"], "exec", "--json", "-C", repo, "-s", "workspace-write", "-c", "model_provider=p", "-c",
        f'model_providers.p={{name="p",base_url="http://127.0.0.1:{port}/v1",env_key="MYKEY",wire_api="responses"}}',
        "-m", "m", "-c", f'mcp_servers.drover={{command="{binary}",args=["mcp"],required=true,'
        f'env={{DROVER_HOME="{home}"}},default_tools_approval_mode="approve"}}', BUGS])
finally:
    drover("stop")
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if work.encode() in open(f"/proc/{pid}/environ", "rb").read() and int(pid) != os.getpid():
                os.kill(int(pid), signal.SIGKILL)
        except OSError:
            pass
    shutil.rmtree(work, ignore_errors=True)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)

#!/usr/bin/env python3
"""Drover as an MCP server, with the official client and real agents: scripts/test-mcp BIN-FOLDER
Real Claude Code and Codex are driven when $DROVER_LAB/bin holds them and a scripted model server."""
import asyncio
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
lab = os.environ.get("DROVER_LAB") or f"{cache}/drover-lab"
passed = failed = 0


def client_package():
    """The official client in a folder of its own, fetched once."""
    venv = f"{cache}/drover-tests/mcp-2.3.0"
    for python in (f"{lab}/venv/bin/python", f"{venv}/bin/python"):
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
environment = {"PATH": f"{os.path.dirname(binary)}:{lab}/bin:/usr/local/bin:/usr/bin:/bin", "HOME": user,
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
    server = subprocess.Popen([f"{lab}/bin/model-server", "--port", "0", "--port-file", port, "--script",
                               json.dumps({"turns": turns})], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    end = time.monotonic() + 15
    while time.monotonic() < end and not (os.path.exists(port) and open(port).read().strip()):
        time.sleep(0.05)
    return server, open(port).read().strip()


def agent(name, tool, words):
    """A real agent whose model asks for a task of Drover's and waits for it."""
    if not os.path.exists(f"{lab}/bin/{name}"):
        return skip(f"{name} as a client", f"{lab}/bin has none; see DROVER_LAB")
    before = json.loads(drover("task", "list", "--json").stdout)
    make = {"service": "command", "title": f"made by {name}", "arguments": ["sh", "-c", f"echo {name} > {name}.txt"]}
    number = f"T{max([int(task['id'][1:]) for task in before], default=0) + 1}"
    server, port = model([{"tool": {**tool("create_task"), "input": make}},
                          {"tool": {**tool("wait_task"), "input": {"ids": [number], "timeoutSeconds": 20}}},
                          {"tool": {**tool("list_services"), "input": {}}},
                          {"tool": {**tool("route_task"), "input": {"prompt": "what is it?", "preferences": {
                              "services": [name], "timeoutSeconds": 60}}}},
                          {"text": f"forty-two, says {name}"}, {"text": "It is done."}])
    os.makedirs(f"{user}/.codex", exist_ok=True)
    with open(f"{user}/.codex/config.toml", "w") as file:
        file.write(f'model = "m"\nmodel_provider = "p"\n[model_providers.p]\nname = "p"\n'
                   f'base_url = "http://127.0.0.1:{port}/v1"\nenv_key = "OPENAI_API_KEY"\nwire_api = "responses"\n')
    try:
        done = subprocess.run(words(port), cwd=repo, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120,
                              env=dict(environment, ANTHROPIC_BASE_URL=f"http://127.0.0.1:{port}", MYKEY="fake",
                                       ANTHROPIC_API_KEY="fake", CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="1"))
    finally:
        server.kill()
        server.wait()
    made = [task for task in json.loads(drover("task", "list", "--json").stdout) if task["title"] == f"made by {name}"]
    check(f"{name} makes a task and waits for it", len(made) == 1 and made[0]["state"] == "review" and
          '"timedOut"' in done.stdout.replace("\\", ""), (made, done.stdout[-3000:], done.stderr[-1000:]))
    said = done.stdout.replace("\\", "")
    check(f"{name} lists the services and asks {name} a question", f'"text":"forty-two, says {name}"' in said
          and '"next":' in said, done.stdout[-6000:])


try:
    os.makedirs(f"{user}/.config")
    os.mkdir(repo)
    for words in (["init", "-q", "-b", "main"], ["config", "user.name", "A"], ["config", "user.email", "a@example.org"],
                  ["commit", "-q", "--allow-empty", "-m", "first"]):
        subprocess.run(["git", *words], cwd=repo, env=environment, check=True)
    open(f"{repo}/note.txt", "w").write("a note\n")
    parrot()
    drover("workspace", "trust", "--yes")
    raw()
    if mcp:
        asyncio.run(official())
    else:
        skip("the official client", "pip cannot install mcp==2.3.0 here")
    agent("claude", lambda name: {"name": f"mcp__drover__{name}"}, lambda port: [
        f"{lab}/bin/claude", "-p", "make a task", "--output-format", "stream-json", "--verbose", "--strict-mcp-config",
        "--mcp-config", json.dumps({"mcpServers": {"drover": {"command": binary, "args": ["mcp"],
                                                              "env": {"DROVER_HOME": home}}}}),
        "--allowedTools", ",".join(f"mcp__drover__{one}" for one in
                                   ("create_task", "wait_task", "list_services", "route_task"))])
    agent("codex", lambda name: {"namespace": "mcp__drover", "name": name}, lambda port: [
        f"{lab}/bin/codex", "exec", "--json", "-C", repo, "-s", "workspace-write", "-c", "model_provider=p", "-c",
        f'model_providers.p={{name="p",base_url="http://127.0.0.1:{port}/v1",env_key="MYKEY",wire_api="responses"}}',
        "-m", "m", "-c", f'mcp_servers.drover={{command="{binary}",args=["mcp"],required=true,'
        f'env={{DROVER_HOME="{home}"}},default_tools_approval_mode="approve"}}', "make a task"])
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

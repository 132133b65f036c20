#!/usr/bin/env python3
"""An agent of the official Agent Client Protocol package, for the tests: it does what its prompt says, one word a line.

    say TEXT      a message, in pieces           write NAME TEXT   a file, asked for unless the mode allows it
    run COMMAND   a shell command, always asked  wait SECONDS      until it is cancelled
    put NAME TEXT, read NAME, sh COMMAND   the same by the client's files and terminals
    fail TEXT     an error of the protocol       die               ends in the middle of the turn
    modes are offered unless it is started with `--no-modes`; sessions live in the folder of ACP_SESSIONS.
"""
import asyncio
import json
import os
import subprocess
import sys
import uuid

import acp
from acp.schema import (AgentCapabilities, ForkSessionResponse, Implementation, InitializeResponse, NewSessionResponse,
                        PermissionOption, PromptResponse, ResumeSessionResponse, SessionCapabilities, SessionForkCapabilities, SessionMode,
                        SessionModeState, SessionResumeCapabilities, SetSessionModeResponse, ToolCallLocation,
                        ToolCallUpdate, Usage)

MODES = ["ask", "accept-edits", "auto", "plan"]
OPTIONS = [PermissionOption(option_id="always", name="Always", kind="allow_always"),
           PermissionOption(option_id="once", name="Allow", kind="allow_once"),
           PermissionOption(option_id="no", name="Reject", kind="reject_once")]


class Agent(acp.Agent):
    def __init__(self):
        self.sessions, self.cancelled = {}, asyncio.Event()

    def on_connect(self, client):
        self.client = client

    async def initialize(self, protocol_version, client_capabilities=None, client_info=None, **more):
        can = SessionCapabilities(resume=SessionResumeCapabilities(), fork=SessionForkCapabilities())
        return InitializeResponse(protocol_version=1, agent_capabilities=AgentCapabilities(session_capabilities=can),
                                  agent_info=Implementation(name="test-agent", version="1.2.3"))

    def state(self):
        if "--no-modes" in sys.argv:
            return None
        return SessionModeState(current_mode_id="ask", available_modes=[SessionMode(id=m, name=m) for m in MODES])

    def path(self, session):
        return os.path.join(os.environ.get("ACP_SESSIONS", "/tmp"), "acp-%s.json" % session)

    def save(self, session):
        with open(self.path(session), "w") as file:
            json.dump(self.sessions[session], file)

    async def new_session(self, cwd, additional_directories=None, mcp_servers=None, **more):
        session = uuid.uuid4().hex
        self.sessions[session] = {"cwd": cwd, "mode": "ask", "said": []}
        self.save(session)
        return NewSessionResponse(session_id=session, modes=self.state())

    async def resume_session(self, session_id, cwd, additional_directories=None, mcp_servers=None, **more):
        if not os.path.exists(self.path(session_id)):
            raise acp.RequestError.invalid_params({"reason": "no session " + session_id})
        self.sessions[session_id] = dict(json.load(open(self.path(session_id))), cwd=cwd)
        return ResumeSessionResponse(modes=self.state())

    async def fork_session(self, session_id, cwd, additional_directories=None, mcp_servers=None, **more):
        session = uuid.uuid4().hex
        self.sessions[session] = dict(json.load(open(self.path(session_id))), cwd=cwd)
        self.save(session)
        return ForkSessionResponse(session_id=session, modes=self.state())

    async def set_session_mode(self, session_id, mode_id, **more):
        self.sessions[session_id]["mode"] = mode_id
        return SetSessionModeResponse()

    async def cancel(self, session_id, **more):
        self.cancelled.set()

    async def prompt(self, session_id, prompt, **more):
        self.cancelled.clear()
        session = self.sessions[session_id]
        text = "\n".join(block.text for block in prompt)
        session["said"].append(text)
        self.save(session_id)
        for place, line in enumerate(text.splitlines()):
            word, _, rest = line.partition(" ")
            if word == "fail":
                raise acp.RequestError.internal_error({"details": rest})
            if word == "die":
                sys.stderr.write("test-agent: out of memory\n")
                sys.stderr.flush()
                os._exit(9)
            if word == "wait":
                try:
                    await asyncio.wait_for(self.cancelled.wait(), float(rest))
                except asyncio.TimeoutError:
                    pass
            elif word in ("put", "read", "sh"):
                await self.ask_client(session_id, session, word, rest)
            elif word in ("write", "run"):
                await self.tool(session_id, session, "call-%d-%d" % (len(session["said"]), place), word, rest)
            else:
                words = "before: %d" % (len(session["said"]) - 1) if word == "count" else rest
                for piece in words.split(" "):
                    await self.client.session_update(session_id, acp.update_agent_message_text(piece + " "))
            if self.cancelled.is_set():
                return PromptResponse(stop_reason="cancelled")
        spent = Usage(input_tokens=100 * len(session["said"]), output_tokens=10 * len(session["said"]),
                      total_tokens=110 * len(session["said"]))
        return PromptResponse(stop_reason="end_turn", usage=spent)

    async def ask_client(self, session_id, session, word, rest):
        name, _, content = rest.partition(" ")
        path = name if name.startswith("/") else os.path.join(session["cwd"], name)
        try:
            if word == "put":
                await self.client.write_text_file(session_id=session_id, path=path, content=content + "\n")
                words = "written"
            elif word == "read":
                words = (await self.client.read_text_file(session_id=session_id, path=path)).content
            else:
                made = await self.client.create_terminal(session_id=session_id, command="sh", args=["-c", rest], cwd=session["cwd"])
                end = await self.client.wait_for_terminal_exit(session_id=session_id, terminal_id=made.terminal_id)
                told = await self.client.terminal_output(session_id=session_id, terminal_id=made.terminal_id)
                await self.client.release_terminal(session_id=session_id, terminal_id=made.terminal_id)
                words = "exit %s: %s" % (end.exit_code, told.output)
        except acp.RequestError as error:
            words = "refused: %s" % error
        await self.client.session_update(session_id, acp.update_agent_message_text(words + "\n"))

    async def tool(self, session_id, session, call, word, rest):
        name, _, content = rest.partition(" ")
        path = os.path.join(session["cwd"], name)
        kind = "edit" if word == "write" else "execute"
        given = {"path": path, "content": content} if word == "write" else {"command": rest}
        places = [ToolCallLocation(path=path)] if word == "write" else None
        await self.client.session_update(session_id, acp.start_tool_call(
            call, rest, kind=kind, status="pending", raw_input=given, locations=places))
        free = session["mode"] == "auto" or (session["mode"] == "accept-edits" and word == "write")
        if not free:
            answer = await self.client.request_permission(session_id, ToolCallUpdate(
                tool_call_id=call, title=rest, kind=kind, raw_input=given, locations=places), OPTIONS)
            if answer.outcome.outcome != "selected" or answer.outcome.option_id == "no":
                return await self.client.session_update(session_id, acp.update_tool_call(
                    call, status="failed", content=[acp.tool_content(acp.text_block("refused"))]))
        if word == "write":
            with open(path, "w") as file:
                file.write(content + "\n")
            made = [acp.tool_diff_content(path, content + "\n")]
        else:
            done = subprocess.run(rest, shell=True, cwd=session["cwd"], capture_output=True, text=True)
            made = [acp.tool_content(acp.text_block(done.stdout + done.stderr))]
        await self.client.session_update(session_id, acp.update_tool_call(call, status="completed", content=made))


if __name__ == "__main__":
    if "--version" in sys.argv:
        print("test-agent 1.2.3")
    else:
        asyncio.run(acp.run_agent(Agent(), use_unstable_protocol=True))

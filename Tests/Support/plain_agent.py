#!/usr/bin/env python3
"""An agent of the Agent Client Protocol in plain Python, for the desk: it does what its prompt says, one word a line.

    say TEXT   a message, in pieces      run COMMAND   a shell command, asked for
    wait S     until it is cancelled     anything else is repeated
"""
import json
import subprocess
import sys
import threading
import uuid

lock, answers, cancelled = threading.Lock(), {}, threading.Event()
folders = {}


def send(message):
    with lock:
        sys.stdout.write(json.dumps(dict(message, jsonrpc="2.0")) + "\n")
        sys.stdout.flush()


def update(session, **words):
    send({"method": "session/update", "params": {"sessionId": session, "update": words}})


def say(session, text):
    for piece in text.split(" "):
        update(session, sessionUpdate="agent_message_chunk", content={"type": "text", "text": piece + " "})


def allowed(session, call, title):
    request = uuid.uuid4().hex
    answers[request] = threading.Event()
    tool = {"toolCallId": call, "title": title, "kind": "execute", "rawInput": {"command": title}}
    update(session, sessionUpdate="tool_call", status="pending", **tool)
    options = [{"optionId": "once", "name": "Allow", "kind": "allow_once"},
               {"optionId": "no", "name": "Reject", "kind": "reject_once"}]
    send({"id": request, "method": "session/request_permission",
          "params": {"sessionId": session, "toolCall": tool, "options": options}})
    while not answers[request].wait(0.1):
        if cancelled.is_set():
            return False
    return answers[request].outcome.get("optionId") == "once"


def turn(number, session, text):
    for place, line in enumerate(text.splitlines()):
        word, _, rest = line.partition(" ")
        if word == "wait":
            cancelled.wait(float(rest))
        elif word == "run":
            call = "call-%s-%d" % (number, place)
            if allowed(session, call, rest):
                done = subprocess.run(rest, shell=True, cwd=folders[session], capture_output=True, text=True)
                shown = [{"type": "content", "content": {"type": "text", "text": done.stdout + done.stderr}}]
                update(session, sessionUpdate="tool_call_update", toolCallId=call, status="completed", content=shown)
            else:
                update(session, sessionUpdate="tool_call_update", toolCallId=call, status="failed")
        else:
            say(session, rest if word == "say" else line)
    send({"id": number, "result": {"stopReason": "cancelled" if cancelled.is_set() else "end_turn"}})


def take(message):
    method, number, words = message.get("method"), message.get("id"), message.get("params") or {}
    if method is None:
        found = answers.get(number)
        if found:
            found.outcome = (message.get("result") or {}).get("outcome", {})
            found.set()
    elif method == "initialize":
        send({"id": number, "result": {"protocolVersion": 1, "agentCapabilities": {"sessionCapabilities": {"resume": {}}},
                                       "agentInfo": {"name": "plain", "version": "1.0.0"}}})
    elif method in ("session/new", "session/resume"):
        session = words.get("sessionId") or uuid.uuid4().hex
        folders[session] = words["cwd"]
        modes = [{"id": mode, "name": mode} for mode in ("ask", "accept-edits", "auto", "plan")]
        send({"id": number, "result": {"sessionId": session,
                                       "modes": {"currentModeId": "ask", "availableModes": modes}}})
    elif method == "session/set_mode":
        send({"id": number, "result": {}})
    elif method == "session/prompt":
        cancelled.clear()
        text = "\n".join(block.get("text", "") for block in words["prompt"])
        threading.Thread(target=turn, args=(number, words["sessionId"], text), daemon=True).start()
    elif method == "session/cancel":
        cancelled.set()
    elif number is not None:
        send({"id": number, "error": {"code": -32601, "message": "not known"}})


if "--version" in sys.argv:
    print("plain 1.0.0")
else:
    for line in sys.stdin:
        take(json.loads(line))

#!/usr/bin/env python3
"""A model that says what a script tells it, in the tongues that Claude Code, Codex and aider speak: Anthropic's Messages,
OpenAI's Responses, and Chat Completions without streams and tools. Written for the tests; needs nothing but Python.

    model_server.py PORT_FILE SCRIPT       SCRIPT is JSON: a list of turns

A turn is one answer. Requests that could declare tools and do not (titles, summaries) get "ok" and use no turn. The
last turn is repeated. POST /script replaces the script, GET /log tells what was asked.

    {"text": "..."}                 words                    {"shell": "..."}    a command
    {"write": [path, content]}      a file                   {"tool": [name, input, namespace?]}
    {"slow": seconds}               between words            {"fault": {...}}    instead of an answer:
        {"status": 429, "type": "...", "code": "...", "message": "...", "headers": {...}}
        {"cut": n}       the connection is reset after n pieces   {"garbage": n}   half a line of JSON after n pieces
        {"silent": s}    headers, then nothing
      and "times": n, how often the fault is met before the next turn; without it the fault stays.
"""
import itertools
import json
import os
import re
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SHELLS = ["Bash", "exec_command", "shell_command", "shell", "local_shell"]


class Script:
    def __init__(self, turns):
        self.lock, self.log = threading.Lock(), []
        self.replace(turns)

    def replace(self, turns):
        with self.lock:
            self.turns, self.place, self.met = turns, 0, 0

    def next(self):
        with self.lock:
            turn = self.turns[min(self.place, len(self.turns) - 1)]
            fault = turn.get("fault")
            self.met += 1
            if not fault or ("times" in fault and self.met >= fault["times"]):
                self.place, self.met = self.place + 1, 0
            return turn


SCRIPT = None


def command_input(schema, command):
    names = (schema or {}).get("properties") or {}
    name = next((n for n in ("command", "cmd", "script") if n in names), "command")
    wanted = ["bash", "-lc", command] if names.get(name, {}).get("type") == "array" else command
    return {name: wanted}


def calls(turn, tools):
    """The tool calls of a turn as (name, input, raw text), with whichever tools the client has."""
    found = []
    shell = next((n for n in SHELLS if n in tools), "shell")
    if "tool" in turn:
        found.append((tuple(reversed(turn["tool"][::2])) if turn["tool"][2:] else turn["tool"][0], turn["tool"][1], None))
    if "shell" in turn:
        found.append((shell, command_input(tools.get(shell, (None,))[0], turn["shell"]), None))
    if "write" in turn:
        path, content = turn["write"]
        if "Write" in tools:
            found.append(("Write", {"file_path": path, "content": content}, None))
        elif "apply_patch" in tools:
            lines = "".join("+%s\n" % line for line in content.rstrip("\n").split("\n"))
            patch = "*** Begin Patch\n*** Add File: %s\n%s*** End Patch\n" % (path, lines)
            found.append(("apply_patch", {"input": patch}, patch if tools["apply_patch"][1] == "custom" else None))
        else:
            text = "cat >%s <<'END'\n%s\nEND" % (path, content.rstrip("\n"))
            found.append((shell, command_input(tools.get(shell, (None,))[0], text), None))
    return found


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    names = itertools.count(1)

    def log_message(self, *words):
        pass

    def reply(self, value, status=200, headers={}):
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"content-type": "application/json", "content-length": len(data), **headers}.items():
            self.send_header(name, str(text))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def do_HEAD(self):
        self.reply({})

    def do_GET(self):
        self.reply(SCRIPT.log if self.path == "/log" else {"object": "list", "data": []})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        path = self.path.split("?")[0]
        if path == "/script":
            SCRIPT.replace(body)
            return self.reply({})
        if path.endswith("/count_tokens"):
            return self.reply({"input_tokens": 1000})
        self.anthropic = path.endswith("/messages")
        if path.endswith("/chat/completions"):
            return self.chat(SCRIPT.next(), body)
        if not self.anthropic and not path.endswith("/responses"):
            return self.reply({"error": {"message": "no such path", "type": "not_found_error"}}, 404)
        tools = self.tools(body)
        turn = SCRIPT.next() if tools else {"text": "ok"}
        SCRIPT.log.append({"path": path, "turn": turn, "model": body.get("model"), "text": json.dumps(body.get("messages") or body.get("input"))})
        try:
            self.answer(turn, body, tools)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def tools(self, body):
        found = {}
        for tool in body.get("tools") or []:
            for one in tool.get("tools") or [tool]:
                schema = one.get("input_schema") if self.anthropic else one.get("parameters")
                found[one.get("name", one.get("type"))] = (schema, one.get("type"))
        return found

    def answer(self, turn, body, tools):
        fault = turn.get("fault") or {}
        if "status" in fault:
            return self.refuse(fault)
        if "cut" in fault and not body.get("stream"):
            return self.reset()
        if "garbage" in fault and not body.get("stream"):
            return self.reply({"half": 1})
        text = turn.get("text", "one two three four five six" if fault else "")
        made = self.message if self.anthropic else self.response
        whole, pieces = made(body.get("model", "scripted"), text, calls(turn, tools))
        if not body.get("stream"):
            return self.reply(whole)
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        if "silent" in fault:
            self.wfile.flush()
            time.sleep(fault["silent"])
            return self.reset()
        for place, piece in enumerate(pieces):
            if place == fault.get("cut"):
                return self.reset()
            if place == fault.get("garbage"):
                self.chunk(piece[: len(piece) // 2] + "\n\n")
                break
            self.chunk(piece)
            time.sleep(turn.get("slow", 0))
        self.wfile.write(b"0\r\n\r\n")

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def refuse(self, fault):
        error = {"type": fault.get("type", "api_error"), "message": fault.get("message", "no")}
        if self.anthropic:
            return self.reply({"type": "error", "error": error}, fault["status"], fault.get("headers", {}))
        status = 503 if fault["status"] == 529 else fault["status"]
        error.update({"code": fault.get("code"), **fault.get("extra", {})})
        self.reply({"error": error}, status, fault.get("headers", {}))

    def chat(self, turn, body):
        SCRIPT.log.append({"path": "chat", "turn": turn, "model": body.get("model"), "text": json.dumps(body["messages"])})
        if "fault" in turn:
            return self.refuse(turn["fault"])
        message = {"role": "assistant", "content": turn["text"]}
        usage = {"prompt_tokens": 1300, "completion_tokens": 40, "total_tokens": 1340}
        self.reply({"id": self.name("chat"), "object": "chat.completion", "created": 1, "model": body.get("model"),
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage})

    def name(self, prefix):
        return "%s_%06d" % (prefix, next(self.names))

    # Anthropic

    def message(self, model, text, made):
        blocks = [{"type": "text", "text": text}] if text else []
        blocks += [{"type": "tool_use", "id": self.name("toolu"), "name": n, "input": i} for n, i, _ in made]
        usage = {"input_tokens": 1000, "cache_creation_input_tokens": 20, "cache_read_input_tokens": 300,
                 "output_tokens": 40}
        stop = "tool_use" if made else "end_turn"
        whole = {"id": self.name("msg"), "type": "message", "role": "assistant", "model": model, "content": blocks,
                 "stop_reason": stop, "stop_sequence": None, "usage": usage}

        def event(kind, **more):
            return "event: %s\ndata: %s\n\n" % (kind, json.dumps({"type": kind, **more}))

        start = {**whole, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
        pieces = [event("message_start", message=start)]
        for index, block in enumerate(blocks):
            if block["type"] == "text":
                begun = {"type": "text", "text": ""}
                deltas = [{"type": "text_delta", "text": w} for w in re.findall(r"\s*\S+", text)]
            else:
                begun = {**block, "input": {}}
                deltas = [{"type": "input_json_delta", "partial_json": json.dumps(block["input"])}]
            pieces.append(event("content_block_start", index=index, content_block=begun))
            pieces += [event("content_block_delta", index=index, delta=d) for d in deltas]
            pieces.append(event("content_block_stop", index=index))
        pieces.append(event("message_delta", delta={"stop_reason": stop, "stop_sequence": None}, usage=usage))
        return whole, pieces + [event("message_stop")]

    # OpenAI

    def response(self, model, text, made):
        items = []
        if text:
            content = [{"type": "output_text", "text": text, "annotations": []}]
            items.append({"id": self.name("msg"), "type": "message", "status": "completed", "role": "assistant",
                          "content": content})
        for name, given, raw in made:
            space, name = name if isinstance(name, tuple) else (None, name)
            kind = {"type": "custom_tool_call", "input": raw} if raw is not None else {
                "type": "function_call", "arguments": json.dumps(given)}
            items.append({"id": self.name("call"), "call_id": self.name("call"), "status": "completed", "name": name,
                          **({"namespace": space} if space else {}), **kind})
        base = {"id": self.name("resp"), "object": "response", "created_at": 1, "status": "in_progress",
                "model": model, "output": []}
        usage = {"input_tokens": 1300, "input_tokens_details": {"cached_tokens": 300}, "output_tokens": 40,
                 "output_tokens_details": {"reasoning_tokens": 7}, "total_tokens": 1340}
        whole = {**base, "status": "completed", "output": items, "usage": usage}
        count = itertools.count()

        def event(kind, **more):
            value = {"type": kind, "sequence_number": next(count), **more}
            return "event: %s\ndata: %s\n\n" % (kind, json.dumps(value))

        pieces = [event("response.created", response=base)]
        for index, item in enumerate(items):
            begun = {**item, "status": "in_progress"}
            if item["type"] == "message":
                begun["content"] = []
            pieces.append(event("response.output_item.added", output_index=index, item=begun))
            if item["type"] == "message":
                pieces += [event("response.output_text.delta", item_id=item["id"], output_index=index, content_index=0,
                                 delta=word) for word in re.findall(r"\s*\S+", text)]
            pieces.append(event("response.output_item.done", output_index=index, item=item))
        return whole, pieces + [event("response.completed", response=whole)]


class Server(ThreadingHTTPServer):
    def handle_error(self, request, address):
        pass  # a client that was killed


def main():
    global SCRIPT
    SCRIPT = Script(json.loads(sys.argv[2]))
    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with open(sys.argv[1] + ".new", "w") as file:
        file.write(str(server.server_port))
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    server.serve_forever()


if __name__ == "__main__":
    main()

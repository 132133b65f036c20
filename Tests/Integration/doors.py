"""Speaks the attach protocol (Sources/Formats/Attach.md) to an engine's socket, as a screen does."""
import json
import os
import socket
import struct


class Door:
    def __init__(self, path):
        self.socket, self.number, self.rest = socket.socket(socket.AF_UNIX), 0, b""
        here = os.getcwd()
        os.chdir(os.path.dirname(path))  # a socket's path may be longer than its address has room for
        self.socket.connect(os.path.basename(path))
        os.chdir(here)
        self.send({"hello": {"_0": {"attach": 1, "version": "test", "author": "screen"}}})
        self.read()

    def send(self, message):
        content = json.dumps(message).encode()
        self.socket.sendall(struct.pack("<IB", len(content), 1) + content)

    def read(self):
        """The next frame: its kind and content."""
        length, kind = struct.unpack("<IB", self.take(5))
        content = self.take(length)
        return json.loads(content) if kind == 1 else content

    def take(self, count):
        while len(self.rest) < count:
            data = self.socket.recv(1 << 20)
            if not data:
                raise EOFError("the engine went away")
            self.rest += data
        data, self.rest = self.rest[:count], self.rest[count:]
        return data

    def ask(self, query):
        self.number += 1
        self.send({"ask": {"id": self.number, "query": query}})
        return self.answer("answer")

    def perform(self, command):
        self.number += 1
        self.send({"perform": {"id": self.number, "command": command}})
        return self.answer("reply")

    def answer(self, name):
        while True:
            frame = self.read()
            if isinstance(frame, dict) and (name in frame or "failed" in frame):
                assert name in frame, frame
                return next(iter(frame[name][name].values())).get("_0")

    def create(self, home, title, arguments):
        """Makes a task of the service `command` and asks for its start."""
        draft = {"title": title, "prompt": "", "workspace": home.repository, "service": "command", "arguments": arguments,
                 "after": [], "priority": 0, "tags": [], "race": [], "environment": {"PATH": os.environ["PATH"]}}
        return self.perform({"createTask": {"draft": draft, "start": True}})

    def log(self, run, offset, limit):
        """Bytes of a run's output; a negative offset counts from the end."""
        self.number += 1
        request = {"run": run, "offset": offset, "limit": limit, "follow": False}
        self.send({"log": {"id": self.number, "request": request}})
        found = b""
        while True:
            frame = self.read()
            if isinstance(frame, bytes):
                found += frame[17:]
            elif "ended" in frame or "failed" in frame:
                assert "ended" in frame, frame
                return found

    def search(self, run, service, text):
        """How many lines have it, a stretch at a time to the end."""
        position, lines = 0, 0
        while position is not None:
            hits = self.ask({"searchLog": {"_0": {
                "run": run, "service": service, "what": {"text": {"_0": text}}, "from": position, "span": 64 << 20}}})
            lines, position = lines + len(hits["offsets"]), hits.get("next")
        return lines

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

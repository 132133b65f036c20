#!/usr/bin/env python3
"""An agent that speaks Claude Code's stream-json, for the desk: of each line of its prompt it does what the first word says.

    ask QUESTION | CHOICE | CHOICE    a question with choices      anything else is repeated
"""
import json
import sys
import uuid


def send(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def say(text):
    send(type="assistant", session_id=session, parent_tool_use_id=None,
         message={"id": uuid.uuid4().hex, "role": "assistant", "content": [{"type": "text", "text": text}]})


def ask(line):
    question, *choices = [part.strip() for part in line.split("|")]
    asked = {"question": question, "header": "Choice", "multiSelect": False,
             "options": [{"label": choice, "description": choice} for choice in choices]}
    request = uuid.uuid4().hex
    send(type="control_request", request_id=request,
         request={"subtype": "can_use_tool", "tool_name": "AskUserQuestion", "tool_use_id": request[:8],
                  "input": {"questions": [asked]}})
    for answer in map(json.loads, iter(sys.stdin.readline, "")):
        found = answer.get("response") or {}
        if answer.get("type") == "control_response" and found.get("request_id") == request:
            given = found.get("response") or {}
            answers = (given.get("updatedInput") or {}).get("answers") or {}
            return say("the answer is " + (answers.get(question) or given.get("message", "no answer")))


def turn(text):
    send(type="system", subtype="init", session_id=session, cwd=".", model="plain", permissionMode="default",
         claude_code_version="1.0.0", tools=[])
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "ask":
            ask(rest)
        else:
            say(line)
    send(type="result", subtype="success", is_error=False, session_id=session, num_turns=1, duration_ms=1, result="done",
         usage={"input_tokens": 1, "output_tokens": 1}, total_cost_usd=0.0)


def words(message):
    content = message["message"]["content"]
    return content if isinstance(content, str) else "\n".join(block.get("text", "") for block in content)


session = str(uuid.uuid4())
if "--version" in sys.argv:
    print("1.0.0 (Claude Code)")
else:
    for line in iter(sys.stdin.readline, ""):
        message = json.loads(line)
        if message.get("type") == "user":
            turn(words(message))
        elif message.get("type") == "control_request":
            send(type="control_response", response={"subtype": "success", "request_id": message["request_id"], "response": {}})

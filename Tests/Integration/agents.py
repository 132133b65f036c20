#!/usr/bin/env python3
"""Real agents with a scripted model: agents.py BIN-FOLDER [talk|tasks|more|sessions|money|edges|faults|modes] (made and run
by scripts/test-agents). First the conversations alone, then whole tasks through drover, then several agents at one."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import agent_lab
import agents_edges
import agents_faults
import agents_modes
import agents_money
import agents_more
import agents_sessions
import agents_talk
import agents_tasks

try:
    agent_lab.install()
    binaries, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:] or ["talk", "tasks", "more", "sessions", "money", "edges", "faults", "modes"]
    agents_tasks.program = os.path.join(binaries, "drover")
    if "talk" in wanted:
        agents_talk.run(binaries)
    if "tasks" in wanted:
        agents_tasks.run(binaries)
    if "more" in wanted:
        agents_more.run()
    if "sessions" in wanted:
        agents_sessions.run()
    if "money" in wanted:
        agents_money.run()
    if "edges" in wanted:
        agents_edges.run()
    # Most of both is waiting.
    late = [run for name, run in (("faults", agents_faults.run), ("modes", agents_modes.run)) if name in wanted]
    if late:
        agent_lab.beside(*late)
finally:
    agent_lab.clean()
print("%d passed, %d failed" % (agent_lab.passed, agent_lab.failed))
sys.exit(1 if agent_lab.failed else 0)

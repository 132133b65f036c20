#!/usr/bin/env python3
"""Real agents with a scripted model: agents.py BIN-FOLDER (made and run by scripts/test-agents). First the conversations
alone, then whole tasks through drover."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import agent_lab
import agents_talk
import agents_tasks

try:
    agent_lab.install()
    agents_talk.run(os.path.abspath(sys.argv[1]))
    agents_tasks.run(os.path.abspath(sys.argv[1]))
finally:
    agent_lab.clean()
print("%d passed, %d failed" % (agent_lab.passed, agent_lab.failed))
sys.exit(1 if agent_lab.failed else 0)

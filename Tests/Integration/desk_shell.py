"""The desk beside a shell: who presses Ctrl-Z gets the shell, and nothing that runs waits for `fg`."""
import json
import re

from desk_lab import drover


def pid(desk):
    return json.loads(desk.verb("status", "--json"))["pid"]


def line(screen):
    """The newest line that a card shows."""
    return max(map(int, re.findall(r"line (\d+)", screen)), default=0)


def stepping_aside(desk):
    columns, rows = desk.size
    words = ["new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(desk.repository), "bash --norc -i"]
    desk.until(lambda: desk.begins(words), "no terminal opens")
    desk.type(drover)
    desk.press("Enter")
    desk.see("1 Board")
    desk.add("counts", "for i in $(seq 900); do echo line $i; sleep 0.1; done", "--start")
    desk.see("line ")
    desk.tmux("new-window", "-d", "-n", "other", "-c", str(desk.repository), f"{drover} 2>{desk.top}/errors")
    other = lambda: desk.tmux("capture-pane", "-p", "-t", "other", check=False)
    desk.until(lambda: line(other()) > 0, "the other screen shows no line")
    before = pid(desk)
    desk.press("C-z")
    desk.see("Stopped")
    assert pid(desk) != before, "the engine stopped with its screen"
    reached = line(other())
    desk.until(lambda: line(other()) > reached + 5, f"the other screen stands still\n{other()}")
    desk.type("clear; fg")
    desk.press("Enter")
    desk.see("1 Board", "line ")
    reached = line(desk.screen())
    desk.until(lambda: line(desk.screen()) > reached + 5, "it shows nothing new after fg")
    desk.press("C-z")  # on another's engine: only the screen is stopped
    desk.see("Stopped")
    desk.type("clear; fg")
    desk.press("Enter")
    desk.see("1 Board")
    desk.verb("task", "cancel", "T1")
    desk.state("T1", "failed")
    desk.press("q")
    desk.see("bash-", gone=["1 Board"])


proofs = [stepping_aside]

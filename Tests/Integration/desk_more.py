"""More of the desk: the mouse, other hands, answers, and every key that the first proofs do not press."""
import json
import os
import re
import subprocess

from desk_lab import edits


def the_mouse_moves_cards(desk):
    desk.add("edits", edits)
    desk.add("sleeps", "sleep 60")
    desk.open()
    desk.see("T1", "T2")
    desk.drag("T2", "Run")
    desk.see("started T2")
    desk.state("T2", "running")
    desk.drag("T1", "Run")
    desk.state("T1", "review")
    desk.see("Review 1")
    desk.drag("T2", "Fail")
    desk.state("T2", "failed")
    desk.see("Failed 1")
    desk.drag("T1", "Done")
    desk.see("Merge T1?")
    desk.press("Y")
    desk.see("merged T1")
    desk.state("T1", "done")
    desk.drag("T1", "Todo")
    desk.see("T1 is done")
    column, row = desk.find("3 Services")
    desk.mouse(column, row)
    desk.see("acp", "missing")


def another_takes_over(desk):
    desk.program("claude", "asking_agent.py")
    desk.add("a command", "true")
    desk.ask("talk", "say hello")
    desk.state("T2", "review")
    desk.open()
    desk.see("a command")
    desk.press("S")
    desk.see("T1 has no agent's work to take over")
    desk.press("l", "l", "S")
    desk.see("Who takes T2 over?", "claude")
    desk.press("Escape")
    desk.see("talk", gone=["Who takes"])
    desk.press("S", "1")
    desk.see("What claude is told about T2")
    desk.press("Escape")
    desk.see("nothing was sent to claude")
    desk.press("S")
    desk.see("Who takes T2 over?")
    desk.press("1")
    desk.see("What claude is told about T2")
    desk.press("Enter")
    desk.see("T2 goes on with claude")
    desk.until(lambda: len(desk.task("T2")["runs"]) == 2, "claude has not begun")
    desk.state("T2", "review")
    assert desk.task("T2")["service"] == "claude"


def questions_are_answered(desk):
    desk.program("claude", "asking_agent.py")
    for number in (1, 2):
        desk.verb("task", "add", "--service", "claude", "--title", f"choice {number}", "--prompt",
                  "ask Which colour? | red | blue", "--start")
    desk.until(lambda: len(json.loads(desk.verb("inbox", "list", "--json"))) == 2, "nothing was asked")
    desk.open()
    desk.see("i Inbox (2)")
    desk.press("i")
    desk.see("Which colour?", "1 red", "2 blue")
    desk.press("a")
    desk.see("a question wants words")
    desk.press("Enter")
    desk.type("2")
    desk.see(": 2")
    desk.press("Enter")
    desk.see("answered: A", "Waits for you 1")
    desk.press("r")
    desk.type("green, if there is any")
    desk.press("Enter")
    desk.see("Nothing waits for you")
    for task in ("T1", "T2"):
        desk.state(task, "review")
    said = "".join(desk.verb("task", "logs", task) for task in ("T1", "T2"))
    assert "the answer is blue" in said and "the answer is green, if there is any" in said, said


def many_are_answered_at_once(desk):
    for name in ("one", "two", "three", "four"):
        desk.ask(name, f"run touch {name}.txt")
    desk.until(lambda: len(json.loads(desk.verb("inbox", "list", "--json"))) == 4, "not all of them asked")
    desk.open()
    desk.press("i")
    desk.see("Waits for you 4")
    desk.press("y")
    desk.see("copied: what A")
    desk.press("j", "k", "G", "g", "C-d", "C-u", "Space", "Space")
    desk.see("2 marked")
    desk.press("a")
    desk.see("Allow 2 requests once?")
    desk.press("n")
    desk.see("2 marked", "Waits for you 4", gone=["Allow 2"])
    desk.press("a", "Y")
    desk.see("allowed: 2 requests", "Waits for you 2")
    desk.press("*")
    desk.see("2 marked")
    desk.press("w")
    desk.type("not now")
    desk.press("Enter")
    desk.see("denied: 2 requests", "Nothing waits for you")
    given = [(ask["answer"], ask["text"]) for ask in json.loads(desk.verb("inbox", "list", "--all", "--json"))]
    assert sorted(answer for answer, _ in given) == ["allow", "allow", "deny", "deny"], given
    assert [text for _, text in given].count("not now") == 2, given


def comments_go_to_the_agent(desk):
    desk.ask("work", "run echo more >> README.md")
    asks = lambda: json.loads(desk.verb("inbox", "list", "--json"))
    desk.until(asks, "it did not ask")
    desk.verb("inbox", "answer", asks()[0]["id"], "allow")
    desk.state("T1", "review")
    desk.open()
    desk.press("l", "l", "d")
    desk.see("viewed 0/1", "README.md")
    desk.press("Enter", "G", "k", "j", "c")
    desk.see("Comment on README.md")
    desk.type("say why there is more")
    desk.press("Enter")
    desk.see("say why there is more", gone=["Comment on"])
    desk.press("S")
    desk.see("Continue T1 with", "say why there is more")
    desk.press("Escape")
    desk.see("viewed 0/1", gone=["Continue T1 with"])
    desk.press("S")
    desk.see("Continue T1 with")
    desk.press("Enter")
    desk.see("the agent of T1 goes on with it")
    desk.until(lambda: len(desk.task("T1")["runs"]) == 2, "it does not go on")
    desk.state("T1", "review")
    assert "why there is more" in desk.verb("task", "logs", "T1")


def killed(desk):
    """As a crash: kill -9, and the terminal with it."""
    pane = desk.tmux("list-panes", "-F", "#{pane_pid}").strip()
    found = subprocess.run(["pgrep", "-P", pane, "-x", "drover"], capture_output=True, text=True).stdout.split()
    for pid in found or [pane]:
        os.kill(int(pid), 9)
    desk.tmux("kill-server", check=False)


def everything_comes_back(desk):
    for name in ("apples", "pears", "plums"):
        desk.add(name, "true")
    desk.open()
    desk.see("apples", "pears", "plums")
    desk.press("l", "f", "h", "/")
    desk.type("p")
    desk.press("Enter")
    desk.see("filter: p")
    desk.press("j", "z")
    desk.see("filter: p", gone=["Done 0"])
    desk.press("n")
    desk.type("half a prompt")
    desk.see("half a prompt")
    desk.kept("half a prompt", '"zoom":"1"')
    killed(desk)
    desk.open()
    desk.see("filter: p", "pears", gone=["Done 0"])
    desk.press("n")
    desk.see("as you left it", "half a prompt")
    desk.press("Escape", "5")
    desk.see("Enter send")
    desk.type("half a question")
    desk.kept("half a question", '"view":"chat"')
    killed(desk)
    desk.open()
    desk.see("half a question")
    desk.press("Escape", "3")
    desk.see("acp")
    desk.press("/")
    desk.type("acp")
    desk.press("Enter")
    desk.see("filter: acp")
    desk.press("q", "q", "q")
    desk.quits()
    desk.open()
    desk.press("3")
    desk.see("filter: acp")
    desk.press("5")
    desk.see("half a question")


def folds_come_back(desk):
    """A folded column, a folded file, a viewed mark and an unfolded result outlive a kill and a quit."""
    desk.add("changes", "for n in $(seq 60); do echo line $n; done; " + edits, "--start")
    desk.state("T1", "review")
    desk.open()
    desk.see("changes")
    for _ in range(4):
        desk.press("l")
    desk.press("f", "h", "h")
    desk.press("d")
    desk.see("Cart.swift", "viewed 0/")
    desk.press("Tab", "f")
    desk.see("\u25b8 ")
    desk.press("Space")
    desk.see("viewed 1/")
    desk.kept('"folded":"failed"', '"folded":"New/made.txt"')
    killed(desk)
    for end in (lambda: killed(desk), lambda: (desk.press("q"), desk.quits()), lambda: None):
        desk.open()
        desk.press("6")
        desk.see("viewed 1/", "\u25b8 ")
        desk.press("1")
        shown = desk.see("changes")
        assert "Failed" not in shown and "Fail 0" not in shown, shown
        end()


def kept_filters_and_plans(desk):
    (desk.repository / "PLAN.md").write_text(
        "# Plan\n\n1. Draw the plans\n2. Build the walls\n   - Buy bricks\n   - Buy mortar\n\nLater:\n\n- Paint it\n- [x] Move in\n")
    desk.open()
    desk.press(":")
    desk.type("import PLAN.md")
    desk.press("Enter")
    desk.see("made 5 tasks of PLAN.md", "Todo 5")
    walls = next(task for task in json.loads(desk.verb("task", "list", "--json")) if task["title"] == "Build the walls")
    before = [desk.task(name)["title"] for name in walls["after"]]
    assert sorted(before) == ["Buy bricks", "Buy mortar"], walls
    desk.press("u")
    desk.see("undone: made 5 tasks", "Todo 0")
    said = desk.verb("task", "import", str(desk.repository / "PLAN.md"), "--tag", "house")
    assert "Buy bricks, after" in said and "Paint it\n" in said + "\n", said
    desk.see("Todo 5")
    desk.press("F")
    desk.see("no filter is kept yet")
    desk.press("/")
    desk.type("buy")
    desk.press("Enter")
    desk.see("filter: buy", "Todo 2/5")
    desk.press("F")
    desk.see("keep buy")
    desk.press("s")
    desk.see("kept; 1 takes it again")
    desk.press("Escape")
    desk.see("Todo 5", gone=["filter: buy"])
    desk.kept('"kept":"buy"')
    killed(desk)
    desk.open()
    desk.see("Todo 5")
    desk.press("F")
    desk.see("1  buy")
    desk.press("1")
    desk.see("filter: buy", "Todo 2/5")
    desk.press("F", "d")
    desk.see("is kept no more")


def colours_of_ones_own(desk):
    folder = desk.top / ".config" / "drover"
    folder.mkdir(parents=True)
    paint = lambda colour: (folder / "drover.json").write_text('{"ui": {"colours": {"blue": "%s"}}}' % colour)
    looks = lambda: desk.tmux("capture-pane", "-e", "-p", check=False)
    paint("#ff0000")
    desk.open()
    desk.until(lambda: "38;5;196m" in looks(), "it is not red")
    paint("#00ff00")
    desk.until(lambda: "38;5;46m" in looks() and "38;5;196m" not in looks(), "it is not green")
    paint("green")
    desk.see("which is no colour")
    desk.until(lambda: "38;5;46m" in looks(), "what held does not go on")


def the_palette_finds_all(desk):
    desk.verb("session", "new", "about the weather", "--service", "acp")
    desk.add("a cart", "true")
    desk.open()
    desk.see("a cart")
    desk.press("C-p")
    desk.type("weather")
    desk.see("S1 about the weather")
    desk.press("Enter")
    desk.see("S1 acp", "Enter send")
    desk.press("Escape", "C-p")
    desk.type("acp (service")
    desk.see("acp  (service)")
    desk.press("Enter")
    desk.until(lambda: desk.view() == "services", "the services are not in front")


def every_undo(desk):
    desk.open()
    desk.press("n")
    desk.type("one to be taken back")
    desk.press("Enter")
    desk.see("made T1")
    desk.press("u")
    desk.see("undone: made T1")
    assert desk.task("T1")["trashed"]
    desk.add("two", "sleep 60")
    desk.see("T2")
    desk.press("K")
    desk.see("T2 has priority 1")
    desk.press("J", "u", "u")
    desk.see("undone: edited T2")
    desk.until(lambda: desk.task("T2")["priority"] == 0, "the priority stayed")
    desk.press("s")
    desk.see("started T2")
    desk.state("T2", "running")
    desk.press("u")
    desk.see("undone: started T2")
    desk.state("T2", "failed")
    desk.press("r")  # the selection goes where the card goes
    desk.state("T2", "running")
    desk.see("Failed 0")
    desk.press("x")
    desk.see("cancelled T2")
    desk.state("T2", "failed")
    desk.press("u")
    desk.see("undone: cancelled T2")
    desk.state("T2", "running")
    desk.press("Escape", "u", "u", "u", "u")
    desk.see("nothing to undo")


def chat_goes_back(desk):
    desk.open()
    desk.press("5")
    desk.see("Enter send")
    desk.type("say the first answer")
    desk.press("Enter")
    talk = lambda: json.loads(desk.verb("session", "list", "--json"))[0]
    idle = lambda: talk()["state"] == "idle" and talk()["turns"]
    desk.until(lambda: re.search("(?<!say )the first answer", desk.screen()) and idle(), "no answer came")
    desk.press("Up")
    desk.type(" again")
    desk.press("Enter")
    desk.until(lambda: re.search("(?<!say )the first answer again", desk.screen()) and idle(), "it was not sent again")
    assert talk()["turns"] == 2
    desk.type("wait 50")
    desk.press("Enter")
    desk.until(lambda: talk()["state"] == "running", "nothing runs")
    desk.press("Escape", "x")
    desk.see("stopped")
    desk.until(idle, "it still answers")
    desk.press("k", "j", "C-d", "C-u", "o", "o", "+")
    desk.see("S2")
    desk.type("say one word")
    desk.press("Enter")
    desk.until(lambda: re.search("(?<!say )one word", desk.screen()), "no answer came")
    desk.press("Escape", "J")
    desk.see("the first answer")


def keys_of_the_board(desk):
    for number in range(8):
        desk.add(f"card {number}", "true")
    desk.open()
    desk.see("T8", "T1" if desk.size[1] > 30 else "T7")
    desk.press("Down", "Up", "j", "k", "C-d", "C-u", "Right", "Left", "c")
    desk.see("takes no prompt")
    desk.press("S-Right")
    desk.see("started T8")
    desk.state("T8", "review")
    desk.see("Review 1")
    desk.press("S-Left")
    desk.until(lambda: len(desk.task("T8")["runs"]) == 2, "to Running means another attempt")
    desk.press("M")
    desk.see("the mouse is the terminal's")
    desk.press("M", "o")
    desk.see("1 Board", "T7")


def keys_of_the_review(desk):
    desk.add("reworked", edits, "--verify", "echo looked at it")
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    desk.open()
    desk.press("l", "l", "d")
    desk.see("viewed 0/3", "New")
    desk.press("g", "Enter")
    desk.see("▸ New/")
    desk.press("Enter", "h", "l", "Right", "Left", "Down", "Up", "G", "g", "C-d", "C-u", "/")
    desk.type("value")
    desk.press("Enter")
    desk.see("lines match")
    desk.press("n", "N", "l", "h", "<")
    desk.see("An agent runs as you")
    desk.press("<")
    desk.see("looked at it")
    desk.press(">", ">", "o")
    desk.see("6 Review", "viewed 0/3")
    desk.press("m", "Escape", "Escape", "Escape", "Escape")
    desk.see("1 Board", "reworked")


def keys_of_logs_services_metrics(desk):
    desk.add("talks", "for n in 1 2 3 4 5 6 7 8 9; do echo line $n of a talk; done; echo oh no >&2; sleep 60")
    desk.add("goes on", "echo another run; sleep 60")
    for task, said in (("T1", "line 9"), ("T2", "another run")):  # a card stands where the last thing happened to it
        desk.verb("task", "start", task)
        desk.state(task, "running")
        desk.until(lambda: desk.task(task)["runs"] and said in desk.verb("task", "logs", task), f"{task} says nothing")
    desk.open()
    desk.press("l", "G", "L")
    desk.see("line 9 of a talk")
    desk.press("/")
    desk.type("line")
    desk.press("Enter")
    desk.see("line 9")
    desk.press("n", "N", "e", "E", "F", "v", "v", "v", "Enter", "Enter", "t", "t", "w", "w", "Left", "Right", "k", "j",
               "g", "G", "C-d", "C-u", "NPage", "PPage", "<", ">", "y")
    desk.see("copied")
    desk.press("a")
    desk.see("another run")
    desk.press("a", "c")
    desk.see("1 Board", "talks")
    desk.press("2", "p")
    desk.see("Logs")
    desk.press("q", "q")
    desk.press("3")
    desk.see("acp")
    desk.press("j", "k", "l", "h", "g", "G", "y", "w", "Escape", "R", "O")
    desk.press("Escape", "Escape", "4")
    desk.see("Now")
    desk.press("l", "h", "j", "k", ">", "<")
    desk.see("Now")


def a_part_is_kept(desk):
    desk.add("reworked", edits, "--verify", "true")
    desk.verb("task", "start", "T1")
    desk.state("T1", "review")
    desk.open()
    desk.press("l", "l", "d")
    desk.see("viewed 0/3", "made.txt")
    desk.press("a")
    desk.see("3 of 3 staged", "☑ staged")
    desk.press("a")
    desk.see("viewed 0/3", gone=["of 3 staged"])
    desk.press("u")
    desk.see("nothing is trimmed off T1")
    desk.press("Tab", "j", "s")
    desk.see("1 of 3 staged", "☑ staged @@", "☐ @@")
    desk.verb("task", "stage", "T1", "--file", "README.md")  # what a shell stages is seen at once
    desk.see("2 of 3 staged")
    desk.verb("task", "unstage", "T1", "--file", "README.md")
    desk.see("1 of 3 staged")
    desk.press("q", "q")
    desk.quits()
    desk.open()
    desk.press("6")
    desk.see("1 of 3 staged")
    desk.press("m")
    desk.see("1 of 3 hunks of T1 staged", "the other 2 leave")
    desk.press("Enter")  # the default is neither
    desk.see("1 of 3 staged", gone=["hunks of T1 staged"])
    desk.press("m", "K")
    desk.see("1 of 1 staged", "made.txt", gone=["README.md"])
    desk.press("u")
    desk.see("1 of 3 staged", "README.md")
    desk.press("m", "K")
    desk.see("1 of 1 staged", gone=["README.md"])
    desk.state("T1", "review")
    desk.press("m")
    desk.see("Merge T1?")
    desk.press("Y")
    desk.state("T1", "done")
    assert (desk.repository / "New" / "made.txt").exists()
    assert (desk.repository / "README.md").read_text() == "# Shop\n"
    assert len(desk.task("T1")["runs"]) == 4


proofs = [
    everything_comes_back, folds_come_back, kept_filters_and_plans, the_palette_finds_all, colours_of_ones_own,
    the_mouse_moves_cards, another_takes_over, questions_are_answered, many_are_answered_at_once,
    comments_go_to_the_agent, a_part_is_kept, every_undo, chat_goes_back, keys_of_the_board, keys_of_the_review,
    keys_of_logs_services_metrics,
]

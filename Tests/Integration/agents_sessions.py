"""Conversations with the real agents: where they may write, which files are meant, who answers, and a stop in between."""
import os
import subprocess
import time

from agent_lab import Model, beside, check
from agents_tasks import House


def run():
    for agent in ("claude", "codex", "acp"):
        tree(agent)
        place(agent)
    beside(*[lambda a=a, work=work: work(a) for a in ("claude", "codex") for work in (stop, branch, together)], choice)


def writes(agent, name):
    """The scripted turns and the words that make an agent write a file."""
    if agent == "acp":
        return [{"text": "ok"}], "write %s text" % name
    return [{"write": [name, "text\n"]}, {"text": "it is written"}], "write " + name


def waiting(house, wait=30):
    end = time.time() + wait
    while True:
        asks = house.json("inbox", "list")
        if asks or time.time() > end:
            return asks
        time.sleep(0.1)


def conversation(house, session, truth, wait=60):
    end = time.time() + wait
    while True:
        page = house.json("session", "show", session)
        if truth(page) or time.time() > end:
            return page
        time.sleep(0.2)


def tree(agent):
    """It reads; its first wish to write is answered by a worktree, on a person's word."""
    turns, words = writes(agent, "made.txt")
    with Model(*turns) as model:
        house = House(model)
        house.call("session", "new", "talk", "--service", agent)
        before = set(os.listdir(house.folder))
        house.call("session", "send", "talk", words, "--no-wait")
        asks = waiting(house, 15)
        if agent != "acp":
            # The script has spoken of the file once; in the worktree it is to be written.
            model.script(*turns)
        if asks:
            check(agent + ": a wish to write waits, and says what comes of it", asks[0]["givesTree"] and "worktree" in asks[0]["reason"]
                  and asks[0]["session"] == "S1" and set(os.listdir(house.folder)) == before, asks)
            if agent == "acp":
                house.call("session", "send", "talk", words, "--no-wait")
            code, out, err = house.call("inbox", "answer", asks[0]["id"], "allow")
        else:
            code, out, err = house.call("session", "edit", "talk", "--worktree")
            house.call("session", "send", "talk", words, "--no-wait")
        page = conversation(house, "talk", lambda p: p["worktree"] and p["state"] == "idle"
                            and os.path.exists(p["worktree"] + "/made.txt"))
        made = os.path.join(page["worktree"] or "/nowhere", "made.txt")
        check(agent + ": a person's word gives it a worktree, where it goes on", code == 0 and page["branch"] == "session-1"
              and os.path.exists(made) and set(os.listdir(house.folder)) == before, (code, out, err, page, asks))
        shown = subprocess.run(["git", "show", "session-1:made.txt"], cwd=house.folder, capture_output=True, text=True)
        check(agent + ": what it wrote is committed on its branch", shown.stdout.strip() == "text", (shown, page))
        code, out, err = house.call("session", "task", "talk", "--verify", "test -f made.txt")
        task = house.until("T1", lambda t: t["state"] in ("review", "failed"))
        talk = house.json("session", "show", "talk")
        check(agent + ": what it wrote becomes a task for review, and the conversation only reads again", code == 0
              and task["state"] == "review" and task["branch"] == "session-1" and task["title"] == "talk"
              and talk["worktree"] is None and talk["permission"] == "plan", (code, out, err, task, talk))
        code, out, err = house.call("task", "merge", "T1")
        check(agent + ": which is merged as every task is", code == 0 and os.path.exists(house.folder + "/made.txt")
              and not os.path.exists(made), (code, out, err))
        check(agent + ": and it still knows what was said", len({t["run"] for t in page["conversation"]}) >= 2
              and all(e["data"]["resumes"] for e in house.events("turnStarted")[1:]), house.events("turnStarted"))
        house.close()


def place(agent):
    """In place it writes where the person stands; what was there is kept before each turn."""
    turns, words = writes(agent, "made.txt")
    with Model(*turns) as model:
        house = House(model)
        with open(house.folder + "/mine.txt", "w") as file:
            file.write("uncommitted\n")
        code, out, err = house.call("session", "new", "here", "--service", agent, "--in-place")
        code, out, err = house.call("session", "send", "here", words)
        turn = house.json("session", "show", "here")["conversation"][0]
        kept = subprocess.run(["git", "show", "%s:mine.txt" % turn["snapshot"]], cwd=house.folder, capture_output=True, text=True)
        names = subprocess.run(["git", "ls-tree", "--name-only", turn["snapshot"] or "HEAD"], cwd=house.folder, capture_output=True, text=True)
        check(agent + ": in place it writes where the person stands, with a snapshot before it", code == 0
              and os.path.exists(house.folder + "/made.txt") and kept.stdout == "uncommitted\n" and "made.txt" not in names.stdout,
              (code, out, err, turn, kept, names))
        status = subprocess.run(["git", "status", "--porcelain"], cwd=house.folder, capture_output=True, text=True).stdout
        check(agent + ": nothing of the person's is staged or committed", "?? mine.txt" in status and "?? made.txt" in status, status)
        house.close()


def stop(agent):
    """In the middle of an answer, and the next words are answered. Files are named with @."""
    with Model({"text": "word " * 200, "slow": 0.3}, {"text": "second answer"}) as model:
        house = House(model)
        os.mkdir(house.folder + "/src")
        with open(house.folder + "/src/a.txt", "w") as file:
            file.write("here\n")
        house.call("session", "new", "talk", "--service", agent)
        house.call("session", "send", "talk", "tell me about @src/a.txt, and @no.txt", "--no-wait")
        end = time.time() + 30
        while not model.log() and time.time() < end:
            time.sleep(0.1)
        asked = model.log()
        check(agent + ": @ names a file that is there", asked and "- src/a.txt" in asked[0]["text"] and "- no.txt" not in asked[0]["text"], asked)
        time.sleep(1)
        began = time.time()
        code, out, err = house.call("session", "stop", "talk")
        page = conversation(house, "talk", lambda p: p["state"] == "idle", 35)
        check(agent + ": an answer is stopped in the middle", code == 0 and page["conversation"][0]["state"] == "stopped"
              and time.time() - began < 35, (code, out, err, page))
        model.script({"text": "second answer"})
        code, out, err = house.call("session", "send", "talk", "and now?")
        check(agent + ": and the next words are answered", code == 0 and "second answer" in out, (code, out, err))
        house.close()


def choice():
    """Without a name the first healthy one answers, and the reason is kept."""
    with Model({"text": "ok"}) as model:
        house = House(model)
        model.script({"fault": {"status": 401, "type": "authentication_error", "code": "invalid_api_key", "message": "invalid x-api-key"}})
        house.call("service", "test", "claude")
        model.script({"text": "ok"})
        house.call("session", "new", "talk")
        code, out, err = house.call("session", "send", "talk", "hello")
        turn = house.json("session", "show", "talk")["conversation"][0]
        check("a conversation without a name is held by the first healthy one, and why", code == 0 and turn["service"] == "codex"
              and "claude is down" in turn["choice"], (code, out, err, turn))
        house.close()


def branch(agent):
    """A branch knows what was said before it, and neither hears the other from then on."""
    with Model({"text": "noted"}) as model:
        house = House(model)
        house.call("session", "new", "trunk", "--service", agent)
        house.call("session", "send", "trunk", "the word is alpha")
        made = house.call("session", "new", "twig", "--fork", "trunk")
        told = house.call("session", "send", "twig", "the twig says beta")
        heard = model.log()[-1]["text"]
        house.call("session", "send", "trunk", "the trunk says gamma")
        after = model.log()[-1]["text"]
        check(agent + ": a branch knows what was said, and goes its own way", made[0] == told[0] == 0 and "alpha" in heard
              and "beta" in heard and "alpha" in after and "gamma" in after and "beta" not in after, (made, told, heard, after))
        house.close()


def together(agent):
    """Several at once, each with one turn at a time and the next ones queued. Two Codex (0.163) that open their own
    database in one instant may both fall over: that is seen, said, and tried again."""
    for turn in range(3):
        if two_at_once(agent, isLast=turn == 2):
            return


def two_at_once(agent, isLast):
    with Model({"text": "ready"}) as model:
        house = House(model)
        house.call("session", "new", "zero", "--service", agent)
        house.call("session", "send", "zero", "make yourself at home")  # its files of its own stand after that
        model.script({"text": "word " * 200, "slow": 0.5})
        for name in ("one", "two"):
            house.call("session", "new", name, "--service", agent)
            for words in ("first of " + name, "second of " + name):
                house.call("session", "send", name, words, "--no-wait")
        states = [[t["state"] for t in conversation(house, name, lambda p: p["conversation"][0]["state"] == "running")["conversation"]]
                  for name in ("two", "one")]
        check(agent + ": several conversations at once, each with one turn at a time", states == [["running", "queued"]] * 2, states)
        end = time.time() + 30  # who has not asked yet would get the short answer, and be done before the stop
        while not all(any("first of " + name in e["text"] for e in model.log()) for name in ("one", "two")) and time.time() < end:
            time.sleep(0.1)
        model.script({"text": "short"})
        for name in ("one", "two"):
            house.call("session", "stop", name)
        pages = [conversation(house, name, lambda p: p["state"] == "idle") for name in ("one", "two")]
        fell = [t["reason"] for p in pages for t in p["conversation"] if "sqlite state runtime" in (t["reason"] or "")]
        if fell and not isLast:
            print("# %s" % fell[0][:160], flush=True)
            house.close()
            return False
        began = {e["data"]["turn"]: e["seq"] for e in house.events("turnStarted")}
        ended = {e["data"]["turn"]: e["seq"] for e in house.events("turnClosed")}
        check(agent + ": and what was queued comes next", all([t["state"] for t in p["conversation"]] == ["stopped", "done"]
              and ended[p["conversation"][0]["id"]] < began[p["conversation"][1]["id"]] for p in pages), (pages, began, ended))
        house.close()
    return True

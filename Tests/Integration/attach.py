#!/usr/bin/env python3
"""Screens on engines elsewhere, with a real sshd and a network that is cut: scripts/test-attach BIN-FOLDER"""
import json
import os
import select
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from attach_lab import Host, Network, Pty, Terminal, run, until  # noqa: E402

binary = os.path.join(os.path.abspath(sys.argv[1]), "drover")
work = tempfile.mkdtemp(prefix="drover-attach-")
home, repo = f"{work}/home", f"{work}/repo"
path = f"{os.path.dirname(binary)}:/usr/local/bin:/usr/bin:/bin"
plain = {"PATH": path, "HOME": f"{work}/user", "LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor",
         "GIT_CONFIG_GLOBAL": "/dev/null", "XDG_CONFIG_HOME": f"{work}/user/.config"}
there = dict(plain, DROVER_HOME=home)
passed, failed, closing = 0, 0, []


def check(name, truth, shown=""):
    global passed, failed
    print(("ok - " if truth else "not ok - ") + name + ("" if truth else f"\n{shown}"), flush=True)
    passed, failed = passed + bool(truth), failed + (not truth)


def skip(name, why):
    print(f"skipped - {name}: {why}", flush=True)


def drover(*words, wait=60, environment=None):
    done = subprocess.run([binary, *words], cwd=repo, env=environment or there, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=wait)
    return done.returncode, done.stdout, done.stderr


def add(title):
    code, _, problem = drover("task", "add", title)
    assert code == 0, problem


def titles():
    return [task["title"] for task in json.loads(drover("task", "list", "--json")[1])]


def engine():
    return json.loads(drover("status", "--json")[1]).get("pid")


def viewer(host, name):
    """What a person at another machine has: an ssh that reaches the host, a home and a configuration of his own."""
    person = f"{work}/{name}"
    os.makedirs(f"{person}/.config/drover", exist_ok=True)
    open(f"{person}/.config/drover/drover.json", "w").write(json.dumps({"attach": {"bridge": binary}}))
    return dict(plain, PATH=f"{host.folder}/bin:{path}", HOME=person, DROVER_HOME=f"{person}/state",
                XDG_CONFIG_HOME=f"{person}/.config")


def screen(host, name, *more, columns=120, rows=30):
    terminal = Terminal(work, name, [binary, "attach", "fake", *more], viewer(host, name), columns, rows)
    closing.append(terminal)
    return terminal


def bridges():
    return [pid for pid in run("pgrep", "-f", f"{binary} bridge").split()] if subprocess.run(
        ["pgrep", "-f", f"{binary} bridge"], capture_output=True).returncode == 0 else []


def write(terminal, title):
    terminal.keys("n")
    assert terminal.shows("prompt", 20), terminal.screen()
    terminal.type(title)
    terminal.keys("Enter")


def attach_and_work(host):
    add("made before")
    one, other = screen(host, "one"), screen(host, "other")
    check("a screen opens on the engine elsewhere, which was started for it", one.shows("made before", 20), one.screen())
    other.shows("made before", 20)
    write(one, "made through ssh")
    check("what one does the engine does there", until(lambda: "made through ssh" in titles()), titles())
    start = time.monotonic()
    check("and the other screens see it", other.shows("made through ssh", 10), other.screen())
    add("made there")
    check("what is done there all screens see", one.shows("made there") and other.shows("made there"), one.screen())
    one.resize(60, 20)
    check("a resize draws anew", until(lambda: len(one.screen().split("\n")[0]) <= 60 and "drover" in one.screen()),
          one.screen())
    one.resize(120, 30)
    other.keys("q")
    check("a screen that quits leaves the rest alone", until(lambda: other.is_dead) and one.shows("made there"))
    return one


def faults(host, one):
    host.kill_sessions()
    check("a killed sshd session is noticed", one.shows("reconnecting", 3) or one.shows("made there"), one.screen())
    check("and the line comes back", until(lambda: "reconnecting" not in one.screen(), 30), one.screen())
    add("after the kill")
    check("with what happened meanwhile", one.shows("after the kill", 20), one.screen())

    client = next(int(pid) for pid in run("pgrep", "-f", f"{binary} attach fake").split())
    os.kill(client, signal.SIGSTOP)
    start = time.monotonic()
    for number in range(20):
        add(f"while stopped {number}")
    spent = time.monotonic() - start
    check("a suspended client does not slow the engine", spent < 60, spent)
    os.kill(client, signal.SIGCONT)
    check("and sees all of it when it goes on", one.shows("Todo 24", 20), one.screen())

    os.kill(engine(), signal.SIGKILL)
    check("a killed engine is started again", until(lambda: drover("status")[0] == 0, 20))
    add("after the engine")
    check("and the screen goes on with it", one.shows("Todo 25", 20), one.screen())
    code, said, problem = drover("restart")
    check("a restart answers", code == 0, said + problem)
    add("after the restart")
    check("a restart is no end", one.shows("Todo 26", 20), one.screen())

    victim = screen(host, "victim")
    victim.shows("made before", 20)
    before = len(bridges())
    for pid in run("pgrep", "-f", f"{binary} attach fake").split():
        if int(pid) != client:
            os.kill(int(pid), signal.SIGKILL)
    check("a client killed with -9 leaves no bridge behind", until(lambda: len(bridges()) < before, 15), bridges())

    daemon(host, one)
    drover("stop")
    check("a stop is said and is not undone", one.shows("was stopped", 25) and drover("status")[0] == 5, one.screen())
    one.keys("q")
    check("and q leaves", until(lambda: one.is_dead, 20), one.screen())


def program(name):
    """Says where it runs and with what, and waits until somebody has seen it."""
    path = f"{work}/{name}"
    with open(path, "w") as file:
        file.write(f'#!/bin/sh\n[ -t 0 ] || cat >"{path}.read"\necho "{name} is $WHERE in $(basename "$PWD") with $*"\n'
                   'read word </dev/tty\n')
    os.chmod(path, 0o755)
    return path


def programs_there(host):
    """Shells, editors and pagers open on the host; what is copied reaches the viewer's clipboard."""
    run("git", "config", "user.name", "A", cwd=repo, env=plain)
    run("git", "config", "user.email", "a@example.org", cwd=repo, env=plain)
    code, said, problem = drover("run", "--service", "command", "--title", "a file", "--", "sh", "-c",
                                 "echo first >one.txt; echo printed by it")
    task = json.loads(drover("task", "list", "--state", "review", "--json")[1])[0]["id"]
    check("there is work to look at", code == 0, said + problem)
    here = dict(viewer(host, "programs"), EDITOR="/bin/false", PAGER="/bin/false", WHERE="here", SHELL="/bin/sh")
    one = Terminal(work, "programs", [binary, "attach", "fake"], here)
    closing.append(one)
    one.tmux("set", "-s", "set-clipboard", "on")
    check("the screen is there", one.shows("a file", 20), one.screen())
    until(lambda: "Review 1" in one.screen())
    for _ in range(5):
        one.keys("l")
    for _ in range(6):
        if one.shows("\u258c\u25c6", 2):  # the card of the work is chosen
            break
        one.keys("h")
    one.keys("o")
    check("the board makes room", until(lambda: one.screen().strip()[-1:] in ("#", "$") and "1 Board" not in one.screen(), 20),
          one.screen())
    one.type("echo at-$WHERE-$(basename $PWD)")
    one.keys("Enter")
    check("o opens a shell there, in the worktree", one.shows(f"at-there-task-{task[1:]}", 20), one.screen())
    one.type("exit")
    one.keys("Enter")
    check("and its end leads back to the board", one.shows("Review 1", 10), one.screen())
    one.keys("y")
    one.keys("i")
    check("what is copied is the viewer's", until(lambda: one.tmux("show-buffer").strip() == task, 20),
          (one.screen(), one.tmux("show-buffer")))
    one.keys("d")
    one.shows("one.txt", 20)
    one.keys("e")
    check("$EDITOR is the one there, in the worktree", one.shows(f"editor is there in task-{task[1:]} with +1 one.txt", 20),
          one.screen())
    one.keys("Enter")
    one.shows("one.txt", 10)
    one.keys("1")
    one.shows("Review 1", 20)
    one.keys("L")
    one.shows("printed by it", 20)
    one.keys("p")
    check("$PAGER is the one there, with the log", one.shows("pager is there", 20)
          and "printed by it" in open(f"{work}/pager.read").read(), one.screen())
    one.keys("Enter")
    one.shows("printed by it", 10)
    one.keys("q", "q")
    one.close()


def conversation(host):
    """A screen that opens on one conversation, and refusals of those that are not there."""
    person = viewer(host, "talk")
    agents = f"{plain['HOME']}/.config/drover/agents"
    os.makedirs(agents, exist_ok=True)
    with open(f"{work}/parrot", "w") as file:
        file.write('#!/bin/sh\necho "you said: $1"\n')
    os.chmod(f"{work}/parrot", 0o755)
    json.dump({"name": "parrot", "program": f"{work}/parrot", "dialect": "command", "input": "argument",
               "launch": {"plan": ["{prompt}"]}, "resume": []}, open(f"{agents}/parrot.json", "w"))
    drover("stop")
    until(lambda: drover("status")[0] == 5)
    drover("workspace", "trust", "--yes")
    code, said, problem = drover("session", "new", "login", "--service", "parrot")
    drover("session", "send", "login", "where is it?")
    for words in (["attach", "--session", "login"], ["attach", "fake", "--session", "S1"]):
        one = Terminal(work, "talk", [binary, *words], person if "fake" in words else there)
        check(f"{' '.join(words)} opens on it", one.shows("you said: where is it?", 20), (one.screen(), said, problem))
        one.close()
    for words in (["attach", "--session", "nobody"], ["attach", "fake", "--session", "nobody"]):
        done = subprocess.run([binary, *words], env=person if "fake" in words else there, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=40)
        check(f"{' '.join(words)} is refused", done.returncode == 3 and "there is no session nobody" in done.stderr, done)


def refusals(host):
    def sentence(environment):
        done = subprocess.run([binary, "attach", "fake"], env=environment, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=40)
        return done.returncode, done.stderr.strip()

    person = viewer(host, "refused")
    config = f"{person['XDG_CONFIG_HOME']}/drover/drover.json"
    open(config, "w").write('{"attach": {"bridge": "/nowhere/drover"}}')
    code, said = sentence(person)
    check("no drover there is one sentence with what to do", code == 5 and "no drover at /nowhere/drover" in said
          and "attach.bridge" in said, (code, said))
    old = f"{work}/old"
    open(old, "w").write("#!/bin/sh\necho 'drover: there is no verb \"bridge\"' >&2; exit 2\n")
    os.chmod(old, 0o755)
    open(config, "w").write(json.dumps({"attach": {"bridge": old}}))
    code, said = sentence(person)
    check("a drover that is too old is one, too", code == 4 and "too old" in said, (code, said))
    open(old, "w").write("#!/bin/sh\necho 'DROVER-BRIDGE 9 7.0.0'; cat >/dev/null\n")
    code, said = sentence(person)
    check("and one that is too new", code == 4 and "7.0.0" in said and "same version" in said, (code, said))
    for size, fits in ((60_000, True), (70_000, False)):
        noisy = Host(f"{work}/noisy{size}", first=f"head -c {size} /dev/zero | tr '\\\\0' x", home=home)
        noisy.start()
        closing.append(noisy)
        if fits:
            terminal = screen(noisy, f"noisy{size}")
            check("a shell that talks is skipped", terminal.shows("Todo 2", 20), terminal.screen())
        else:
            code, said = sentence(viewer(noisy, f"noisy{size}"))
            check("one that never ends is refused", code == 4 and "64 KiB" in said, (code, said))
    host.stop()
    code, said = sentence(viewer(host, "away"))
    check("a host that is away is said with what to try", code == 5 and "is not reached" in said and "try: ssh fake" in said,
          (code, said))
    host.start()


OLDER = """
import json, os, socket, struct, sys
one = socket.socket(socket.AF_UNIX)
if os.path.exists(sys.argv[1]):
    os.remove(sys.argv[1])
one.bind(sys.argv[1])
one.listen(5)
hello = json.dumps({"hello": {"_0": {"attach": 0, "version": "0.0.1", "author": "engine"}}}).encode()
while True:
    client = one.accept()[0]
    try:
        client.sendall(struct.pack("<IB", len(hello), 1) + hello)
        client.recv(1 << 16)
    except OSError:
        pass  # it only looked whether somebody is here
    client.close()
"""


def older():
    """An engine of an older version than its program: said, and ended by what is said to end it."""
    folder = f"{work}/older"
    os.mkdir(folder, 0o700)
    environment = dict(plain, DROVER_HOME=folder)

    def engine_of_yesterday():
        process = subprocess.Popen([sys.executable, "-c", OLDER, f"{folder}/engine.sock"], stdin=subprocess.DEVNULL)
        until(lambda: subprocess.run([sys.executable, "-c", f"import socket; socket.socket(socket.AF_UNIX).connect('{folder}/engine.sock')"],
                                     capture_output=True).returncode == 0)
        return process

    process = engine_of_yesterday()
    for name, words, where in (("a verb", ["task", "list"], environment), ("a screen", ["attach"], environment)):
        code, _, problem = drover(*words, environment=where)
        check(f"{name} says that the engine is of another version", code in (4, 5) and "0.0.1" in problem
              and "do not fit" in problem and "drover stop" in problem, (code, problem))
    code, said, problem = drover("stop", environment=environment)
    check("and stop ends it all the same", code == 0 and until(lambda: process.poll() is not None, 10), (code, said, problem))
    process = engine_of_yesterday()
    code, said, problem = drover("restart", environment=environment)
    check("and restart puts this program's in its place", code == 0 and process.poll() is not None
          and drover("status", environment=environment)[0] == 0, (code, said, problem))
    drover("stop", environment=environment)


def daemon(host, one):
    """All of sshd goes away, and comes back."""
    host.stop()
    add("while sshd was away")
    check("without sshd the line is shown as lost", one.shows("reconnecting", 20), one.screen())
    one.keys("/")
    host.start()
    check("and comes back with sshd", until(lambda: "reconnecting" not in one.screen(), 40), one.screen())
    one.keys("Escape")
    check("with what happened meanwhile, once", one.shows("Todo 27", 10), one.screen())


ASKER = """#!/usr/bin/env python3
import json, sys


def send(**message):
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


prompt = None
for line in sys.stdin:
    one = json.loads(line)
    method = one.get("method")
    if method == "initialize":
        send(id=one["id"], result={"protocolVersion": 1, "agentInfo": {"name": "asker", "version": "1"}})
    elif method == "session/new":
        send(id=one["id"], result={"sessionId": "s"})
    elif method == "session/prompt":
        prompt = one["id"]
        send(id="q", method="session/request_permission", params={"sessionId": "s", "toolCall": {
            "toolCallId": "c", "title": "rm -r build", "kind": "execute", "rawInput": {"command": "rm -r build"}},
            "options": [{"optionId": "allow", "name": "Allow", "kind": "allow_once"},
                        {"optionId": "deny", "name": "Deny", "kind": "reject_once"}]})
    elif one.get("id") == "q":
        send(id=prompt, result={"stopReason": "end_turn"})
    elif method and "id" in one:
        send(id=one["id"], error={"code": -32601, "message": "no"})
"""


def decide(host):
    """What one screen answers is gone from the others, which see it within a frame or two."""
    asker = f"{work}/asker"
    with open(asker, "w") as file:
        file.write(ASKER)
    os.chmod(asker, 0o755)
    agents = f"{plain['HOME']}/.config/drover/agents"
    os.makedirs(agents, exist_ok=True)
    json.dump({"name": "asker", "program": asker, "dialect": "acp", "input": "acp", "launch": {"edits": []}},
              open(f"{agents}/asker.json", "w"))
    drover("stop")
    until(lambda: drover("status")[0] == 5)
    code, said, problem = drover("task", "add", "may I", "--service", "asker", "--start")
    screens = [screen(host, name) for name in ("asked", "looking")]
    for one in screens:
        one.keys("i")
    check("what an agent asks stands on every screen", all(one.shows("rm -r build", 20) for one in screens),
          (screens[0].screen(), said, problem))
    screens[0].keys("a")
    check("what one answers is answered on all", all(one.shows("Nothing waits", 10) for one in screens),
          screens[0].screen() + screens[1].screen())
    check("and by one alone", until(lambda: len([one for one in json.loads(drover("inbox", "list", "--all", "--json")[1])
                                                 if one.get("answer")]) == 1, 10), drover("inbox", "list", "--all")[1])
    for one in screens:
        one.close()


def cuts():
    network = Network()
    closing.append(network)
    host = Host(f"{work}/far", network=network, port=22, home=home)
    host.start()
    closing.append(host)
    one = screen(host, "far")
    check("a screen opens over the network", one.shows("Todo 1", 20), one.screen())
    network.cut()
    add("three sec")
    time.sleep(3)
    network.heal()
    check("three seconds without network heal by themselves", one.shows("three sec", 20), one.screen())
    network.cut()
    add("fifteen sec")
    start = time.monotonic()
    check("a lost line is shown", one.shows("reconnecting", 14), one.screen())
    noticed = time.monotonic() - start
    write(one, "typed blind")
    check("what is typed meanwhile is kept, and said", one.shows("1 command is kept", 15), one.screen())
    check("nothing reached the engine", "typed blind" not in titles())
    time.sleep(max(0, 15 - (time.monotonic() - start)))
    network.heal()
    healed = time.monotonic()
    check("fifteen seconds are made up for", one.shows("fifteen sec", 30), one.screen())
    back = time.monotonic() - healed
    check("and what was kept is done once",
          until(lambda: "typed blind" in titles()) and titles().count("typed blind") == 1, titles())
    print(f"# noticed after {noticed:.1f} s, back {back:.1f} s after the network")
    one.keys("q")


class Client:
    """A client of the socket itself, so that fifty of them cost nothing but the engine's work."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(f"{home}/engine.sock")
        self.rest, self.seen = b"", []
        self.send({"hello": {"_0": {"attach": 1, "version": "test", "author": "screen"}}})

    def send(self, message):
        content = json.dumps(message).encode()
        self.socket.sendall(struct.pack("<IB", len(content), 1) + content)

    def read(self):
        self.rest += self.socket.recv(1 << 20)
        while len(self.rest) >= 5 and len(self.rest) >= 5 + (size := struct.unpack("<I", self.rest[:4])[0]):
            message = json.loads(self.rest[5:5 + size])
            self.rest = self.rest[5 + size:]
            if "event" in message:
                self.seen.append(message["event"]["event"]["seq"])


def crowd():
    drover("serve", "--detach")
    memory = lambda: int(next(line for line in open(f"/proc/{engine()}/smaps_rollup") if line.startswith("Pss:")).split()[1])
    before = memory()
    clients = [Client() for _ in range(50)]
    for one in clients:
        one.send({"events": {"id": 1, "since": 0}})
    deaf = Client()  # asks for much and reads nothing
    deaf.send({"events": {"id": 1, "since": 0}})
    deaf.socket.setblocking(False)
    asked = 0
    try:
        for number in range(20_000):
            deaf.send({"ask": {"id": number + 2, "query": {"events": {"since": 0, "limit": 1000, "task": None}}}})
            asked += 1
    except BlockingIOError:
        pass
    start = time.monotonic()
    for number in range(100):
        add(f"in a crowd {number}")
    spent = time.monotonic() - start
    newest = json.loads(drover("events", "--json", "--since", "0")[1].strip().split("\n")[-1])["seq"]
    end = time.monotonic() + 30
    while time.monotonic() < end and any(not one.seen or one.seen[-1] < newest for one in clients):
        for one in select.select([one.socket for one in clients], [], [], 1)[0]:
            next(client for client in clients if client.socket is one).read()
    check("fifty clients see every event, in order and once",
          all(one.seen == list(range(1, newest + 1)) for one in clients), [one.seen[-3:] for one in clients])
    after = memory()
    print(f"# 51 clients, {newest} events: engine {before} kB before, {after} kB after; 100 tasks made in {spent:.1f} s; "
          f"the deaf one asked {asked} times")
    check("one that does not read costs the engine little", after - before < 40_000, (before, after))
    for one in clients + [deaf]:
        one.socket.close()
    check("and all are forgotten", drover("stop")[0] == 0 and until(lambda: drover("status")[0] == 5, 10))


def figures(host):
    """A key on an attached screen and through `ssh -t`, beside `less`: all three open at once, one key each in turn."""
    for number in range(60):
        drover("task", "add", f"card {number}")
    text = f"{work}/long.txt"
    open(text, "w").write("".join(f"line {number} " + "x" * 150 + "\n" for number in range(5000)))
    person = viewer(host, "figures")
    ways = {"attach": [binary, "attach", "fake"], "ssh -t": ["ssh", "-t", "fake", f"cd {repo} && exec {binary}"],
            "less": ["ssh", "-t", "fake", f"exec less {text}"]}
    screens = {name: Pty(words, dict(person, SSH_TTY="")) for name, words in ways.items()}
    for name, one in screens.items():
        one.see(b"line" if name == "less" else b"card", 60)
        one.settle(1.0, 20)
    for turn in range(5):  # a machine that is busy with something else for one of them says nothing
        results = {name: [] for name in screens}
        for key in (b"j", b"k") * 20:
            for name, one in screens.items():
                results[name].append(one.key(key, 0.02))
                one.settle(0.1, 0.3)  # what comes later, such as the pane of a card on which one stays
        times = {name: statistics.median(t for t, _ in keys) * 1000 for name, keys in results.items()}
        counts = sorted(count for name in ("attach", "ssh -t") for _, count in results[name])
        most = counts[len(counts) * 19 // 20]  # a toast that goes, or a frame that came late, is no answer to a key
        print(f"# key to last byte over ssh: attached {times['attach']:.2f} ms, ssh -t drover {times['ssh -t']:.2f} ms, "
              f"ssh -t less {times['less']:.2f} ms; bytes a key {statistics.median(counts):.0f}, p95 {most}")
        if times["attach"] <= 2 * times["less"] and times["ssh -t"] <= 2 * times["less"] + 1:
            break
    for one in screens.values():
        one.close()
    check("a key on an attached screen takes at most twice what less needs over ssh", times["attach"] <= 2 * times["less"], times)
    check("and through ssh -t at most a millisecond more", times["ssh -t"] <= 2 * times["less"] + 1, times)
    check("a key is answered with less than 1,200 bytes", 0 < most < 1200, counts)


try:
    os.makedirs(f"{work}/user")
    os.mkdir(repo)
    for words in (["init", "-q", "-b", "main"], ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q",
                                                 "--allow-empty", "-m", "first"]):
        run("git", *words, cwd=repo, env=plain)
    if not os.path.exists("/usr/sbin/sshd"):
        skip("attach", "there is no sshd; scripts/setup --tests installs one")
    else:
        host = Host(f"{work}/host", home=home,
                    sets=f"WHERE=there EDITOR={program('editor')} PAGER={program('pager')} SHELL=/bin/sh")
        host.start()
        closing.append(host)
        drover("serve", "--detach")
        programs_there(host)
        conversation(host)
        decide(host)
        one = attach_and_work(host)
        faults(host, one)
        refusals(host)
        older()
        crowd()
        if os.getuid() == 0 and subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode == 0:
            cuts()
        else:
            skip("a network that is cut", "only root can make one")
        figures(host)
finally:
    for one in reversed(closing):
        (one.stop if isinstance(one, Host) else one.close)()
    subprocess.run([binary, "stop"], env=there, capture_output=True)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if work.encode() in open(f"/proc/{pid}/environ", "rb").read() and int(pid) != os.getpid():
                os.kill(int(pid), signal.SIGKILL)
        except OSError:
            pass
    shutil.rmtree(work, ignore_errors=True)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)

"""What the tests with real agents share: the scripted model, homes of their own, and the two programs."""
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request

here = os.path.dirname(os.path.abspath(__file__))
support = os.path.join(os.path.dirname(here), "Support")
site = sysconfig.get_paths()["purelib"]
work = tempfile.mkdtemp(prefix="drover-agents-", dir="/var/tmp")
programs = os.path.join(work, "programs")
passed = failed = 0


def check(name, truth, shown=""):
    global passed, failed
    print(("ok - " if truth else "not ok - ") + name + ("" if truth else "\n%s" % (shown,)), flush=True)
    passed, failed = passed + bool(truth), failed + (not truth)
    return truth


def install():
    """The programs under the names that people have them by."""
    os.mkdir(programs)
    os.symlink(os.path.join(site, "claude_agent_sdk", "_bundled", "claude"), os.path.join(programs, "claude"))
    os.symlink(os.path.join(site, "codex_cli_bin", "bin", "codex"), os.path.join(programs, "codex"))
    aider = os.path.join(os.path.dirname(os.path.dirname(sys.executable)), "aider", "bin", "aider")
    if os.path.exists(aider):
        os.symlink(aider, os.path.join(programs, "aider"))
    for name, words in [("acp-agent", ""), ("acp-plain", " --no-modes")]:
        path = os.path.join(programs, name)
        with open(path, "w") as file:
            file.write("#!/bin/sh\nexec %s %s%s \"$@\"\n" % (sys.executable, os.path.join(support, "acp_agent.py"), words))
        os.chmod(path, 0o755)


def have(name):
    return os.path.exists(os.path.join(programs, name))


class Model:
    """The scripted model, and a HOME whose agents are sent to it."""

    def __init__(self, *turns):
        self.folder = tempfile.mkdtemp(dir=work)
        ports = os.path.join(self.folder, "port")
        self.process = subprocess.Popen([sys.executable, os.path.join(support, "model_server.py"), ports,
                                         json.dumps(list(turns) or [{"text": "ok"}])])
        while not os.path.exists(ports):
            time.sleep(0.01)
        self.address = "http://127.0.0.1:" + open(ports).read()
        self.home = os.path.join(self.folder, "home")
        os.makedirs(os.path.join(self.home, ".codex"))
        with open(os.path.join(self.home, ".codex", "config.toml"), "w") as file:
            file.write('model = "gpt-5.5"\nmodel_provider = "scripted"\n[model_providers.scripted]\nname = "scripted"\n'
                       'base_url = "%s/v1"\nenv_key = "SCRIPTED_API_KEY"\nwire_api = "responses"\n'
                       'request_max_retries = 1\nstream_max_retries = 1\n' % self.address)
        self.environment = {
            "PATH": programs + ":/usr/local/bin:/usr/bin:/bin", "HOME": self.home, "TERM": "xterm", "LANG": "C.UTF-8",
            "SHELL": "/bin/sh", "ANTHROPIC_BASE_URL": self.address, "ANTHROPIC_API_KEY": "a-key-of-nobody",
            "SCRIPTED_API_KEY": "another", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "CLAUDE_CODE_MAX_RETRIES": "1",
            "ACP_SESSIONS": self.folder}

    def script(self, *turns):
        request = urllib.request.Request(self.address + "/script", json.dumps(list(turns)).encode())
        urllib.request.urlopen(request).read()

    def log(self):
        return json.load(urllib.request.urlopen(self.address + "/log"))

    def repository(self):
        folder = tempfile.mkdtemp(dir=self.folder)
        for words in (["init", "-q", "-b", "main"], ["config", "user.name", "Somebody"],
                      ["config", "user.email", "somebody@example.org"], ["commit", "-q", "--allow-empty", "-m", "first"]):
            subprocess.run(["git", *words], cwd=folder, check=True)
        return folder

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def beside(*works):
    """Several at once, each in a house of its own: most of their time is waiting."""
    with concurrent.futures.ThreadPoolExecutor(len(works)) as pool:
        for found in [pool.submit(work) for work in works]:
            found.result()


def clean():
    shutil.rmtree(work, ignore_errors=True)

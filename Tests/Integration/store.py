#!/usr/bin/env python3
"""Faults of the world, one after the other: store.py BIN. Each must end in a sentence and the right exit code, and what
was acknowledged must be there afterwards. What needs root or a loop device is skipped by name where there is none."""
import ctypes
import errno
import fcntl
import json
import os
import pathlib
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time

bin = pathlib.Path(sys.argv[1]).resolve()
drover, torture = str(bin / "drover"), str(bin / "store-torture")
rounds = 8 if os.environ.get("DROVER_FULL") == "1" else 3
seed = int(os.environ.get("DROVER_SEED", "7"))
chance = random.Random(seed)
top = pathlib.Path(tempfile.mkdtemp(prefix="drover-faults-"))
repository = top / "repository"
nobody = 65534


class Skip(Exception):
    pass


def sh(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise Skip(f"{words[0]}: {done.stderr.strip()}")


def call(home, *words, user=None):
    environment = {"PATH": os.environ["PATH"], "HOME": str(top), "DROVER_HOME": str(home), "TERM": "xterm"}
    return subprocess.run(
        [drover, *words], env=environment, cwd=repository, capture_output=True, text=True, timeout=60, user=user,
        stdin=subprocess.DEVNULL)


def add(home, title, **options):
    return call(home, "task", "add", title, **options)


def says(done, code, *parts):
    text = done.stderr + done.stdout
    assert done.returncode == code, f"exit {done.returncode}, wanted {code}: {text}"
    for part in parts:
        assert part in text, f"{part!r} is not in: {text}"
    if code:
        assert done.stderr.startswith("drover: ") and len(done.stderr.strip().splitlines()) == 2, text
        assert "fault of Drover" not in text, text


def titles(home):
    done = call(home, "task", "list", "--json")
    assert done.returncode == 0, done.stderr
    return {task["title"] for task in json.loads(done.stdout)}


def checked(home, acknowledged):
    done = subprocess.run([torture, "check", str(home), str(acknowledged)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout


def fresh(name):
    home = top / name
    shutil.rmtree(home, ignore_errors=True)
    return home


def killed_writer(home, lines):
    """Writes until so many lines came back, then is killed: the write-ahead log stays behind."""
    writer = subprocess.Popen([torture, "write", str(home)], stdout=subprocess.PIPE)
    last = 0
    for _ in range(lines):
        last = max(last, int(writer.stdout.readline()))
    writer.kill()
    last = max([last] + [int(line) for line in writer.stdout.read().split()])
    writer.wait()
    return last


def power_cut():
    if os.geteuid() != 0:
        raise Skip("needs root")
    for number in range(rounds):
        image, mount = top / "image", top / "mount"
        mount.mkdir(exist_ok=True)
        image.unlink(missing_ok=True)
        sh("truncate", "-s", "64M", str(image))
        sh("mkfs.ext4", "-q", "-F", str(image))
        sh("mount", "-o", "loop,noauto_da_alloc,commit=1", str(image), str(mount))
        try:
            home = mount / "home"
            acks = open(top / "acks", "wb")
            writer = subprocess.Popen([torture, "write", str(home)], stdout=acks, stderr=subprocess.DEVNULL)
            time.sleep(0.3 + chance.random())
            folder = os.open(mount, os.O_RDONLY)
            writer.send_signal(19)  # stopped first: what it acknowledges after the cut was never on this disk
            fcntl.ioctl(folder, 0x8004587D, struct.pack("I", 2))  # EXT4_IOC_SHUTDOWN, without flushing the journal
            os.close(folder)
            writer.kill()
            writer.wait()
            acks.close()
            numbers = [int(line) for line in (top / "acks").read_bytes().split(b"\n")[:-1]]
            assert numbers, "the writer wrote nothing before the cut"
            sh("umount", str(mount))
            sh("mount", "-o", "loop", str(image), str(mount))
            checked(home, max(numbers))
        finally:
            subprocess.run(["umount", str(mount)], stderr=subprocess.DEVNULL)


def full_disk():
    if os.geteuid() != 0:
        raise Skip("needs root")
    mount = top / "small"
    mount.mkdir()
    sh("mount", "-t", "tmpfs", "-o", "size=1m", "none", str(mount))
    try:
        home, kept = mount / "home", set()
        for number in range(200):
            done = add(home, f"{number} " + "x" * 50, )
            if done.returncode:
                break
            kept.add(f"{number} " + "x" * 50)
            if number == 3:
                (mount / "ballast").write_bytes(b"")
                with open(mount / "ballast", "wb", buffering=0) as ballast:
                    try:
                        while True:
                            ballast.write(b"x" * 4096)
                    except OSError:
                        pass
        says(done, 1, "failed to", "disk")
        (mount / "ballast").unlink()
        assert titles(home) == kept, "what was acknowledged is not what is there"
        says(add(home, "after"), 0)
    finally:
        subprocess.run(["umount", str(mount)])


def no_room_for_a_home():
    if os.geteuid() != 0:
        raise Skip("needs root")
    mount = top / "none"
    mount.mkdir()
    sh("mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=2", "none", str(mount))
    try:
        says(add(mount / "home", "one"), 1, "failed to")
    finally:
        subprocess.run(["umount", str(mount)])


def read_only_disk():
    if os.geteuid() != 0:
        raise Skip("needs root")
    mount = top / "fixed"
    mount.mkdir()
    sh("mount", "-t", "tmpfs", "none", str(mount))
    try:
        says(add(mount / "home", "one"), 0)
        sh("mount", "-o", "remount,ro", str(mount))
        says(add(mount / "home", "two"), 1, "failed to", "DROVER_HOME")
        sh("mount", "-o", "remount,rw", str(mount))
        assert titles(mount / "home") == {"one"}
    finally:
        subprocess.run(["umount", str(mount)])


def read_only_file():
    home = fresh("read-only")
    says(add(home, "one"), 0)
    user = None
    if os.geteuid() == 0:
        user = nobody
        top.chmod(0o755)
        for path in [home, *home.rglob("*")]:
            os.chown(path, nobody, nobody)
    (home / "drover.db").chmod(0o400)
    says(add(home, "two", user=user), 1, "failed to", "drover.db", "writable")
    (home / "drover.db").chmod(0o600)
    assert {"one"} == {task["title"] for task in json.loads(call(home, "task", "list", "--json", user=user).stdout)}


def damaged_page():
    home = fresh("damaged")
    checked(home, 0)
    killed_writer(home, 600)
    checked(home, 1)
    database = home / "drover.db"
    pages = database.stat().st_size // 4096
    with open(database, "r+b") as file:
        for page in range(2, pages):
            file.seek(page * 4096)
            file.write(b"\xff" * 64)
    says(call(home, "task", "list"), 1, "damaged", "backups")
    done = call(home, "doctor", "--json")
    assert done.returncode == 1, done.stdout
    finding = [one for one in json.loads(done.stdout) if one["subject"] == "database"]
    assert finding and finding[0]["grade"] == "fault" and finding[0]["remedy"], finding


def no_database():
    home = fresh("nonsense")
    home.mkdir()
    (home / "drover.db").write_bytes(b"this is no database " * 500)
    says(add(home, "one"), 1, "damaged", "backups")
    assert (home / "drover.db").read_bytes() == b"this is no database " * 500, "it was written to"


def lost_log(damage):
    home = fresh("lost")
    checked(home, 0)
    last = killed_writer(home, 40)
    log = home / "drover.db-wal"
    assert log.stat().st_size > 0, "nothing to lose"
    damage(log)
    (home / "drover.db-shm").unlink(missing_ok=True)
    done = call(home, "task", "list")
    says(done, 4, "were acknowledged and are not there any more", "drover doctor --fix")
    again = call(home, "task", "list", "--json")
    assert again.returncode == 4 and json.loads(again.stdout)["error"]["code"] == "refused", again.stdout
    call(home, "doctor", "--fix")
    events = [json.loads(line) for line in call(home, "events", "--json").stdout.splitlines()]
    lost = [event for event in events if event["type"] == "historyLost"]
    assert len(lost) == 1 and lost[0]["data"]["to"] >= last, lost
    assert lost[0]["data"]["from"] == len(events), (lost, len(events))
    says(add(home, "after"), 0)
    assert "after" in titles(home)


def log_gone():
    lost_log(lambda log: log.unlink())


def log_halved():
    lost_log(lambda log: os.truncate(log, log.stat().st_size // 2))


def log_rotten():
    def rot(log):
        with open(log, "r+b") as file:
            file.seek(32 + 24 + 100)
            file.write(b"\xff" * 200)

    lost_log(rot)


def locked_database():
    home = fresh("locked")
    says(add(home, "one"), 0)
    other = sqlite3.connect(home / "drover.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    says(add(home, "two"), 4, "another program holds the database locked")
    other.execute("ROLLBACK")
    other.close()
    says(add(home, "three"), 0)
    assert titles(home) == {"one", "three"}


def second_writer():
    home = fresh("second")
    writer = subprocess.Popen([torture, "write", str(home)], stdout=subprocess.PIPE)
    writer.stdout.readline()
    says(add(home, "two"), 4, f"process {writer.pid} holds")
    writer.kill()
    writer.wait()
    says(add(home, "two"), 0)


def long_home():
    home = top / ("a" * 100) / ("b" * 100)
    home = home / ("c" * (300 - len(str(home)) - 1))
    assert len(str(home)) == 300
    says(add(home, "one"), 0)
    assert titles(home) == {"one"}


def newer_database():
    home = fresh("newer")
    says(add(home, "one"), 0)
    database = sqlite3.connect(home / "drover.db")
    database.execute("PRAGMA user_version = 99")
    database.close()
    says(call(home, "task", "list"), 4, "newer Drover")


def empty_disk(device):
    """Speaks for a file system of user space: its root is an empty folder, and there is nothing else."""
    attributes = struct.pack("<QII", 1, 0, 0) + struct.pack(
        "<QQQQQQIIIIIIIIII", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0o40755, 2, 0, 0, 0, 4096, 0)
    greeting = struct.pack("<IIIIHHIIHHI28x", 7, 31, 0, 0, 12, 9, 65536, 1, 0, 0, 0)
    while True:
        try:
            request = os.read(device, 1 << 17)
        except OSError:  # unmounted
            return
        kind, number = struct.unpack_from("<IQ", request, 4)
        answer = {26: greeting, 3: attributes}.get(kind)
        if kind in (2, 42):  # what is forgotten wants no answer
            continue
        error = 0 if answer is not None else -errno.ENOENT if kind == 1 else -errno.ENOSYS
        os.write(device, struct.pack("<IiQ", 16 + len(answer or b""), error, number) + (answer or b""))


def network_home():
    if os.geteuid() != 0 or not os.path.exists("/dev/fuse"):
        raise Skip("needs root and /dev/fuse")
    home = fresh("network")
    home.mkdir()
    libc, device = ctypes.CDLL(None, use_errno=True), os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    settings = f"fd={device},rootmode=40000,user_id=0,group_id=0".encode()
    if libc.mount(b"server:/home", str(home).encode(), b"fuse.sshfs", 6, settings):
        raise Skip(f"mount: {os.strerror(ctypes.get_errno())}")
    threading.Thread(target=empty_disk, args=(device,), daemon=True).start()
    try:
        says(add(home, "one"), 4, "network file system (fuse.sshfs)", "DROVER_HOME")
        says(call(home), 4, "network file system")
    finally:
        libc.umount2(str(home).encode(), 2)
        os.close(device)
    says(add(home, "one"), 0)


def main():
    repository.mkdir()
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    proofs = [
        power_cut, full_disk, no_room_for_a_home, read_only_disk, read_only_file, damaged_page, no_database, log_gone,
        log_halved, log_rotten, locked_database, second_writer, long_home, newer_database, network_home,
    ]
    wanted, failed, passed = sys.argv[2:], 0, 0
    for proof in proofs:
        name = proof.__name__.replace("_", " ")
        if wanted and proof.__name__ not in wanted:
            continue
        try:
            proof()
            print(f"ok - {name}", flush=True)
            passed += 1
        except Skip as why:
            print(f"skip - {name}: {why}", flush=True)
        except Exception as fault:
            print(f"not ok - {name} (seed {seed}): {type(fault).__name__} {fault}", flush=True)
            failed += 1
    shutil.rmtree(top, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()

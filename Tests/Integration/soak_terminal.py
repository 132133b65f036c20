#!/usr/bin/env python3
"""The screen for a long time: soak_terminal.py BIN [--minutes N | --seconds N]

A run prints fifty lines a second and the screen follows them, while keys are pressed and the window changes its size.
Memory must not grow (requirement 17: under 1 MiB an hour after warm-up), nothing may be left behind."""
import argparse
import os
import shutil
import tempfile
import time

import homes
import screens

NOISE = 1.5  # MiB: what the count itself wavers by


def keys(step):
    return [b"j", b"k", b"2", b"k", b"G", b"1", b"?", b"\x1b", b"\t", b"\x1b[Z"][step % 10]


def soak(home, seconds):
    task = home.add("talks", "i=0; while :; do i=$((i+1)); echo line $i of a soak that prints and prints; sleep 0.02; done")
    with screens.Screen([home.drover, "--workspace", home.repository], 120, 40, home.settings) as screen:
        assert screen.wait(b"talks"), screen.output[-300:]
        begin, samples, step, sent = time.monotonic(), [], 0, 0
        while (now := time.monotonic() - begin) < seconds:
            sent += len(screen.read(0.5))
            screen.forget()
            screen.send(keys(step))
            step += 1
            if step % 25 == 0:
                screen.size(100 + step % 60, 30 + step % 20)
            if step % 4 == 0:
                samples.append((now, screen.memory()))
        processor = screen.processor() / seconds / 10
        screen.send(b"1")
        screen.burst(0.1, 0.3)
        screen.process.terminate()
        assert screen.ending() is not None and screen.is_restored()
    home.verb("task", "cancel", task)
    return samples, sent / seconds, processor


def growth(samples):
    """MiB an hour from the medians of the second and of the last fifth; the first is warm-up."""
    fifth = max(1, len(samples) // 5)
    early, late = samples[fifth:2 * fifth] or samples[:1], samples[-fifth:]
    rise = screens.median([size for _, size in late]) - screens.median([size for _, size in early])
    return rise, rise / max(1e-9, late[0][0] - early[0][0]) * 3600


def main():
    given = argparse.ArgumentParser()
    given.add_argument("binary")
    given.add_argument("--minutes", type=float, default=10)
    given.add_argument("--seconds", type=float)
    given = given.parse_args()
    seconds = given.seconds or given.minutes * 60
    work = tempfile.mkdtemp(prefix="drover-soak-terminal-")
    home = homes.Home(os.path.abspath(given.binary), work, "home")
    try:
        samples, sent, processor = soak(home, seconds)
        rise, hourly = growth(samples)
        print(f"{seconds:.0f} s: {samples[0][1]:.1f} MiB at first, {samples[-1][1]:.1f} at last, {rise:+.2f} MiB after warm-up"
              f" ({hourly:+.1f} an hour); {sent / 1000:.1f} kB/s to the terminal, {processor:.1f} % of a core")
        assert rise <= NOISE + seconds / 3600, samples[:: max(1, len(samples) // 20)]
        assert samples[-1][1] <= 64, samples[-1]
    finally:
        home.verb("stop")
        end = time.monotonic() + 10
        while home.left() and time.monotonic() < end:
            time.sleep(0.1)
        left = home.left()
        shutil.rmtree(work, ignore_errors=True)
        assert not left, left


main()

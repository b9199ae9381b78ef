#!/usr/bin/env python3
"""How long the explorer takes from a key to the frame that answers it, while a fit runs as fast as it can.

    python benches/key_to_frame.py --binary target/release/factorscope FILE... [--factors 64] [--keys 200] [--size 120x36]

Needs Python 3.10 on a Unix. The real program runs in a pseudo-terminal. On each screen the command line is opened and left again,
`:` and enter, at random moments; a frame answers when the cursor of the command line appears or goes. Every frame draws all of
the screen, so what is measured is the screen as well as the key. The table has, in milliseconds, the median, the 99th of
a hundred and the longest wait, and the frames a second that the running fit was shown in. The first line of a file says how
long it took to the first frame, and until its ratings were there.
"""
import argparse
import fcntl
import os
import platform
import pty
import random
import re
import select
import signal
import statistics
import struct
import tempfile
import termios
import threading
import time

SCREENS = ["factorise", "factors", "map", "neighbours", "train", "recommend"]
FRAME = re.compile(rb"\x1b\[\?2026h(.*?)\x1b\[\?2026l", re.S)


class Program:
    """The program in a pseudo-terminal, and its frames: when each was complete, and what it wrote."""

    def __init__(self, command, size, home):
        columns, rows = map(int, size.split("x"))
        self.begun = time.perf_counter()
        self.pid, self.tty = pty.fork()
        if self.pid == 0:
            for name in ("CONFIG", "STATE", "CACHE", "DATA"):
                os.environ[f"XDG_{name}_HOME"] = home
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execv(command[0], command)
        fcntl.ioctl(self.tty, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)
        self.frames, self.rest, self.open = [], b"", True
        self.news = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            try:
                select.select([self.tty], [], [])
                data = os.read(self.tty, 1 << 16)
            except OSError:
                data = b""
            now = time.perf_counter()
            with self.news:
                if not data:
                    self.open = False
                    self.news.notify_all()
                    return
                self.rest += data
                last = 0
                for found in FRAME.finditer(self.rest):
                    self.frames.append((now, found.group(1)))
                    last = found.end()
                self.rest = self.rest[last:]
                self.news.notify_all()

    def send(self, keys):
        sent = time.perf_counter()
        os.write(self.tty, keys)
        return sent

    def frame(self, answers, after, patience=120.0):
        """When the first frame from number `after` on was complete that `answers`."""
        end = time.perf_counter() + patience
        with self.news:
            while True:
                while after < len(self.frames):
                    when, text = self.frames[after]
                    after += 1
                    if answers(text):
                        return when
                left = end - time.perf_counter()
                if left < 0 or not self.open:
                    raise SystemExit("no frame answers: " + repr(self.frames[-1][1][:300]))
                self.news.wait(left)

    def key(self, key, answers):
        """Sends a key; returns how long the frame that answers it took, in seconds."""
        with self.news:
            after = len(self.frames)
        sent = self.send(key)
        return self.frame(answers, after) - sent

    def say(self, command):
        self.key(b":", shows)
        self.key(command.encode() + b"\r", hides)

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        peak = os.wait4(self.pid, 0)[2].ru_maxrss / 1024
        os.close(self.tty)
        return peak


def shows(text):
    return b"\x1b[?25h" in text


def hides(text):
    return b"\x1b[?25l" in text and b"\x1b[?25h" not in text


def measure(program, screen, keys, rng):
    program.say(f"screen {screen}")
    time.sleep(1.0)
    waits, begun, first = [], time.perf_counter(), len(program.frames)
    for _ in range(keys // 2):
        for key, answers in ((b":", shows), (b"\r", hides)):
            time.sleep(rng.uniform(0.02, 0.1))
            waits.append(1000 * program.key(key, answers))
    frames = len(program.frames) - first - len(waits)
    waits.sort()
    return statistics.median(waits), waits[int(len(waits) * 0.99)], waits[-1], frames / (time.perf_counter() - begun)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--factors", default="64")
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--size", default="120x36")
    parser.add_argument("--screens", default=",".join(SCREENS))
    parser.add_argument("--still", action="store_true", help="no fit runs")
    args = parser.parse_args()
    rng = random.Random(1)
    print(platform.processor() or platform.machine(), f"{os.cpu_count()} cores", args.size, f"{args.factors} factors")
    for file in args.files:
        with tempfile.TemporaryDirectory() as home:
            command = [args.binary, file, "--yes", "--solver", "als", "--factors", args.factors, "--penalty", "weighted", "--lambda", "0.05"]
            program = Program(command, args.size, home)
            first = program.frame(lambda text: True, 0) - program.begun
            there = program.frame(lambda text: b"users" in text or b"User" in text or b"pass" in text, 0) - program.begun
            program.frame(lambda text: True, 0)
            if not args.still:
                for _ in range(8):
                    program.say("faster")
                program.say("run")
            print(f"\n{file}: first frame {first:.2f} s, ratings {there:.2f} s")
            print(f"{'screen':<12}{'median':>8}{'p99':>8}{'longest':>9}{'frames/s':>10}")
            for screen in args.screens.split(","):
                median, p99, longest, frames = measure(program, screen, args.keys, rng)
                print(f"{screen:<12}{median:>8.1f}{p99:>8.1f}{longest:>9.1f}{frames:>10.1f}", flush=True)
            print(f"peak {program.end():.0f} MiB", flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Messages through an adapter while the daemon, and then the adapter, are killed again and again (SIGKILL): each must be there
exactly once in the end. The adapter is the example of docs/exec-protocol.md, which deletes a message once it is acknowledged."""

import os
import signal
import time

from scene import ROOT, Daemon, check, eventually, main

SENDERS, EACH = 10, 200


def run(folder):
    for name in ("in", "out"):
        (folder / "box" / name).mkdir(parents=True)
    daemon = Daemon(folder, {"box": {"channel": "exec", "settings": {
        "command": ["python3", "-B", str(ROOT / "docs/examples/folder_adapter.py")], "events_per_second": 1000,
        "settings": {"folder": str(folder / "box")}}}})
    try:
        walk(folder, daemon)
    finally:
        daemon.end()


def walk(folder, daemon):
    box = folder / "box" / "in"
    for number in range(EACH):
        for sender in range(SENDERS):
            fresh = box / f".{sender}"
            fresh.write_text(f"message {number}")
            fresh.rename(box / f"s{sender}@example.com.{number:05}.txt")
    total = SENDERS * EACH

    def left():
        return sum(1 for name in os.listdir(box) if name.endswith(".txt"))

    daemon.start()
    kills = 0
    for part in range(1, 8):
        goal = total - part * total // 9
        end = time.monotonic() + 60
        while left() > goal and time.monotonic() < end:
            time.sleep(0.005)
        check(left() <= goal, f"{total - left()} of {total} are acknowledged")
        if part % 2:
            daemon.end(signal.SIGKILL)
            daemon.start()
        else:
            for pid in daemon.adapters(str(ROOT / "docs/examples/folder_adapter.py")):
                os.kill(pid, signal.SIGKILL)
        kills += 1
    eventually(f"after {kills} kills all are acknowledged", lambda: left() == 0, 120)
    eventually("and nothing is pending", lambda: daemon.inbox("box")["ledger"]["pending"] == 0, 60)
    conversations = daemon.conversations()
    check(len(conversations) == SENDERS, "there is one conversation for each sender")
    expected = sorted(f"message {number}" for number in range(EACH))
    for conversation in conversations:
        texts = daemon.texts(conversation["id"])
        if sorted(texts) != expected:
            raise AssertionError(f"{len(texts)} messages, {len(set(texts))} different ones, instead of {EACH}")
    check(True, f"each of {total} messages is there once")
    ledger = daemon.inbox("box")["ledger"]
    check((ledger["received"], ledger["quarantined"]) == (total, 0), "and stored once, however often it came")
    check(daemon.ctl("ledger", "check") is not None, "the ledger is balanced")
    daemon.reply(conversations[0]["id"], "Thank you.")
    eventually("a reply becomes a file", lambda: [p for p in (folder / "box" / "out").glob("*.txt")
                                                  if p.read_text().endswith("Thank you.\n")])


main("kill", run)

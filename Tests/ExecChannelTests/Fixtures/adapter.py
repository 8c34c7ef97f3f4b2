"""An adapter that is good, or bad in the way that its first argument says. Its one event is always the same."""

import json
import os
import subprocess
import sys
import time
import uuid

mode = sys.argv[1] if len(sys.argv) > 1 else "good"


def write(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def event(identifier, text="hello"):
    content = {"type": "message", "id": "m1", "conversation": "ada", "sender": {"id": "ada"}, "text": text}
    if mode == "bad-event":
        del content["sender"]
    return {"type": "event", "id": identifier, "event": content, "cursor": "c1"}


if mode == "no-hello":
    time.sleep(60)
if mode == "dies":
    print("cannot find the network", file=sys.stderr)
    sys.exit(3)
if mode == "refuses":
    print("user is missing, and the password is", "swordfish", file=sys.stderr)
    sys.exit(78)
if mode == "chatty":
    print("Starting up!", flush=True)
hello = json.loads(sys.stdin.readline())
if hello["version"] != 1 and mode != "any-version":
    sys.exit(76)
if mode == "strict" and set(hello) != {"type", "version", "inbox", "settings", "cursor", "state_directory"}:
    sys.exit(1)
write({"type": "hello", "version": 2 if mode == "newer" else 1, "name": mode, "capabilities": {"send": True, "idempotent": mode == "idempotent"}})
if mode == "shows":
    os.close(0)
    shown = {
        "arguments": sys.argv, "environment": dict(os.environ), "files": sorted(os.listdir("/proc/self/fd"), key=int),
        "limits": [" ".join(line.split()[:-1]) for line in open("/proc/self/limits") if "files" in line or "space" in line],
        "folder": os.getcwd(), "leader": os.getpgrp() == os.getpid()}
    for name, value in shown.items():
        write({"type": "log", "level": "info", "message": f"{name} {json.dumps(value, sort_keys=True)}"})
    time.sleep(60)
if mode == "greedy":
    try:
        bytearray(400 << 20)
        write({"type": "log", "level": "info", "message": "there was room"})
    except MemoryError:
        write({"type": "log", "level": "info", "message": "there was no room"})
if mode == "children":
    child = subprocess.Popen(["sleep", "600"])
    write({"type": "log", "level": "info", "message": str(child.pid)})
if mode == "deaf":
    while True:
        write(event(uuid.uuid4().hex))
if mode == "noise":
    for number in range(200):
        print(f"noise {number} swordfish", file=sys.stderr, flush=True)
if mode == "garbage":
    for _ in range(100):
        sys.stdout.write("Traceback (most recent call last):\n")
    sys.stdout.flush()
if mode == "once-garbage":
    sys.stdout.write("{\"type\":\"event\"\n")
    write({"type": "event", "id": ["no"], "event": {}})
    sys.stdout.write("x" * (1 << 20) + "y\n")
    sys.stdout.flush()
if mode == "many":
    for number in range(3000):
        write({"type": "event", "id": f"e{number}", "event": {
            "type": "message", "id": f"m{number}", "conversation": "ada", "sender": {"id": "ada"}, "text": "x"}})
acknowledged = os.path.join(hello["state_directory"] or "/nonexistent", "acknowledged")
if not os.path.exists(acknowledged) and hello["cursor"] is None or mode == "repeats":
    if mode == "forgets" and hello["state_directory"]:
        open(acknowledged, "w").close()
    write(event(uuid.uuid4().hex if mode == "new-ids" else "e1"))
for line in sys.stdin.buffer:
    try:
        message = json.loads(line)
        kind = message["type"]
        if kind == "ping" and mode != "no-pong":
            if mode == "strict" and set(message) != {"type", "id"}:
                sys.exit(1)
            write({"type": "pong", "id": message["id"]})
        elif kind == "ack" and mode != "repeats":
            message["id"]
            if hello["state_directory"]:
                open(acknowledged, "w").close()
        elif kind == "send":
            if mode == "mute":
                continue
            if mode == "dies-sending":
                sys.exit(1)
            if mode == "limited":
                write({"type": "failed", "id": message["id"], "class": "rate_limited", "code": "slow", "detail": "later swordfish", "retry_after": 7})
                continue
            answer = {"type": "sent", "id": "other" if mode == "wrong-id" else message["id"], "provider_id": "p-" + message["message"]["text"]}
            write(answer)
            if mode == "twice":
                write(answer)
        elif kind == "stop" and mode != "lingers":
            sys.exit(1 if mode == "bad-status" else 0)
    except (ValueError, KeyError, TypeError):
        if mode == "fragile":
            raise
if mode in ("lingers", "ignores-eof"):
    time.sleep(60)

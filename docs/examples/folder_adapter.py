#!/usr/bin/env python3
"""An adapter for inboxd: files dropped into a folder are messages, replies become files in another.

A file ada@example.com.17.txt in <folder>/in is a message from ada@example.com; it is removed when inboxd has it on disk."""

import hashlib
import json
import os
import select
import sys

VERSION = 1


def write(message):
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


def look(folder, written):
    """Writes an event for each file that is new. Its name is its id: what comes twice under one id is stored once."""
    for name in sorted(os.listdir(f"{folder}/in")):
        if name in written or not name.endswith(".txt"):
            continue
        sender = name.rsplit(".", 2)[0]
        with open(f"{folder}/in/{name}", errors="replace") as file:
            text = file.read(100_000)
        written.add(name)
        write({"type": "event", "id": name, "event": {
            "type": "message", "id": name, "conversation": sender, "sender": {"id": sender}, "text": text,
            "attachments": []}})


def send(folder, message):
    """Writes a reply. The same key makes the same file: a message that is sent twice arrives once."""
    name = hashlib.sha256(message["idempotency_key"].encode()).hexdigest()[:16]
    with open(f"{folder}/out/.{name}", "w") as file:
        file.write(f"To: {message['recipient']}\n\n{message['text']}\n")
        file.flush()
        os.fsync(file.fileno())
    os.rename(f"{folder}/out/.{name}", f"{folder}/out/{name}.txt")
    return name


def lines():
    """The lines of standard input; None whenever a second went by without one."""
    rest = b""
    while True:
        if not select.select([0], [], [], 1)[0]:
            yield None
            continue
        data = os.read(0, 65536)
        if not data:
            return
        *whole, rest = (rest + data).split(b"\n")
        yield from whole


def main():
    source = lines()
    hello = json.loads(next(line for line in source if line))
    if hello["version"] != VERSION:
        sys.exit(76)
    folder = hello["settings"].get("folder")
    if not folder or not os.path.isdir(f"{folder}/in") or not os.path.isdir(f"{folder}/out"):
        print("folder must name a directory with in/ and out/ inside", file=sys.stderr)
        sys.exit(78)
    write({"type": "hello", "version": VERSION, "name": "folder", "capabilities": {"send": True, "idempotent": True}})
    written = set()
    look(folder, written)
    for line in source:
        look(folder, written)
        if line is None:
            continue
        try:
            message = json.loads(line)
            kind = message["type"]
            if kind == "ping":
                write({"type": "pong", "id": message["id"]})
            elif kind == "ack":
                os.remove(f"{folder}/in/{message['id']}")
            elif kind == "send":
                try:
                    write({"type": "sent", "id": message["id"], "provider_id": send(folder, message["message"])})
                except OSError as error:
                    write({"type": "failed", "id": message["id"], "class": "transient", "code": "io",
                           "detail": error.strerror})
            elif kind == "stop":
                return
        except (ValueError, KeyError, TypeError, OSError):
            print("a line could not be used", file=sys.stderr, flush=True)


main()

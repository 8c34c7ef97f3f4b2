"""What every adapter in Python needs: the lines of docs/exec-protocol.md over standard input and output, on asyncio.

An adapter makes a subclass of Adapter, and calls run(). All it has to do is to call event() for what comes in, and to
implement send(). Events are kept in a file of the state directory, synced, until inboxd has acknowledged them, and are
written again after a restart, so that nothing is lost that was once handed to event().
"""

import asyncio
import collections
import json
import os
import signal
import sys

VERSION = 1
EXIT_PROTOCOL, EXIT_NOT_PERMITTED, EXIT_CONFIGURATION = 76, 77, 78
LINE_LIMIT = 1 << 20


def encoded(message):
    """A message as a line. What is no text in Unicode becomes a question mark."""
    return json.dumps(message, ensure_ascii=False).encode(errors="replace") + b"\n"


class SendFailed(Exception):
    """A message was not sent. `retry` is transient, rate_limited, permanent, needs_operator or maybe_sent."""

    def __init__(self, retry, code, detail, retry_after=None):
        super().__init__(detail)
        self.answer = {"class": retry, "code": code, "detail": detail}
        if retry_after is not None:
            self.answer["retry_after"] = int(retry_after)


class Refused(Exception):
    """The adapter cannot work until somebody acts: it ends with `status`, and its last words are shown to the operator."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


class Spool:
    """Events that are not acknowledged, oldest first: on disk where there is a directory, else in memory only."""

    def __init__(self, directory):
        self.events = collections.OrderedDict()
        self.file = None
        self.acknowledged = 0
        if directory is None:
            return
        self.path = os.path.join(directory, "unacknowledged")
        self.file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with open(self.path, "rb") as lines:
            for line in lines:
                try:
                    entry = json.loads(line)
                    self.events[entry["id"]] = entry
                except (ValueError, KeyError, TypeError):
                    # The end of a line that a crash cut off: its event had not been handed over.
                    continue
        self._compact()

    def add(self, entry):
        """Durable when it returns. Of two with one id the first stays."""
        if entry["id"] in self.events:
            return False
        self.events[entry["id"]] = entry
        if self.file is not None:
            self._write(encoded(entry))
        return True

    def remove(self, identifier):
        """Whether it was there. What is removed may come again after a crash; inboxd knows it by its id."""
        if self.events.pop(identifier, None) is None:
            return False
        self.acknowledged += 1
        if self.file is not None and (not self.events or self.acknowledged >= 10_000):
            self._compact()
        return True

    def _write(self, data):
        while data:
            data = data[os.write(self.file, data):]
        os.fsync(self.file)

    def _compact(self):
        self.acknowledged = 0
        fresh = self.path + ".new"
        file = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o600)
        os.close(self.file)
        self.file = file
        self._write(b"".join(map(encoded, self.events.values())))
        os.replace(fresh, self.path)
        directory = os.open(os.path.dirname(self.path), os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)


class Adapter:
    name = "adapter"
    capabilities = {"send": True}
    # Events that are written and not acknowledged at a time; the others wait in the spool.
    window = 100

    # What an adapter implements.

    def configure(self, settings):
        """Looks at the settings, without a network. Raises Refused where they cannot be used."""

    async def work(self):
        """Does the adapter's work, until it is cancelled. Raises Refused where it may not."""
        await asyncio.Event().wait()

    async def send(self, message):
        """Sends a message; its id at the provider, or None where there is none. Raises SendFailed."""
        raise SendFailed("permanent", "cannot_send", "this adapter does not send")

    def acknowledged(self, identifier):
        """inboxd has the event on disk."""

    # What an adapter calls.

    def event(self, identifier, event, cursor=None):
        """Hands over a normalized event (docs/events.md). `identifier` is the adapter's own name of it, unique in the inbox:
        what comes under an id that inboxd has is not stored again. It is on our disk when this returns."""
        entry = {"id": identifier, "event": event}
        if cursor is not None:
            entry["cursor"] = cursor
        if self.spool.add(entry):
            self._waiting.append(identifier)
            self._pump()

    def state(self, state, problem=None):
        """How the adapter's own connection is doing: connecting, connected, backfilling or failing."""
        self._write({"type": "state", "state": state, "problem": problem})

    def log(self, level, message):
        self._write({"type": "log", "level": level, "message": message})

    # The protocol.

    def __init__(self):
        self._waiting = collections.deque()
        self._written = set()
        self._sends = set()
        self.spool = None
        self.inbox = None
        self.cursor = None

    def run(self):
        """Speaks the protocol until it is told to stop; ends the process."""
        try:
            asyncio.run(self._run())
            status = 0
        except Refused as refusal:
            print(refusal, file=sys.stderr, flush=True)
            status = refusal.status
        except BrokenPipeError:
            status = 1
        sys.stderr.flush()
        # Nothing is left to be done: what is not acknowledged stands in the spool.
        os._exit(status)

    async def _run(self):
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=2 * LINE_LIMIT)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        try:
            hello = json.loads(await reader.readline())
            version, settings = hello["version"], hello["settings"]
        except (ValueError, KeyError, TypeError):
            raise Refused(EXIT_PROTOCOL, "the first line is no hello") from None
        if version != VERSION:
            raise Refused(EXIT_PROTOCOL, f"this adapter speaks version {VERSION} of the protocol, not {version}")
        self.inbox, self.cursor = hello.get("inbox", ""), hello.get("cursor")
        try:
            self.configure(settings)
        except (KeyError, TypeError, ValueError) as error:
            raise Refused(EXIT_CONFIGURATION, f"the settings cannot be used: {error}") from None
        self.state_directory = hello.get("state_directory")
        self.spool = Spool(self.state_directory)
        self._waiting.extend(self.spool.events)
        self._write({"type": "hello", "version": VERSION, "name": self.name, "capabilities": self.capabilities})
        self._pump()
        loop.add_signal_handler(signal.SIGTERM, reader.feed_eof)
        work = asyncio.ensure_future(self.work())
        listen = asyncio.ensure_future(self._listen(reader))
        done, _ = await asyncio.wait({work, listen}, return_when=asyncio.FIRST_COMPLETED)
        if work in done:
            work.result()
            raise Refused(1, "the adapter's work came to an end")
        listen.result()
        work.cancel()
        await asyncio.wait({work}, timeout=3)

    async def _listen(self, reader):
        while True:
            try:
                line = await reader.readline()
            except ValueError:
                self.log("warning", "a line of inboxd was too long")
                continue
            if not line:
                return
            try:
                message = json.loads(line)
                kind = message["type"]
                if kind == "stop":
                    return
                if kind == "ping":
                    self._write({"type": "pong", "id": message["id"]})
                elif kind == "ack":
                    self._ack(message["id"])
                elif kind == "send":
                    task = asyncio.ensure_future(self._send(message["id"], message["message"]))
                    self._sends.add(task)
                    task.add_done_callback(self._sends.discard)
                elif kind == "error":
                    print(f"inboxd could not use line {message.get('line')}: {message.get('problem')}", file=sys.stderr)
            except (ValueError, KeyError, TypeError):
                self.log("warning", "a line of inboxd could not be used")

    async def _send(self, identifier, message):
        try:
            provider = await self.send(message)
            answer = {"type": "sent", "id": identifier, "provider_id": provider}
        except SendFailed as failure:
            answer = {"type": "failed", "id": identifier, **failure.answer}
        except Exception as error:  # An answer must come, whatever went wrong.
            answer = {"type": "failed", "id": identifier, "class": "maybe_sent", "code": "adapter_error",
                      "detail": type(error).__name__}
            print(f"send: {error!r}", file=sys.stderr, flush=True)
        self._write(answer)

    def _ack(self, identifier):
        self._written.discard(identifier)
        if self.spool.remove(identifier):
            self.acknowledged(identifier)
        self._pump()

    def _pump(self):
        while self._waiting and len(self._written) < self.window:
            entry = self.spool.events.get(self._waiting.popleft())
            if entry is not None:
                self._written.add(entry["id"])
                self._write({"type": "event", **entry})

    def _write(self, message):
        data = encoded(message)
        while data:
            data = data[os.write(1, data):]

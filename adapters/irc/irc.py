#!/usr/bin/env python3
"""inboxd's adapter for IRC: messages to us, and those in channels that name us."""

import asyncio
import base64
import hashlib
import random
import ssl
import time
import uuid
from datetime import datetime

from inboxd_adapter import EXIT_CONFIGURATION, EXIT_NOT_PERMITTED, Adapter, Refused, SendFailed
from irc_protocol import Line, lower, mentions, plain, split, without_address

# Seconds of silence before a PING, and after it; until the server has taken what we sent.
SILENCE, ANSWER = 60, 25
# Seconds between two attempts to have our own nick, while somebody else has it.
NICK_PAUSE = 10
# Lines that may be sent at once, and seconds in which one more may be (RFC 2813, 5.8).
BURST, PER_LINE = 5, 2.0
# Seconds that a message may have to wait for its turn; inboxd waits for 30.
PATIENCE = 12
# What a server may put before our lines when it hands them on: “:nick!user@host ” at its longest (a host of 63 bytes).
MASK = 1 + 1 + 11 + 1 + 63 + 1
CAPABILITIES = {"message-tags", "server-time", "account-tag"}

NICK_TAKEN = {"431", "432", "433", "436", "437"}
NOT_DELIVERED = {"401", "403", "404", "407", "408", "412", "413", "414", "477", "531", "716"}
JOIN_REFUSED = {"403", "405", "471", "473", "474", "475", "476", "477", "489"}


class Lost(Exception):
    """The connection is gone, or was not to be had."""


class IRC(Adapter):
    name = "irc"
    # About five lines: what can be sent at once.
    capabilities = {"send": True, "text_limit": {"unit": "bytes", "count": 1800}}

    def configure(self, settings):
        self.host, self.nick = settings["server"], settings["nick"]
        self.tls = settings.get("tls", True)
        self.port = settings.get("port") or (6697 if self.tls else 6667)
        self.username, self.realname = settings.get("username") or self.nick, settings.get("realname") or "Support"
        self.network, self.channels = settings.get("network"), settings.get("channels") or []
        self.password = settings.get("server_password")
        self.sasl = (settings.get("sasl_user"), settings.get("sasl_password"))
        for text in (self.nick, self.username, self.realname, self.password or "", *self.channels):
            if any(c in text for c in "\r\n\0"):
                raise Refused(EXIT_CONFIGURATION, "a setting must not have line ends in it")
        if " " in self.nick or (self.sasl[0] is None) != (self.sasl[1] is None):
            raise Refused(EXIT_CONFIGURATION, "nick takes no spaces, and sasl_user and sasl_password go together")
        self.context = None
        if self.tls:
            try:
                self.context = ssl.create_default_context(cafile=settings.get("tls_ca"))
            except OSError as error:
                raise Refused(EXIT_CONFIGURATION, f"tls_ca: {error}") from None
        self.writer, self.current, self.is_ready = None, self.nick, False
        self.turns, self.queued = asyncio.Lock(), 0
        self.credit, self.credited = BURST + 1, time.monotonic()
        self.trying = None

    # MARK: The connection

    async def work(self):
        backoff = 1
        while True:
            self.state("connecting")
            started = time.monotonic()
            try:
                await self.connect()
            except (Lost, OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, ssl.SSLError) as error:
                reason = str(error) or type(error).__name__
            finally:
                self.disconnect()
            if time.monotonic() - started > 120:
                backoff = 1
            self.state("failing", f"{self.host}: {reason}"[:250])
            await asyncio.sleep(backoff * random.uniform(0.5, 1))
            backoff = min(backoff * 2, 300)

    async def connect(self):
        reader, self.writer = await asyncio.wait_for(
            asyncio.open_connection(self.host, self.port, ssl=self.context, limit=1 << 16), 30)
        self.offered, self.current, self.is_ready, self.has_account = set(), self.nick, False, False
        self.put("CAP LS 302")
        if self.password:
            self.put(f"PASS :{self.password}")
        self.put(f"NICK {self.nick}")
        self.put(f"USER {self.username} 0 * :{self.realname}")
        asked, next_try = False, 0.0
        while True:
            # Customers write to our own nick. Most often it is our connection from before that still has it.
            is_other = self.is_ready and lower(self.current) != lower(self.nick)
            if is_other and time.monotonic() >= next_try:
                self.put(f"NICK {self.nick}")
                next_try = time.monotonic() + NICK_PAUSE
            try:
                raw = await asyncio.wait_for(reader.readuntil(b"\n"), NICK_PAUSE if is_other else SILENCE)
            except asyncio.LimitOverrunError as error:
                await reader.readexactly(error.consumed)
                continue
            except asyncio.TimeoutError:
                if asked:
                    raise Lost("the server is silent") from None
                self.put("PING :silence")
                asked = True
                continue
            asked = False
            self.handle(Line(raw))

    def disconnect(self):
        if self.trying is not None:
            self.settle(SendFailed("maybe_sent", "connection_lost", "the connection was lost while it was being sent"))
        if self.writer is not None:
            self.writer.close()
        self.writer, self.is_ready = None, False

    def put(self, line):
        if self.writer is None:
            raise SendFailed("transient", "not_connected", "there is no connection to the server")
        self.writer.write(line.encode()[:510] + b"\r\n")

    # MARK: What the server says

    def handle(self, line):
        command, params = line.command, line.params
        if command == "PING":
            self.put(f"PONG :{params[-1] if params else ''}")
        elif command == "PONG" and params and self.trying and params[-1] == self.trying[0]:
            self.settle(None)
        elif command in ("PRIVMSG", "NOTICE") and len(params) > 1 and line.nick:
            self.message(line)
        elif command == "NICK" and params and lower(line.nick) == lower(self.current):
            self.current = params[0]
        elif command == "001":
            if self.sasl[0] and not self.has_account:
                raise Refused(EXIT_NOT_PERMITTED, "the server has no SASL")
            self.current, self.is_ready = params[0], True
            self.state("connected")
            for channel in self.channels:
                self.put(f"JOIN {channel}")
        elif command == "005":
            for token in params[1:-1]:
                if token.startswith("NETWORK=") and self.network is None:
                    self.network = token[8:]
        elif command in NICK_TAKEN and not self.is_ready:
            if command in ("431", "432"):
                raise Refused(EXIT_CONFIGURATION, f"the server does not take the nick {self.nick}: {params[-1]}")
            self.current += "_"
            self.put(f"NICK {self.current}")
        elif command == "464":
            raise Refused(EXIT_NOT_PERMITTED, f"the server does not take the password: {params[-1]}")
        elif command == "465":
            raise Refused(EXIT_NOT_PERMITTED, f"the server has banned us: {params[-1]}")
        elif command == "ERROR":
            raise Lost(params[-1] if params else "closed")
        elif command in ("CAP", "AUTHENTICATE", "903", "902", "904", "905", "906", "908"):
            self.negotiate(command, params)
        elif command in NOT_DELIVERED and self.trying and len(params) > 1 and lower(params[1]) == lower(self.trying[1]):
            self.settle(SendFailed("permanent", command, params[-1]))
        elif command in JOIN_REFUSED and len(params) > 1:
            self.log("warning", f"{params[1]} cannot be joined: {params[-1]}")
        elif command == "KICK" and len(params) > 1 and lower(params[1]) == lower(self.current):
            self.log("warning", f"we were kicked out of {params[0]}")
            asyncio.get_running_loop().call_later(60, self.rejoin, params[0])

    def rejoin(self, channel):
        if self.is_ready:
            self.put(next((f"JOIN {c}" for c in self.channels if lower(c.split()[0]) == lower(channel)), "PING :none"))

    def negotiate(self, command, params):
        """IRCv3 capabilities and SASL PLAIN (RFC 4616); a server that has neither goes on without."""
        user, password = self.sasl
        if command == "CAP" and len(params) > 2 and params[1] == "LS":
            self.offered |= {word.partition("=")[0] for word in params[-1].split()}
            if params[2] == "*":
                return
            wanted = self.offered & (CAPABILITIES | ({"sasl"} if user else set()))
            if user and "sasl" not in wanted:
                raise Refused(EXIT_NOT_PERMITTED, "the server has no SASL")
            self.put(f"CAP REQ :{' '.join(sorted(wanted))}" if wanted else "CAP END")
        elif command == "CAP" and len(params) > 1 and params[1] == "ACK":
            self.put("AUTHENTICATE PLAIN" if user else "CAP END")
        elif command == "CAP" and len(params) > 1 and params[1] == "NAK":
            if user:
                raise Refused(EXIT_NOT_PERMITTED, "the server does not let us use SASL")
            self.put("CAP END")
        elif command == "AUTHENTICATE" and params == ["+"]:
            text = base64.b64encode(f"{user}\0{user}\0{password}".encode()).decode()
            pieces = [text[i:i + 400] for i in range(0, len(text), 400)]
            for piece in pieces + (["+"] if len(pieces[-1]) == 400 else []):
                self.put(f"AUTHENTICATE {piece}")
        elif command == "903":
            self.has_account = True
            self.put("CAP END")
        elif command in ("902", "904", "905", "906", "908"):
            raise Refused(EXIT_NOT_PERMITTED, f"the account may not log in: {params[-1]}")

    def message(self, line):
        target, text = line.params[0], line.params[-1]
        # Services and servers say NOTICE, and nothing automatic answers one (RFC 2812, 3.3.2).
        if line.command == "NOTICE" or not self.is_ready or "." in line.nick or lower(line.nick) == lower(self.current):
            return
        if text.startswith("\x01"):
            kind, _, text = text.strip("\x01").partition(" ")
            if kind != "ACTION":
                return
            text = f"* {line.nick} {text}"
        text = plain(text).strip()
        in_channel = target[:1] in "#&+!"
        if in_channel:
            if not mentions(text, self.current):
                return
            text = without_address(text, self.current)
        elif lower(target) != lower(self.current):
            return
        network = self.network or self.host
        customer = f"{lower(line.nick)}@{network}"
        sent_at = self.instant(line.tags.get("time"))
        known = line.tags.get("msgid")
        if known is None and "time" in line.tags:
            # A bouncer plays back with the same time: the same line has the same name.
            known = f"{line.tags['time']} {line.prefix} {target} {text}"
        digest = hashlib.sha256(f"{network} {known}".encode()).hexdigest()[:32] if known else uuid.uuid4().hex
        event = {
            "type": "message", "id": digest, "conversation": f"{lower(target)}/{customer}" if in_channel else customer,
            "sender": {"id": customer, "name": line.nick}, "sent_at": sent_at, "text": text, "attachments": [],
            "to": f"{lower(target)}@{network}"}
        self.event(digest, event)

    @staticmethod
    def instant(text):
        try:
            return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)
        except (AttributeError, ValueError):
            return int(time.time() * 1000)

    # MARK: What we say

    async def send(self, message):
        """Writes the lines, then a PING: its PONG says that the server has taken them, or has said why not."""
        customer = message["recipient"]
        nick = customer.rpartition("@")[0] or customer
        target, prefix = nick, ""
        if message["conversation"].endswith(f"/{customer}"):
            target, prefix = message["conversation"][:-len(customer) - 1], f"{nick}: "
        if not target or any(c in target for c in " \r\n\0,:"):
            raise SendFailed("permanent", "bad_address", "this is no address of IRC")
        room = 512 - 2 - MASK - len(self.current.encode()) - len(f"PRIVMSG {target} :".encode())
        lines = split(prefix + message["text"].replace("\0", ""), room)
        if not lines:
            raise SendFailed("permanent", "empty", "there is no text to send")
        if len(lines) > BURST:
            # So many lines would take minutes.
            lines = split(" | ".join(lines), room)
        cost = len(lines) + 1
        wait = self.delay(self.queued + cost)
        if wait > PATIENCE:
            raise SendFailed("rate_limited", "flood", "the server takes a line in two seconds", retry_after=wait)
        self.queued += cost
        try:
            return await self.deliver(target, lines, cost)
        finally:
            self.queued -= cost

    async def deliver(self, target, lines, cost):
        async with self.turns:
            await asyncio.sleep(self.delay(cost))
            if not self.is_ready:
                raise SendFailed("transient", "not_connected", "there is no connection to the server")
            self.credit -= cost
            token, answer = uuid.uuid4().hex[:16], asyncio.get_running_loop().create_future()
            self.trying = (token, target, answer)
            try:
                for line in lines:
                    self.put(f"PRIVMSG {target} :{line}")
                self.put(f"PING :{token}")
                failure = await asyncio.wait_for(answer, ANSWER - PATIENCE)
            except asyncio.TimeoutError:
                raise SendFailed("maybe_sent", "no_answer", "the server did not say that it took the message") from None
            finally:
                self.trying = None
        if failure is not None:
            raise failure
        return None

    def settle(self, failure):
        if not self.trying[2].done():
            self.trying[2].set_result(failure)

    def delay(self, cost):
        """Seconds until so many lines may be sent."""
        now = time.monotonic()
        self.credit = min(BURST + 1, self.credit + (now - self.credited) / PER_LINE)
        self.credited = now
        return max(0.0, (cost - self.credit) * PER_LINE)


if __name__ == "__main__":
    IRC().run()

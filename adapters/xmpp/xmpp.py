#!/usr/bin/env python3
"""inboxd's adapter for XMPP: one-to-one chats of one account."""

import asyncio
import hashlib
import json
import logging
import os
import random
import ssl
import time
import uuid

import slixmpp
from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

import xmpp_stanzas as stanzas
from inboxd_adapter import EXIT_CONFIGURATION, EXIT_NOT_PERMITTED, Adapter, Refused, SendFailed

# Seconds: for logging in, for an answer of the server, of silence before it is asked whether it is there.
LOGIN, ANSWER, SILENCE = 60, 20, 60


class XMPP(Adapter):
    name = "xmpp"
    capabilities = {"send": True, "text_limit": {"unit": "bytes", "count": 60_000}}

    def configure(self, settings):
        jid = slixmpp.JID(settings["jid"])
        if not jid.user:
            raise Refused(EXIT_CONFIGURATION, "jid takes an address, such as support@example.com")
        self.own, self.password = jid.bare.lower(), settings["password"]
        self.address = (settings["server"], settings.get("port") or 5222) if settings.get("server") else None
        self.context = ssl.create_default_context()
        if settings.get("tls_ca"):
            try:
                self.context = ssl.create_default_context(cafile=settings["tls_ca"])
            except OSError as error:
                raise Refused(EXIT_CONFIGURATION, f"tls_ca: {error}") from None
        self.client, self.caught_up, self.waiting, self.owed = None, False, {}, {}
        # While the archive is being read: what it has told, and what came meanwhile and stands in it too.
        self.told, self.held = set(), []

    # MARK: The connection

    async def work(self):
        self.since = self.first_start()
        backoff = 1
        while True:
            self.state("connecting")
            started = time.monotonic()
            reason = await self.session()
            if time.monotonic() - started > 120:
                backoff = 1
            self.state("failing", reason[:250])
            await asyncio.sleep(backoff * random.uniform(0.5, 1))
            backoff = min(backoff * 2, 300)

    def first_start(self):
        """Since when messages are ours: the archive is asked from then on as long as nothing of it has come."""
        now = int(time.time() * 1000)
        if self.state_directory is None:
            return now
        path = os.path.join(self.state_directory, "since")
        try:
            with open(path) as file:
                return int(file.read())
        except (OSError, ValueError):
            with open(path + ".new", "w") as file:
                file.write(str(now))
                file.flush()
                os.fsync(file.fileno())
            os.replace(path + ".new", path)
            return now

    async def session(self):
        """One connection, from its making to its end; returns why it ended."""
        loop = asyncio.get_running_loop()
        ended, ready = loop.create_future(), loop.create_future()
        # A resource of its own each time: the server may still have the last one.
        client = slixmpp.ClientXMPP(slixmpp.JID(f"{self.own}/inboxd-{uuid.uuid4().hex[:8]}"), self.password)
        client.ssl_context = self.context
        client.auto_authorize, client.auto_subscribe = True, False
        for plugin in ("xep_0030", "xep_0199"):
            client.register_plugin(plugin)
        for feature in (stanzas.NS["receipts"], stanzas.NS["correct"], stanzas.NS["markers"]):
            client["xep_0030"].add_feature(feature)
        client.register_handler(Callback("every message", MatchXPath(f"{stanzas.CLIENT}message"), self.received))

        def end(reason):
            if not ended.done():
                ended.set_result(reason)

        # The certificate is the domain's, whichever host serves it.
        client.add_event_handler("connected", lambda _: setattr(client, "default_domain", client.boundjid.host))
        client.add_event_handler("session_start", lambda _: ready.done() or ready.set_result(None))
        client.add_event_handler("failed_all_auth", lambda _: end(Refused(
            EXIT_NOT_PERMITTED, f"the server does not let {self.own} in")))
        client.add_event_handler("ssl_invalid_chain", lambda error: end(f"the server's certificate: {error}"))
        client.add_event_handler("connection_failed", lambda error: end(f"no connection: {error}"))
        client.add_event_handler("disconnected", lambda reason: end(f"the connection was lost ({reason})"))
        client.connect(self.address)
        try:
            await asyncio.wait({ready, ended}, timeout=LOGIN, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                end("the server did not let us in in time")
            if not ended.done():
                self.client = client
                await self.begin(client, ended)
                keeping = asyncio.ensure_future(self.keep_alive(client, end))
                await ended
                keeping.cancel()
        finally:
            self.client, self.caught_up = None, False
            self.told, self.held = set(), []
            for identifier in list(self.waiting):
                self.settle(identifier, SendFailed(
                    "maybe_sent", "connection_lost", "the connection was lost while it was being sent"))
            client.cancel_connection_attempt()
            client.abort()
        reason = ended.result()
        if isinstance(reason, Refused):
            raise reason
        return reason

    async def begin(self, client, ended):
        """What was missed first, by the archive's own order; then we are there."""
        client.send_presence()
        try:
            await client.make_iq_set(self.element("carbons", "enable")).send(timeout=ANSWER)
        except (IqError, IqTimeout):
            pass
        self.state("backfilling")
        try:
            await self.catch_up(client)
        except IqTimeout:
            if not ended.done():
                ended.set_result("the archive did not answer")
            return
        except IqError as error:
            self.log("warning", f"the server has no archive of ours ({error.condition}): what comes while we are "
                     "away comes only if it keeps messages for those who are offline")
        self.caught_up = True
        held, told = self.held, self.told
        self.told, self.held = set(), []
        for xml in held:
            if stanzas.unwrapped(xml, self.own)[1] not in told:
                self.take(xml)
        self.state("connected")

    @staticmethod
    def element(prefix, name):
        return stanzas.ET.Element(stanzas.tag(prefix, name))

    async def catch_up(self, client):
        after, start = None, self.since
        if self.cursor:
            known = json.loads(self.cursor)
            after, start = known["id"], None
        while True:
            request = client.make_iq_set(stanzas.query(after, start))
            try:
                answer = await request.send(timeout=ANSWER)
            except IqError as error:
                # The archive no longer has what we knew last.
                if after is None or error.condition != "item-not-found":
                    raise
                after, start = None, json.loads(self.cursor)["at"]
                continue
            fin = answer.xml.find(stanzas.tag("mam", "fin"))
            last = fin.findtext("{http://jabber.org/protocol/rsm}set/{http://jabber.org/protocol/rsm}last")
            if fin.get("complete") == "true" or not last:
                return
            after = last

    async def keep_alive(self, client, end):
        while True:
            await asyncio.sleep(SILENCE)
            try:
                await client["xep_0199"].send_ping(slixmpp.JID(client.boundjid.host), timeout=ANSWER)
            except IqTimeout:
                return end("the server is silent")
            except IqError:
                pass

    # MARK: What comes in

    def received(self, stanza):
        try:
            self.take(stanza.xml)
        except Exception as error:  # One message must not take the connection down.
            logging.error("a message could not be read: %r", error)

    def take(self, xml):
        message, archived, sent_at = stanzas.unwrapped(xml, self.own)
        is_archived = message is not xml and xml.find(stanzas.tag("mam", "result")) is not None
        if is_archived:
            self.told.add(archived)
        elif archived and not self.caught_up:
            # It comes in its place, after what is older.
            return self.held.append(xml)
        event = stanzas.event(message, self.own, archived, sent_at)
        if event is None:
            return
        if event["type"] == "receipt" and event["state"] == "failed" and event["target"] in self.waiting:
            # It came back before we knew that it had gone out.
            retry = "permanent" if event["permanent"] else "transient"
            return self.settle(event["target"], SendFailed(retry, event["error"], f"it came back: {event['error']}"))
        name = f"archive {archived}" if archived else f"live {uuid.uuid4().hex}"
        name = stanzas.shortened(name, 180)
        cursor = None
        if archived:
            cursor = json.dumps({"id": archived, "at": event.get("sent_at") or event.get("at")})
            self.cursor = cursor
        if stanzas.wants_receipt(message) and event["type"] in ("message", "edit"):
            self.owed[name] = (message.get("from"), stanzas.own_id(message))
        self.event(name, event, cursor)

    def acknowledged(self, name):
        """inboxd has it on disk: now the customer may be told that it arrived (XEP-0184)."""
        recipient, identifier = self.owed.pop(name, (None, None))
        if self.client is None or not recipient or not identifier:
            return
        receipt = self.client.make_message(recipient, mtype="chat")
        receipt.append(stanzas.ET.Element(stanzas.tag("receipts", "received"), id=identifier))
        receipt.send()

    # MARK: What goes out

    async def send(self, message):
        """Sends, and then asks our server for an answer: it takes stanzas in their order, so then it has the message."""
        client = self.client
        if client is None:
            raise SendFailed("transient", "not_connected", "there is no connection to the server")
        try:
            recipient = slixmpp.JID(message["recipient"])
        except slixmpp.InvalidJID:
            raise SendFailed("permanent", "bad_address", "this is no address of XMPP") from None
        if not recipient.domain:
            raise SendFailed("permanent", "bad_address", "this is no address of XMPP")
        key = hashlib.sha256(message["idempotency_key"].encode()).hexdigest()[:32]
        identifier = f"{stanzas.OURS}{key}"
        # What XML cannot carry.
        text = "".join(c for c in message["text"] if c >= " " and c not in "\ufffe\uffff" or c in "\n\t")
        stanza = client.make_message(recipient, mbody=text, mtype="chat")
        stanza["id"] = identifier
        for child in stanzas.outgoing(message, identifier, self.own):
            stanza.append(child)
        answer = self.waiting[identifier] = asyncio.get_running_loop().create_future()
        stanza.send()
        asking = asyncio.ensure_future(self.confirm(client, identifier))
        try:
            failure = await asyncio.wait_for(answer, ANSWER + 5)
        except asyncio.TimeoutError:
            raise SendFailed("maybe_sent", "no_answer", "the server did not say that it took the message") from None
        finally:
            self.waiting.pop(identifier, None)
            asking.cancel()
        if failure is not None:
            raise failure
        return identifier

    async def confirm(self, client, identifier):
        try:
            await client["xep_0199"].send_ping(slixmpp.JID(client.boundjid.host), timeout=ANSWER)
        except IqTimeout:
            return
        except IqError:
            pass  # A server that does not know pings has answered too.
        self.settle(identifier, None)

    def settle(self, identifier, failure):
        answer = self.waiting.get(identifier)
        if answer is not None and not answer.done():
            answer.set_result(failure)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    XMPP().run()

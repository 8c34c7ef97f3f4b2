#!/usr/bin/env python3
"""A customer on a real XMPP server (Prosody) writes to a real inboxd through adapters/xmpp, and gets answers: what is lost or
doubled when the server restarts, and when daemon and adapter are killed?"""

import asyncio
import json
import os
import signal
import socket
import ssl
import subprocess
import threading

import slixmpp
from slixmpp.xmlstream import ET
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from scene import ROOT, Daemon, Process, check, conform, eventually, free_port, is_running, main

DOMAIN = "example.test"
SUPPORT, ADA, KIT = f"support@{DOMAIN}", f"ada@{DOMAIN}", f"kit@{DOMAIN}"
PASSWORD = "a long password"


class Server(Process):
    def __init__(self, folder, port):
        self.port = port
        self.certificate = folder / "server.crt"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", f"/CN={DOMAIN}", "-addext", f"subjectAltName=DNS:{DOMAIN}", "-keyout", str(folder / "server.key"),
             "-out", str(self.certificate)], check=True, stderr=subprocess.DEVNULL)
        accounts = folder / "prosody" / "example%2etest" / "accounts"
        accounts.mkdir(parents=True)
        for name in ("support", "ada", "kit"):
            (accounts / f"{name}.dat").write_text(f'return {{ ["password"] = "{PASSWORD}"; }};\n')
        (folder / "prosody.cfg.lua").write_text(f"""
run_as_root = true
daemonize = false
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/prosody"
log = {{ info = "*console" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
s2s_ports = {{}}
http_ports = {{}}
https_ports = {{}}
c2s_direct_tls_ports = {{}}
modules_enabled = {{ "roster", "saslauth", "tls", "disco", "ping", "mam", "carbons", "offline" }}
modules_disabled = {{ "s2s" }}
authentication = "internal_plain"
storage = "internal"
c2s_require_encryption = true
VirtualHost "{DOMAIN}"
    ssl = {{ key = "{folder}/server.key"; certificate = "{folder}/server.crt" }}
""")
        super().__init__(folder, "prosody", ["prosody", "-F", "--config", str(folder / "prosody.cfg.lua")])

    def start(self):
        super().start()
        eventually("the server answers", lambda: socket.create_connection(("127.0.0.1", self.port)).close() or True)


class Customer:
    """A client of somebody else's making, on a thread of its own."""

    def __init__(self, server, jid, password=PASSWORD):
        self.server, self.jid, self.password = server, jid, password
        self.stanzas = []
        self.count = 0
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.log_in()

    def log_in(self):
        asyncio.run_coroutine_threadsafe(self._log_in(), self.loop).result(60)

    async def _log_in(self):
        asyncio.set_event_loop(self.loop)
        ready = self.loop.create_future()
        self.client = slixmpp.ClientXMPP(self.jid, self.password)
        self.client.ssl_context = ssl.create_default_context(cafile=str(self.server.certificate))
        self.client.register_plugin("xep_0199")
        self.client.register_handler(Callback(
            "all", MatchXPath("{jabber:client}message"), lambda stanza: self.stanzas.append(stanza.xml)))
        self.client.add_event_handler("session_start", lambda _: ready.done() or ready.set_result(None))
        self.client.add_event_handler("connected", lambda _: setattr(self.client, "default_domain", DOMAIN))
        self.client.connect(("127.0.0.1", self.server.port))
        await asyncio.wait_for(ready, 50)
        self.client.send_presence()

    def say(self, text, *children, identifier=None, to=SUPPORT):
        """Sends a message with further children, and waits until the server has it; its id."""
        self.count += 1
        identifier = identifier or f"m{self.count}"

        async def send():
            message = self.client.make_message(to, mbody=text or None, mtype="chat")
            message["id"] = identifier
            for child in children:
                message.append(ET.fromstring(child))
            message.send()
            await self.client["xep_0199"].send_ping(slixmpp.JID(DOMAIN), timeout=20)

        asyncio.run_coroutine_threadsafe(send(), self.loop).result(30)
        return identifier

    def heard(self, text):
        return [s for s in self.stanzas if s.findtext("{jabber:client}body") == text]

    def receipts(self):
        return [s.find("{urn:xmpp:receipts}received").get("id") for s in self.stanzas
                if s.find("{urn:xmpp:receipts}received") is not None]

    def leave(self):
        async def leave():
            await self.client.disconnect()
        asyncio.run_coroutine_threadsafe(leave(), self.loop).result(30)


def settings(server, jid, folder):
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o600)
    return {"jid": jid, "password": {"file": str(secret)}, "server": "127.0.0.1", "port": server.port,
            "tls_ca": str(server.certificate)}


def run(folder):
    server = Server(folder, free_port())
    wrong = folder / "wrong"
    wrong.write_text("not the password")
    wrong.chmod(0o600)
    daemon = Daemon(folder, {
        "xmpp": {"channel": "xmpp", "settings": settings(server, SUPPORT, folder)},
        "locked-out": {"channel": "xmpp", "settings": {
            **settings(server, KIT, folder), "password": {"file": str(wrong)}}}})
    try:
        server.start()
        ada = Customer(server, ADA)
        provoker = f"""#!/usr/bin/python3 -B
import sys
sys.path[:0] = [{str(ROOT / "tools")!r}, {str(ROOT / "tools/adapters")!r}]
from check_xmpp import Customer
class Server:
    port, certificate = {server.port}, {str(server.certificate)!r}
Customer(Server, "ada@{DOMAIN}").say("hello", to="{KIT}")
"""
        conform(folder, {**settings(server, KIT, folder), "password": PASSWORD}, provoker,
                ["/usr/bin/python3", "-B", str(ROOT / "adapters/xmpp/xmpp.py")], "--wait", "20",
                "--recipient", ADA)
        daemon.start()
        walk(server, daemon, ada)
    finally:
        daemon.end()
        server.end()


def walk(server, daemon, ada):
    def connected():
        return daemon.is_well("xmpp")

    def of(texts):
        # The archive tells times in seconds: only what was said in a row has its order.
        return [text for text in daemon.texts() if text in texts]

    eventually("the inbox is connected", connected)
    eventually("a wrong password is shown as such", lambda: "may not log in" in json.dumps(daemon.inbox("locked-out")))
    check(PASSWORD not in (daemon.log.read_text() + json.dumps(daemon.ctl("inbox", "list"))), "no password is in log or list")
    first = ada.say("My parcel is lat", '<request xmlns="urn:xmpp:receipts"/>')
    eventually("a message arrives", lambda: daemon.texts() == ["My parcel is lat"])
    eventually("and the customer is told so", lambda: ada.receipts() == [first])
    ada.say("My parcel is late", f'<replace xmlns="urn:xmpp:message-correct:0" id="{first}"/>')
    eventually("its correction arrives", lambda: len(daemon.happened("message.edited")) == 1)
    url = "https://upload.example.test/f/label%20one.png"
    ada.say(url, f'<x xmlns="jabber:x:oob"><url>{url}</url></x>')
    eventually("a file's link arrives", lambda: [m for m in daemon.messages() if [
        (a.get("kind"), a.get("url"), a.get("name")) for a in m.get("attachments", [])] == [("image", url, "label one.png")]])
    secret = ada.say("my password is swordfish")
    eventually("a further message arrives", lambda: "my password is swordfish" in daemon.texts())
    ada.say("This message was taken back.", '<apply-to xmlns="urn:xmpp:fasten:0" id="%s">'
            '<retract xmlns="urn:xmpp:message-retract:0"/></apply-to>' % secret)
    eventually("its retraction arrives", lambda: len(daemon.happened("message.deleted")) == 1)

    conversation = daemon.conversations()[0]["id"]
    daemon.reply(conversation, "We are looking.")
    ours = eventually("our reply arrives", lambda: ada.heard("We are looking."))[0].get("id")
    eventually("and is sent", lambda: daemon.is_sent("We are looking."))
    ada.say("", f'<received xmlns="urn:xmpp:receipts" id="{ours}"/>')
    eventually("the receipt arrives", lambda: [m for m in daemon.messages() if m.get("state") == "delivered"])
    ada.say("", f'<displayed xmlns="urn:xmpp:chat-markers:0" id="{ours}"/>')
    eventually("and that it was read", lambda: [m for m in daemon.messages() if m.get("state") == "read"])
    ada.say("> We are looking.\nThank you!", f'<reply xmlns="urn:xmpp:reply:0" to="{SUPPORT}" id="{ours}"/>',
            '<fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="0" end="18"/></fallback>')
    eventually("an answer arrives, without what it repeats", lambda: "Thank you!" in daemon.texts())

    ada.say("once", identifier="again")
    ada.say("once", identifier="again")
    eventually("a stanza that comes twice is counted as a duplicate", lambda: daemon.deliveries("duplicate"))
    check(daemon.texts().count("once") == 1, "and has one effect")

    server.end()
    eventually("the inbox shows that the server is away",
               lambda: daemon.has_failed("xmpp"))
    daemon.reply(conversation, "It leaves today.")
    server.start()
    ada.log_in()
    eventually("a reply arrives that was written while it was away", lambda: daemon.is_sent("It leaves today."), 60)
    eventually("and the customer has it", lambda: ada.heard("It leaves today."))
    ada.say("after the restart")
    eventually("a message of after its restart arrives", lambda: "after the restart" in daemon.texts())

    eventually("the inbox is connected again", connected)
    for pid in daemon.adapters("xmpp.py"):
        os.kill(pid, signal.SIGKILL)
    killed = [f"while the adapter is dead {number}" for number in range(5)]
    for text in killed:
        ada.say(text)
    eventually("what was written while the adapter was dead arrives", lambda: of(killed) == killed, 60)

    eventually("and it is connected", connected)
    pid = daemon.adapters("xmpp.py")[0]
    daemon.end(signal.SIGKILL)
    eventually("the adapter dies with the daemon", lambda: not is_running(pid), 10)
    late = [f"while you were away {number}" for number in range(5)]
    for text in late:
        ada.say(text)
    daemon.start()
    eventually("what was written while the daemon was dead arrives", lambda: of(late) == late, 60)

    eventually("the inbox is connected once more", connected)
    pids = daemon.adapters("xmpp.py")
    daemon.end()
    eventually("stopping the daemon stops its adapters", lambda: not any(map(is_running, pids)), 10)
    ada.say("good night")
    daemon.start()
    eventually("a message of the pause arrives", lambda: of(["good night"]), 60)

    eventually("nothing is pending", lambda: not daemon.deliveries("pending"))
    check(not daemon.deliveries("quarantined"), "nothing is quarantined")
    said = [m["text"] for m in daemon.messages() if m["direction"] == "inbound" and m.get("text")]
    expected = ["Thank you!", "once", "after the restart", *killed, *late, "good night"]
    check(sorted(t for t in said if t in expected) == sorted(expected), "each message is there once")
    check((of(killed), of(late)) == (killed, late), "in its order")
    check(len(ada.heard("We are looking.")) == len(ada.heard("It leaves today.")) == 1, "each reply came once")
    check(len(daemon.conversations()) == 1, "in one conversation")
    check(daemon.ctl("ledger", "check") is not None, "the ledger is balanced")


if __name__ == "__main__":
    main("xmpp", run)

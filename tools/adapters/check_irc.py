#!/usr/bin/env python3
"""A customer on a real IRC server (ngircd) writes to a real inboxd through adapters/irc, and gets answers."""

import base64
import json
import os
import signal
import socket
import subprocess
import threading

from scene import ROOT, Daemon, Process, check, conform, eventually, free_port, is_running, main


class Customer:
    """A client of IRC, by hand."""

    def __init__(self, port, nick):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.socket.makefile("rw", encoding="utf-8", newline="\r\n")
        self.lines = []
        self.say(f"NICK {nick}")
        self.say(f"USER {nick} 0 * :{nick}")
        while " 001 " not in self.file.readline():
            pass
        self.socket.settimeout(None)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        try:
            for line in self.file:
                if line.startswith("PING"):
                    self.say(line.replace("PING", "PONG", 1).strip())
                self.lines.append(line.rstrip("\r\n"))
        except (OSError, ValueError):
            pass

    def say(self, line):
        self.file.write(line + "\r\n")
        self.file.flush()

    def sees(self, nick):
        """Whether somebody has the nick (ISON, RFC 2812, 4.9)."""
        count = len(self.answers())
        self.say(f"ISON {nick}")
        eventually(f"an answer about {nick}", lambda: len(self.answers()) > count)
        return self.answers()[-1].split(" :", 1)[1].strip() != ""

    def answers(self):
        return [line for line in self.lines if " 303 " in line]

    def heard(self, target, sender="support"):
        return [line.split(" :", 1)[1] for line in self.lines
                if line.startswith(f":{sender}!") and f" PRIVMSG {target} :" in line]


class Scripted:
    """Stands where no server of Debian does: one that has SASL and names messages (IRCv3). Says the same message twice."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            peer, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        file = peer.makefile("rw", encoding="utf-8", newline="\r\n")

        def say(line):
            file.write(line + "\r\n")
            file.flush()

        for line in file:
            words = line.split()
            if words[:2] == ["CAP", "LS"]:
                say(":s CAP * LS * :multi-prefix")
                say(":s CAP * LS :sasl=PLAIN message-tags server-time")
            elif words[:2] == ["CAP", "REQ"]:
                say(":s CAP * ACK " + line.strip().partition("REQ ")[2])
            elif words == ["AUTHENTICATE", "PLAIN"]:
                say("AUTHENTICATE +")
            elif words[0] == "AUTHENTICATE":
                good = base64.b64decode(words[1]) == "ada\0ada\0geheimnis".encode()
                say(":s 903 x :Welcome" if good else ":s 904 x :SASL authentication failed")
            elif words == ["CAP", "END"]:
                say(":s 001 support :Welcome")
                say(":s 005 support NETWORK=Scripted :are supported")
                for _ in range(2):
                    say("@msgid=abc;time=2026-01-02T03:04:05.678Z :Bob!b@h PRIVMSG support :once\\: only")
                say(":s NOTICE support :no message")
                say(":Bob!b@h NOTICE support :no message either")
            elif words[0] == "PING":
                say(f":s PONG s {words[1]}")


class Server(Process):
    def __init__(self, folder, port, secure):
        self.port = port
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "server.key"),
             "-out", str(folder / "server.crt")], check=True, stderr=subprocess.DEVNULL)
        (folder / "ngircd.conf").write_text(f"""
[Global]
Name = irc.example.test
Info = check
Ports = {port}
Listen = 127.0.0.1
MotdPhrase = hello
Network = ExampleNet
[Limits]
MaxConnectionsIP = 0
[Options]
DNS = no
Ident = no
PAM = no
IncludeDir = {folder}/none
[SSL]
CertFile = {folder}/server.crt
KeyFile = {folder}/server.key
Ports = {secure}
""")
        (folder / "none").mkdir()
        super().__init__(folder, "ngircd", ["ngircd", "-n", "-f", str(folder / "ngircd.conf")])

    def start(self):
        super().start()
        eventually("the server answers", lambda: socket.create_connection(("127.0.0.1", self.port)).close() or True)


PROVOKER = """#!/usr/bin/env python3
import socket, time
peer = socket.create_connection(("127.0.0.1", {port}), timeout=20)
peer.sendall(b"NICK bob\\r\\nUSER bob 0 * :bob\\r\\n")
text = b""
while b" 001 " not in text:
    text += peer.recv(4096)
for attempt in range(20):
    peer.sendall(b"PRIVMSG kit :hello\\r\\nPING :done\\r\\n")
    text = b""
    while b"PONG" not in text:
        text += peer.recv(4096)
    if b" 401 " not in text:
        break
    time.sleep(0.5)
"""


def run(folder):
    port, secure = free_port(), free_port()
    server, scripted = Server(folder, port, secure), Scripted()
    settings = {"server": "localhost", "port": secure, "tls_ca": str(folder / "server.crt"), "nick": "support",
                "channels": ["#help"]}
    account = {"server": "127.0.0.1", "port": scripted.port, "tls": False, "nick": "support", "sasl_user": "ada"}
    for name, text in (("good", "geheimnis"), ("wrong", "falsch")):
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    crooked = folder / "adapters" / "crooked"
    crooked.mkdir(parents=True)
    (crooked / "adapter.yaml").write_text("name: crooked\n")
    daemon = Daemon(folder, {
        "crooked": {"channel": "crooked"},
        "irc": {"channel": "irc", "settings": settings},
        "untrusted": {"channel": "irc", "settings": {"server": "localhost", "port": secure, "nick": "nobody"}},
        "account": {"channel": "irc", "settings": {**account, "sasl_password": {"file": str(folder / "good")}}},
        "locked-out": {"channel": "irc", "settings": {**account, "sasl_password": {"file": str(folder / "wrong")}}},
        "broken": {"channel": "exec", "settings": {"command": ["/nonexistent/adapter"]}}})
    try:
        server.start()
        conform(folder, {**settings, "nick": "kit"}, PROVOKER.format(port=port),
                ["python3", "-B", str(ROOT / "adapters/irc/irc.py")])
        daemon.start()
        walk(server, daemon, port)
    finally:
        daemon.end()
        server.end()


def walk(server, daemon, port):
    eventually("the inbox is connected", lambda: daemon.is_well("irc"))
    broken = eventually("what cannot be run is shown with its reason",
                        lambda: "nonexistent" in json.dumps(daemon.inbox("broken")) and daemon.inbox("broken"))
    check("No such file" in json.dumps(broken), "and the reason is the system's")
    check('\"command\" is missing' in str(daemon.inbox("crooked").get("problem")), "and what is wrong with a folder")
    eventually("a wrong password of an account is shown as such", lambda: "may not log in" in json.dumps(
        daemon.inbox("locked-out")))
    eventually("and a certificate that nobody vouches for", lambda: "CERTIFICATE_VERIFY_FAILED" in json.dumps(
        daemon.inbox("untrusted")))
    eventually("a message that comes twice under one name", lambda: len(daemon.conversations()) == 1)
    bob = daemon.conversations()[0]["id"]
    check(daemon.texts(bob) == ["once\\: only"], "is there once")
    log = daemon.log.read_text() + json.dumps(daemon.ctl("inbox", "list"))
    check("geheimnis" not in log and "falsch" not in log, "no password is in log or list")
    running = set(daemon.adapters("irc.py"))
    daemon.reload()
    check(running <= set(daemon.adapters("irc.py")), "a reload leaves adapters running")
    daemon.config["inboxes"]["irc"]["settings"]["realname"] = "Kundendienst"
    daemon.reload()
    eventually("and starts the one anew that has other settings",
               lambda: len(running - set(daemon.adapters("irc.py"))) == 1 and daemon.is_well("irc"))
    ada = Customer(port, "Ada")
    ada.say("JOIN #help")
    ada.say("PRIVMSG support :My parcel is \x02late\x02 ä")
    first = eventually("a message arrives", lambda: next(
        (c["id"] for c in daemon.conversations() if daemon.texts(c["id"]) == ["My parcel is late ä"]), None))
    ada.say("PRIVMSG #help :nobody is asked")
    ada.say("PRIVMSG #help :support: and my other parcel?")
    second = eventually("one that names us in a channel is a conversation of its own", lambda: next(
        (c["id"] for c in daemon.conversations() if daemon.texts(c["id"]) == ["and my other parcel?"]), None))
    daemon.reply(first, "We are looking.")
    eventually("our reply arrives", lambda: ada.heard("Ada") == ["We are looking."])
    eventually("and is sent", lambda: daemon.is_sent("We are looking.", first))
    long = "Es dauert länger. " * 60
    daemon.reply(second, long.strip())
    eventually("a long one arrives in the channel, in lines", lambda: len(ada.heard("#help")) == 3)
    check(" ".join(ada.heard("#help")) == f"ada: {long.strip()}", "cut at words, nothing lost")
    check(all(len(line.encode()) + 2 <= 512 for line in ada.lines), "none longer than 512 bytes")
    

    killed = daemon.adapters("irc.py")
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    eventually("adapters that were killed are started again",
               lambda: len(set(daemon.adapters("irc.py")) - set(killed)) >= len(killed) - 1)
    eventually("and connect", lambda: daemon.is_well("irc"))
    eventually("under their nick, once the server has noticed that they were killed",
               lambda: ada.sees("support") and not ada.sees("support_"))
    ada.say("PRIVMSG support :after the adapter was killed")
    eventually("a message arrives after that", lambda: "after the adapter was killed" in daemon.texts(first))

    server.end()
    eventually("the inbox shows that the server is away",
               lambda: daemon.has_failed("irc"))
    daemon.reply(first, "It leaves today.")
    server.start()
    eventually("the adapter finds it again", lambda: daemon.is_well("irc"))
    ada = Customer(port, "Ada")
    eventually("a reply that was written while it was away arrives, or is shown as failed where the customer came later",
               lambda: ada.heard("Ada") == ["It leaves today."] or daemon.happened("message.failed", first), 60)

    pids = daemon.adapters("irc.py")
    daemon.end(signal.SIGKILL)
    eventually("the adapters die with the daemon", lambda: not any(map(is_running, pids)), 10)
    daemon.start()
    eventually("both are there again", lambda: daemon.is_well("irc"))
    eventually("under their nick", lambda: ada.sees("support") and not ada.sees("support_"))
    ada.say("PRIVMSG support :after the daemon was killed")
    eventually("a message arrives after that", lambda: "after the daemon was killed" in daemon.texts(first))

    pids = daemon.adapters("irc.py")
    eventually("nothing is pending", lambda: not daemon.deliveries("pending"))
    check(not daemon.deliveries("quarantined"), "nothing is quarantined")
    texts = [t for t in daemon.texts(first) if not t.startswith(("We", "It"))]
    check(texts == ["My parcel is late ä", "after the adapter was killed", "after the daemon was killed"],
          "each message is there once")
    check(daemon.ctl("ledger", "check") is not None, "the ledger is balanced")
    daemon.end()
    eventually("stopping the daemon stops the adapters", lambda: not any(map(is_running, pids)), 10)


main("irc", run)

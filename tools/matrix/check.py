#!/usr/bin/env python3
"""A customer on a real Matrix homeserver writes to a real inboxd, and gets an answer: what is lost or doubled when the
homeserver restarts, the daemon is killed, and a transaction comes twice? Exits with 1 at the first thing that is wrong.
Everything runs on loopback, in a folder that is removed."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import scene
from scene import BIN, ROOT, Process, check, free_port, main

SERVER = "hs.example"
BOT = f"@support:{SERVER}"
AS_TOKEN, HS_TOKEN = "as-token-of-the-check", "hs-token-of-the-check"


def eventually(what, probe, seconds=30):
    return scene.eventually(what, probe, seconds)


def request(method, url, token=None, body=None, raw=None, content_type="application/json"):
    """The answer's status and JSON."""
    data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
    headers = {"content-type": content_type}
    if token:
        headers["authorization"] = f"Bearer {token}"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=20) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        text = error.read()
        return error.code, json.loads(text) if text.startswith(b"{") else {"text": text.decode("utf-8", "replace")}


class Homeserver(Process):
    def __init__(self, folder, inbox_url):
        self.url = f"http://127.0.0.1:{free_port()}"
        registration = {
            "id": "inboxd", "url": inbox_url, "as_token": AS_TOKEN, "hs_token": HS_TOKEN, "sender_localpart": "support",
            "namespaces": {"users": [{"exclusive": True, "regex": "@_support_.*"}], "rooms": [], "aliases": []},
            "rate_limited": False}
        unlimited = {"per_second": 1000, "burst_count": 1000}
        config = {
            "server_name": SERVER, "pid_file": str(folder / "synapse.pid"), "report_stats": False,
            "listeners": [{"port": int(self.url.rsplit(":", 1)[1]), "bind_addresses": ["127.0.0.1"], "type": "http",
                           "resources": [{"names": ["client"]}]}],
            "database": {"name": "sqlite3", "args": {"database": str(folder / "synapse.db")}},
            "media_store_path": str(folder / "media"), "signing_key_path": str(folder / "signing.key"),
            "trusted_key_servers": [], "suppress_key_server_warning": True, "macaroon_secret_key": "macaroon",
            "enable_registration": True, "enable_registration_without_verification": True,
            "rc_message": unlimited, "rc_registration": unlimited,
            "app_service_config_files": [str(folder / "registration.yaml")]}
        # JSON is YAML.
        (folder / "registration.yaml").write_text(json.dumps(registration))
        (folder / "homeserver.yaml").write_text(json.dumps(config))
        program = [sys.executable, "-m", "synapse.app.homeserver", "-c", str(folder / "homeserver.yaml")]
        subprocess.run(program + ["--generate-keys"], check=True, cwd=folder, timeout=60,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        super().__init__(folder, "synapse", program)

    def start(self):
        super().start()
        eventually("the homeserver answers", lambda: self.call("GET", "/versions", prefix="/_matrix/client"), 60)

    def call(self, method, path, token=None, body=None, prefix="/_matrix/client/v3", **more):
        status, answer = request(method, f"{self.url}{prefix}{path}", token, body, **more)
        if status != 200:
            raise AssertionError(f"{method} {path}: {status} {answer}")
        return answer


class Daemon(scene.Daemon):
    def __init__(self, folder, port, homeserver):
        self.url = f"http://127.0.0.1:{port}"
        for name, token in (("hs-token", HS_TOKEN), ("as-token", AS_TOKEN)):
            (folder / name).write_text(token)
            (folder / name).chmod(0o600)
        inbox = {"channel": "matrix", "settings": {
            "homeserver": homeserver, "bot": BOT, "own_prefix": "@_support_",
            "hs_token": {"file": str(folder / "hs-token")}, "as_token": {"file": str(folder / "as-token")}}}
        super().__init__(
            folder, {"matrix": inbox}, channels=[str(ROOT / "channels")],
            server={"http": f"127.0.0.1:{port}", "control": str(folder / "c.sock")})

    def content(self, attachment):
        """The bytes that were attached."""
        command = [str(BIN / "inboxctl"), "attachment", "save", attachment, "--output", "-", "--socket", str(self.socket)]
        return subprocess.run(command, capture_output=True, timeout=30).stdout

    def timeline(self, conversation=None):
        """Of the only conversation."""
        found = self.conversations()
        if len(found) > 1:
            raise AssertionError(f"{len(found)} conversations instead of one")
        return super().timeline(conversation)


def run(folder):
    port = free_port()
    homeserver = Homeserver(folder, f"http://127.0.0.1:{port}/in/matrix")
    daemon = Daemon(folder, port, homeserver.url)
    try:
        daemon.start()
        homeserver.start()
        walk(homeserver, daemon)
    finally:
        homeserver.end()
        daemon.end()


def send_files(homeserver, daemon, answer, in_room, ours, ada, asked):
    """A reply with two files that quotes, and one that is too long for an event."""
    content = bytes(range(256)) * 4000
    folder = daemon.log.parent
    (folder / "plan é.bin").write_bytes(content)
    (folder / "dot.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    number = str(daemon.messages()[0]["id"])
    answer("Here is the plan.", "--attach", str(folder / "plan é.bin"), "--attach", str(folder / "dot.png"), "--reply-to", number)
    sent = eventually("a reply with a file arrives", lambda: in_room("Here is the plan."))[0]["content"]
    check(sent["msgtype"] == "m.file" and sent["filename"] == "plan é.bin", "it is a file with its name")
    check(sent["m.relates_to"]["m.in_reply_to"]["event_id"] == asked, "it quotes the message that it answers")
    picture = eventually("the second file arrives", lambda: in_room("dot.png"))[0]["content"]
    check(picture["msgtype"] == "m.image" and "m.relates_to" not in picture, "it is a picture, which quotes nothing")
    url = f"{homeserver.url}/_matrix/client/v1/media/download/{sent['url'].removeprefix('mxc://')}"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"authorization": f"Bearer {ada}"}), timeout=20) as answered:
        check(answered.read() == content, "its content is byte for byte what was attached")
    words = " ".join(f"word{n}" for n in range(8000))
    answer(words)
    eventually("a long reply arrives to its end", lambda: ours()[-1].endswith("word7999"))
    parts = [text for text in ours() if text.startswith("word")]
    check(" ".join(parts) == words and len(parts) == 3, "in three events, cut between words")


def walk(homeserver, daemon):
    ada = homeserver.call("POST", "/register", body={
        "auth": {"type": "m.login.dummy"}, "username": "ada", "password": "a long password"})["access_token"]
    room = homeserver.call("POST", "/createRoom", ada, {"preset": "private_chat", "invite": [BOT]})["room_id"]
    place = "/rooms/" + urllib.parse.quote(room)

    eventually("the invitation arrives", lambda: daemon.deliveries("ignored"))
    homeserver.call("POST", f"/join/{urllib.parse.quote(room)}", AS_TOKEN, {})
    count = 0

    def say(content, kind="m.room.message"):
        nonlocal count
        count += 1
        return homeserver.call("PUT", f"{place}/send/{kind}/t{count}", ada, content)["event_id"]

    def of_bot():
        chunk = homeserver.call("GET", f"{place}/messages?dir=b&limit=100", ada)["chunk"]
        return [e for e in reversed(chunk) if e["sender"] == BOT]

    def in_room(text):
        return [e for e in of_bot() if e["content"].get("body") == text]

    def ours():
        return [e["content"].get("body", "") for e in of_bot()]

    first = say({"msgtype": "m.text", "body": "My parcel is lat"})
    eventually("a message arrives", lambda: daemon.texts() == ["My parcel is lat"])
    say({"msgtype": "m.text", "body": "* My parcel is late", "m.new_content": {"msgtype": "m.text", "body": "My parcel is late"},
         "m.relates_to": {"rel_type": "m.replace", "event_id": first}})
    eventually("its edit arrives", lambda: len(daemon.happened("message.edited")) == 1)

    media = homeserver.call("POST", "/upload?filename=label.txt", ada, raw=b"4711\n", content_type="text/plain",
                            prefix="/_matrix/media/v3")["content_uri"]
    say({"msgtype": "m.file", "body": "label.txt", "url": media, "info": {"mimetype": "text/plain", "size": 5}})
    eventually("a file arrives", lambda: [m for m in daemon.messages() if [a.get("ref") for a in m.get("attachments", [])] == [media]])

    eventually("and its content is fetched", lambda: [
        a for m in daemon.messages() for a in m.get("attachments", []) if a.get("state") == "stored"])
    attachment = next(f"{m['id']}/0" for m in daemon.messages() if m.get("attachments"))
    check(daemon.content(attachment) == b"4711\n", "as it was sent")

    secret = say({"msgtype": "m.text", "body": "my password is swordfish"})
    eventually("a further message arrives", lambda: "my password is swordfish" in daemon.texts())
    homeserver.call("PUT", f"{place}/redact/{urllib.parse.quote(secret)}/r1", ada, {"reason": "typo"})
    eventually("its redaction arrives", lambda: len(daemon.happened("message.deleted")) == 1)

    conversation = str(daemon.ctl("conversation", "list")["items"][0]["id"])

    def answer(text, *more):
        if daemon.ctl("conversation", "reply", conversation, text, *more) is None:
            raise AssertionError("inboxctl conversation reply failed")

    answer("We are looking.")
    eventually("our reply arrives in the room", lambda: len(in_room("We are looking.")) == 1)
    eventually("and is sent", lambda: daemon.is_sent("We are looking."))
    send_files(homeserver, daemon, answer, in_room, ours, ada, first)

    homeserver.end()
    answer("It leaves today.")
    homeserver.start()
    eventually("a reply arrives that was written while the homeserver was away", lambda: daemon.is_sent("It leaves today."), 60)
    say({"msgtype": "m.text", "body": "after the restart"})
    eventually("a message of after its restart arrives", lambda: "after the restart" in daemon.texts(), 60)

    daemon.end(signal.SIGKILL)
    late = [f"while you were away {number}" for number in range(5)]
    for text in late:
        say({"msgtype": "m.text", "body": text})
    daemon.start()
    eventually("what was written while the daemon was dead arrives", lambda: daemon.texts()[-5:] == late, 90)
    check(len(in_room("We are looking.")) == 1 and len(in_room("It leaves today.")) == 1, "each reply stands in the room once")

    before = daemon.texts()
    latest = max(d["id"] for d in daemon.deliveries("processed"))
    whole = daemon.ctl("delivery", "show", str(latest), "--body")
    address = f"{daemon.url}/in/matrix{whole['subpath']}"
    status, _ = request("PUT", address, HS_TOKEN, raw=whole["body"]["data"].encode())
    check(status == 200, "a transaction that comes again is accepted")
    eventually("and counted as a duplicate", lambda: daemon.deliveries("duplicate"))
    check(daemon.texts() == before, "and has no second effect")
    check(request("PUT", address, "wrong", raw=b"{}")[0] == 403, "a wrong token is refused")

    eventually("nothing is pending", lambda: not daemon.deliveries("pending"))
    check(not daemon.deliveries("quarantined"), "nothing is quarantined")
    said = sorted(m["text"] for m in daemon.messages() if m["direction"] == "inbound" and m.get("text"))
    check([t for t in said if t.startswith(("My", "after", "while"))] == sorted(["My parcel is lat", "after the restart"] + late),
          "each message is there once")
    check(len(daemon.happened("message.edited")) == len(daemon.happened("message.deleted")) == 1, "and so are edit and deletion")
    check(daemon.ctl("ledger", "check") is not None, "the ledger is balanced")


main("matrix", run)

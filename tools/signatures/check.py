#!/usr/bin/env python3
"""Signs payloads with code that is not ours, and sees whether the daemon agrees.

For each of webhook, whatsapp and slack, a running daemon must take a payload signed by the vendor's or the standard's own
Python package, and must refuse it with one byte flipped, without a signature, with another key, and (where the scheme has a
time) signed an hour ago or an hour ahead. Only loopback addresses are asked.

Secrets come from the environment (WEBHOOK_SECRET, WHATSAPP_APP_SECRET, SLACK_SIGNING_SECRET) or, where they are not set
there, from the files of --secrets (webhook-secret, whatsapp-app-secret, slack-signing-secret).
Exit status: 0 all as expected, 1 something was not, 2 usage.
"""

import argparse
import hashlib
import hmac
import http.client
import ipaddress
import json
import os
import pathlib
import sys
import time
import urllib.parse
import uuid
from datetime import datetime, timezone

from pywa.utils import webhook_updates_validator
from slack_sdk.signature import SignatureVerifier
from standardwebhooks import Webhook

TIMEOUT = 10
HOUR = 3600


class Daemon:
    """The daemon's webhook address; every request has a connection of its own and a deadline."""

    def __init__(self, base):
        url = urllib.parse.urlsplit(base)
        if url.scheme != "http" or not url.hostname or not is_loopback(url.hostname):
            raise ValueError(f"{base}: only http on a loopback address is asked, such as http://127.0.0.1:8460")
        self.host, self.port = url.hostname, url.port or 80
        self.path = url.path.rstrip("/")

    def post(self, inbox, body, headers):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT)
        try:
            connection.request("POST", f"{self.path}/in/{inbox}", body, {"content-type": "application/json", **headers})
            return connection.getresponse().status
        finally:
            connection.close()


def secret(name, folder):
    """The secret of that name; raises KeyError where there is none."""
    value = os.environ.get(name)
    if not value and folder:
        path = pathlib.Path(folder, name.lower().replace("_", "-"))
        value = path.read_text(encoding="utf-8").strip() if path.exists() else None
    if not value:
        raise KeyError(name)
    return value


def is_loopback(host):
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class WebhookSender:
    name, library, has_time = "webhook", "standardwebhooks", True

    def __init__(self, secret):
        self.signer = Webhook(secret)
        self.other = Webhook("whsec_" + "QUJD" * 8)

    def body(self):
        event = {"type": "message", "conversation": "signature-check", "sender": {"id": "checker@example.com"}}
        return json.dumps({**event, "text": f"Grüße {uuid.uuid4()}"}, ensure_ascii=False).encode()

    def headers(self, body, at, other=False):
        message_id = f"msg_{uuid.uuid4().hex}"
        signer = self.other if other else self.signer
        signature = signer.sign(message_id, datetime.fromtimestamp(at, timezone.utc), body.decode())
        headers = {"webhook-id": message_id, "webhook-timestamp": str(at), "webhook-signature": signature}
        if not other and abs(time.time() - at) < 60:
            self.signer.verify(body, headers)
        return headers


class WhatsAppSender:
    """pywa only verifies: the signature is made here, and sent where pywa's own validator takes it."""

    name, library, has_time = "whatsapp", "pywa", False

    def __init__(self, secret, phone_number_id):
        self.secret, self.phone_number_id = secret, phone_number_id

    def body(self):
        message = {"from": "12025550190", "id": f"wamid.{uuid.uuid4().hex}", "timestamp": str(int(time.time()))}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550783881", "phone_number_id": self.phone_number_id},
            "contacts": [{"profile": {"name": "Jörg Check"}, "wa_id": "12025550190"}],
            "messages": [{**message, "type": "text", "text": {"body": "Grüße 👋"}}],
        }
        change = {"field": "messages", "value": value}
        # Escaped to ASCII, as Meta does.
        return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()

    def headers(self, body, at, other=False):
        key = "another secret" if other else self.secret
        signature = "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        if webhook_updates_validator(self.secret, body, signature) == other:
            raise RuntimeError("pywa's validator disagrees with the signature that was made")
        return {"x-hub-signature-256": signature}


class SlackSender:
    name, library, has_time = "slack", "slack_sdk", True

    def __init__(self, secret):
        self.signer = SignatureVerifier(secret)
        self.other = SignatureVerifier("another secret")

    def body(self):
        stamp = f"{time.time():.6f}"
        event = {"type": "message", "user": "U0CHECK001", "text": "Grüße", "channel": "D0CHECK001", "channel_type": "im"}
        outer = {"type": "event_callback", "team_id": os.environ.get("SLACK_TEAM_ID", "T01EXAMPLE")}
        outer |= {"api_app_id": os.environ.get("SLACK_APP_ID", "A0KRD7HC3"), "event_id": f"Ev{uuid.uuid4().hex[:10]}"}
        return json.dumps({**outer, "event": {**event, "ts": stamp, "event_ts": stamp}}, ensure_ascii=False).encode()

    def headers(self, body, at, other=False):
        signer = self.other if other else self.signer
        signature = signer.generate_signature(timestamp=str(at), body=body)
        headers = {"x-slack-request-timestamp": str(at), "x-slack-signature": signature}
        if not other and abs(time.time() - at) < 60 and not self.signer.is_valid_request(body, headers):
            raise RuntimeError("slack_sdk does not take its own signature")
        return headers


def flipped(body):
    """The body with one bit of one byte changed, so that it is still UTF-8 and JSON: the letter e of "type" or the like."""
    place = body.index(b"e")
    return body[:place] + bytes([body[place] ^ 0x01]) + body[place + 1 :]


def checks(sender):
    """What is sent, and which answer must come: name, body, headers, accepted."""
    now = int(time.time())
    body = sender.body()
    headers = sender.headers(body, now)
    yield "as signed", body, headers, True
    yield "one bit flipped", flipped(body), headers, False
    yield "one byte longer", body + b" ", headers, False
    yield "no signature", body, {key: value for key, value in headers.items() if "signature" not in key}, False
    yield "another key", body, sender.headers(body, now, other=True), False
    if sender.has_time:
        yield "an hour old", body, sender.headers(body, now - HOUR), False
        yield "an hour ahead", body, sender.headers(body, now + HOUR), False
        stamp = next(key for key in headers if key.endswith("timestamp"))
        yield "another time", body, {**headers, stamp: str(now - 1)}, False


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8460", help="the daemon's address, on loopback")
    parser.add_argument("--webhook", default="demo-webhook", metavar="INBOX")
    parser.add_argument("--whatsapp", default="demo-whatsapp", metavar="INBOX")
    parser.add_argument("--slack", default="demo-slack", metavar="INBOX")
    parser.add_argument("--phone-number-id", default="106540352242922", help="as the whatsapp inbox has it")
    parser.add_argument("--secrets", default="deploy/config/demo-secrets", metavar="FOLDER", help="files of secrets")
    options = parser.parse_args()
    try:
        daemon = Daemon(options.url)
        senders = [
            (options.webhook, WebhookSender(secret("WEBHOOK_SECRET", options.secrets))),
            (
                options.whatsapp,
                WhatsAppSender(secret("WHATSAPP_APP_SECRET", options.secrets), options.phone_number_id),
            ),
            (options.slack, SlackSender(secret("SLACK_SIGNING_SECRET", options.secrets))),
        ]
    except KeyError as error:
        parser.error(f"{error.args[0]} is not set, and --secrets has no file of it")
    except ValueError as error:
        parser.error(str(error))

    passed = failed = 0
    print(f"{'CHANNEL':<9} {'LIBRARY':<17} {'REQUEST':<16} {'EXPECTED':>8} {'GOT':>8}")
    for inbox, sender in senders:
        for name, body, headers, accepted in checks(sender):
            expected = 200 if accepted else 401
            try:
                status = daemon.post(inbox, body, headers)
            except OSError as error:
                status = type(error).__name__
            good = status == expected
            passed, failed = passed + good, failed + (not good)
            mark = "" if good else "  <-"
            print(f"{sender.name:<9} {sender.library:<17} {name:<16} {expected:>8} {status!s:>8}{mark}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Takes calls of outgoing webhooks, and verifies each with the package of Standard Webhooks.

Listens on a free port of 127.0.0.1 and prints `port=N`; then a line of JSON for each call: its webhook-id, type, conversation
and step, whether the signature is right, and the status that it got. The first --refuse calls get 503, those with a wrong
signature 401, all others 204. The secret comes from the environment (WEBHOOK_SECRET). Ends after --seconds, or when whoever
started it is gone.
"""

import argparse
import http.server
import json
import os
import sys
import time

from standardwebhooks import Webhook, WebhookVerificationError

LONGEST = 1 << 20


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("content-length", 0)), LONGEST))
        try:
            self.server.webhook.verify(body, {name.lower(): value for name, value in self.headers.items()})
            verified = True
        except WebhookVerificationError:
            verified = False
        self.server.calls += 1
        status = 401 if not verified else 503 if self.server.calls <= self.server.refuse else 204
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()
        event = json.loads(body)
        say(json.dumps({
            "id": self.headers.get("webhook-id"), "type": event["type"], "status": status, "verified": verified,
            "conversation": event["data"].get("conversation"), "step": event["data"].get("step"),
        }))

    def log_message(self, *_):
        pass


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--refuse", type=int, default=0, help="calls that get 503 first")
    parser.add_argument("--seconds", type=int, default=240, help="when to end")
    options = parser.parse_args()
    secret = os.environ.get("WEBHOOK_SECRET")
    if not secret:
        parser.error("WEBHOOK_SECRET is not set")
    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    server.timeout = 1
    server.webhook, server.refuse, server.calls = Webhook(secret), options.refuse, 0
    say(f"port={server.server_address[1]}")
    parent, end = os.getppid(), time.monotonic() + options.seconds
    while time.monotonic() < end and os.getppid() == parent:
        server.handle_request()


if __name__ == "__main__":
    main()

"""What the schemes that sign requests have in common."""

import base64
import hashlib
import hmac
import json
import time

NOW = int(time.time())
HOUR = 3600
URL = "https://inbox.example.com/in/x"
SECRET = "s3cret of the tests, long enough for any"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


def text(**values):
    return json.dumps({"text": "Grüße 👋", "n": 12345678901234567890, **values}, ensure_ascii=False).encode()


def flipped(body):
    """One bit of one byte changed, so that the text stays UTF-8, JSON and a form."""
    place = body.rindex(b"e")
    return body[:place] + bytes([body[place] ^ 0x01]) + body[place + 1 :]


def b64(raw):
    return base64.b64encode(raw).decode()


def mac(body, secret=SECRET, algorithm=hashlib.sha256):
    return hmac.new(secret.encode(), body, algorithm)


class Scheme:
    """One way to sign. `request` gives method, query, headers and body; `agrees` asks the package."""

    name = library = None
    signs = False  # whether the package signs, or only verifies
    has_time = False
    judges_all = False  # whether the package is asked about `extra` too
    method = "POST"

    def settings(self):
        return {"secret": SECRET}

    def documents(self):
        return {}

    def body(self):
        return text()

    def request(self, other=False):
        raise NotImplementedError

    def agrees(self, query, headers, body):
        raise NotImplementedError

    def unsigned(self, query, headers, body):
        return query, {k: v for k, v in headers.items() if "signature" not in k and k != "authorization"}, body

    def flipped(self, query, headers, body):
        return query, headers, flipped(body)

    def url(self, query):
        return URL + ("?" + query if query else "")

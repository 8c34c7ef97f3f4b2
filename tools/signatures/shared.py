"""Schemes with a shared secret whose packages judge: X, Shopify, Typeform; and the tokens of Telegram, Postmark and Zulip."""

import asyncio
import base64
import json
from unittest import mock

import zulip_botserver.server
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from django.test import RequestFactory
from fastapi import HTTPException
from fastapi_security_typeform import SignatureHeader
from shopify_webhook.helpers import hmac_is_valid
from starlette.requests import Request
from telegram.ext._utils.webhookhandler import TelegramHandler
from tornado.web import HTTPError
from twitterwebhooks.server import WebhookServer
from werkzeug.exceptions import Unauthorized

from scheme import JSON, SECRET, Scheme, b64, flipped, mac, text


class X(Scheme):
    name, library = "x", "twitterwebhooks"

    def request(self, other=False):
        body = self.body()
        signature = "sha256=" + b64(mac(body, "other" if other else SECRET).digest())
        return "", {**JSON, "x-twitter-webhooks-signature": signature}, body

    def agrees(self, query, headers, body):
        server = WebhookServer(SECRET, "/", mock.Mock(), None)
        with server.test_request_context("/", method="POST", headers=headers, data=body):
            return server.verify_request(body)


class Shopify(Scheme):
    name, library = "shopify", "django-shopify-webhook"

    def request(self, other=False):
        body = self.body()
        return "", {**JSON, "x-shopify-hmac-sha256": b64(mac(body, "other" if other else SECRET).digest())}, body

    def agrees(self, query, headers, body):
        return hmac_is_valid(body, SECRET, headers["x-shopify-hmac-sha256"])

    def unsigned(self, query, headers, body):
        return query, JSON, body


class Typeform(Scheme):
    name, library = "typeform", "fastapi-security-typeform"

    def request(self, other=False):
        body = self.body()
        return "", {**JSON, "typeform-signature": "sha256=" + b64(mac(body, "other" if other else SECRET).digest())}, body

    def agrees(self, query, headers, body):
        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        request = Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": raw}, receive)
        # What it says of itself in an OpenAPI document is not to the taste of newer versions of FastAPI.
        with mock.patch("fastapi_security_typeform.security.HTTPBearer"):
            judge = SignatureHeader(secret=SECRET.encode())
        try:
            asyncio.run(judge(request))
            return True
        except HTTPException:
            return False


class Token(Scheme):
    """Nothing is signed: what is flipped is the token."""

    header = None

    def shown(self, other):
        raise NotImplementedError

    def request(self, other=False):
        return "", {**JSON, self.header: self.shown(other)}, self.body()

    def flipped(self, query, headers, body):
        value = headers[self.header]
        return query, {**headers, self.header: value[:-1] + chr(ord(value[-1]) ^ 1)}, body

    def unsigned(self, query, headers, body):
        return query, JSON, body


class Telegram(Token):
    name, library, header = "telegram", "python-telegram-bot", "x-telegram-bot-api-secret-token"
    secret = "s3cret_token-of-the-tests"

    def settings(self):
        return {"secret": self.secret}

    def shown(self, other):
        return "other" if other else self.secret

    def agrees(self, query, headers, body):
        shown = {"Content-Type": headers["content-type"], "X-Telegram-Bot-Api-Secret-Token": headers[self.header]}
        handler = mock.Mock(secret_token=self.secret, request=mock.Mock(headers=shown))
        try:
            TelegramHandler._validate_post(handler)
            return True
        except HTTPError:
            return False


class Postmark(Token):
    name, library, header = "postmark", "django-anymail", "authorization"

    def settings(self):
        return {"user": "inboxd", "secret": SECRET}

    def shown(self, other):
        return "Basic " + b64(b"inboxd:" + (b"other" if other else SECRET.encode()))

    def flipped(self, query, headers, body):
        """A letter of the password."""
        plain = base64.b64decode(headers[self.header][6:])
        return query, {**headers, self.header: "Basic " + b64(flipped(plain))}, body

    def agrees(self, query, headers, body):
        request = RequestFactory().post("/", body, content_type="application/json", HTTP_AUTHORIZATION=headers[self.header])
        view = PostmarkInboundWebhookView(webhook_secret="inboxd:" + SECRET)
        try:
            view.run_validators(request)
            return True
        except AnymailWebhookValidationFailure:
            return False


class Zulip(Scheme):
    """The token stands in the body."""

    name, library = "zulip", "zulip-botserver"

    def request(self, other=False):
        message = {"content": "Hello", "sender_email": "ann@example.com"}
        token = "another secret of the tests" if other else SECRET
        return "", JSON, text(token=token, bot_email="bot@example.com", trigger="mention", message=message)

    def flipped(self, query, headers, body):
        event = json.loads(body)
        return query, headers, json.dumps({**event, "token": flipped(event["token"].encode()).decode()}).encode()

    def unsigned(self, query, headers, body):
        event = json.loads(body)
        del event["token"]
        return query, headers, json.dumps(event).encode()

    def agrees(self, query, headers, body):
        server = zulip_botserver.server
        server.bots_config = {"bot": {"email": "bot@example.com", "token": SECRET}}
        for name in ["BOTS_LIB_MODULES", "BOT_HANDLERS", "MESSAGE_HANDLERS"]:
            server.app.config[name] = {"bot": mock.Mock()}
        with server.app.test_request_context("/", method="POST", data=body, content_type="application/json"):
            with mock.patch.object(server.lib, "extract_query_without_mention", return_value=None):
                try:
                    return "response_not_required" in server.handle_bot()
                except Unauthorized:
                    return False


SHARED = [X, Shopify, Typeform, Telegram, Postmark, Zulip]

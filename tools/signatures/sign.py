#!/usr/bin/env python3
"""Signs requests with code that is not ours, for a judge with a clock of its own.

Writes one JSON object a line to standard output: a request, as one of the schemes under schemes/ has it, the settings and the
documents that the judge needs, the instant that its clock shows, and whether it must accept. Where a package can only verify,
the request is signed here, and written only if the package agrees with it, right and wrong. Asks nobody.
"""

import asyncio
import base64
import contextlib
import datetime
import hashlib
import io
import json
import logging
import sys
import urllib.parse
import uuid
from unittest import mock

import jwt
import nacl.signing
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings as django_settings

django_settings.configure(ANYMAIL={"MAILGUN_WEBHOOK_SIGNING_KEY": "mailgun signing key"}, ALLOWED_HOSTS=["*"])

import discord_interactions
import google.auth.crypt
import google.auth.jwt
import sns_message_validator
import stripe
import svix
import vonage_http_client.auth
import vonage_jwt
from anymail.webhooks.mailgun import MailgunInboundWebhookView
from botframework.connector.auth import ChannelValidation, JwtTokenExtractor, SimpleCredentialProvider
from django.http import QueryDict
from django.test import RequestFactory
from linebot.v3.webhook import SignatureValidator
from pywa.utils import webhook_updates_validator
from sendgrid.helpers.eventwebhook import EventWebhook
from slack_sdk.signature import SignatureVerifier
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator
from viberbot import Api
from viberbot.api.bot_configuration import BotConfiguration

from scheme import FORM, HOUR, JSON, NOW, SECRET, Scheme, b64, flipped, mac, text
from shared import SHARED

class Meta(Scheme):
    name, library = "meta", "pywa"

    def request(self, other=False):
        body = self.body()
        return "", {**JSON, "x-hub-signature-256": "sha256=" + mac(body, "other" if other else SECRET).hexdigest()}, body

    def agrees(self, query, headers, body):
        return webhook_updates_validator(SECRET, body, headers["x-hub-signature-256"])


class Slack(Scheme):
    name, library, signs, has_time = "slack", "slack_sdk", True, True

    def request(self, other=False):
        body = self.body()
        signer = SignatureVerifier("other" if other else SECRET)
        signature = signer.generate_signature(timestamp=str(NOW), body=body)
        return "", {**JSON, "x-slack-request-timestamp": str(NOW), "x-slack-signature": signature}, body

    def agrees(self, query, headers, body):
        return SignatureVerifier(SECRET).is_valid_request(body, headers)


class Line(Scheme):
    name, library = "line", "line-bot-sdk"

    def request(self, other=False):
        body = self.body()
        return "", {**JSON, "x-line-signature": b64(mac(body, "other" if other else SECRET).digest())}, body

    def agrees(self, query, headers, body):
        return SignatureValidator(SECRET).validate(body.decode(), headers["x-line-signature"])


class Viber(Scheme):
    name, library = "viber", "viberbot"

    def request(self, other=False):
        body = self.body()
        return "", {**JSON, "x-viber-content-signature": mac(body, "other" if other else SECRET).hexdigest()}, body

    def agrees(self, query, headers, body):
        api = Api(BotConfiguration(name="x", avatar="", auth_token=SECRET))
        return api.verify_signature(body, headers["x-viber-content-signature"])


class Twilio(Scheme):
    name, library, signs, algorithm = "twilio", "twilio", True, None
    fields = [("Body", "Grüße & more = e"), ("From", "whatsapp:+12025550190"), ("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "a")]

    def body(self):
        return urllib.parse.urlencode(self.fields).encode()

    def params(self, body):
        return QueryDict(body)

    def request(self, other=False):
        body, query = self.body(), "a=1&b=%20x"
        validator = RequestValidator("other" if other else SECRET)
        signature = validator.compute_signature(self.url(query), self.params(body), self.algorithm)
        return query, {**FORM, "x-twilio-signature": signature}, body

    def agrees(self, query, headers, body):
        return RequestValidator(SECRET).validate(
            self.url(query), self.params(body), headers["x-twilio-signature"], self.algorithm
        )


class TwilioSHA256(Twilio):
    name, algorithm = "twilio-sha256", "HMAC_SHA256"


class TwilioJSON(Twilio):
    """A JSON body: its hash stands in the URL, which is signed."""

    def request(self, other=False):
        body = text()
        query = "bodySHA256=" + hashlib.sha256(body).hexdigest()
        signature = RequestValidator("other" if other else SECRET).compute_signature(self.url(query), {})
        return query, {**JSON, "x-twilio-signature": signature}, body

    def agrees(self, query, headers, body):
        return RequestValidator(SECRET).validate(self.url(query), body.decode(), headers["x-twilio-signature"])


class VonageSMS(Scheme):
    name, library, signs, has_time = "vonage-sms", "vonage-http-client", True, True

    def auth(self, secret=SECRET):
        return vonage_http_client.auth.Auth("abcd", signature_secret=secret, signature_method="sha256")

    def request(self, other=False):
        params = {"msisdn": "12025550190", "text": "Grüße & more = e", "messageId": "0A1", "timestamp": str(NOW), "nonce": "x"}
        params["sig"] = self.auth("other" if other else SECRET).sign_params(dict(params))
        return self.place(urllib.parse.urlencode(params))

    def place(self, encoded):
        return "", FORM, encoded.encode()

    def agrees(self, query, headers, body):
        params = dict(urllib.parse.parse_qsl(body.decode() or query))
        return self.auth().check_signature(params)

    def unsigned(self, query, headers, body):
        return query, headers, body.split(b"&sig=")[0]


class VonageSMSQuery(VonageSMS):
    method = "GET"

    def place(self, encoded):
        return encoded, {}, b""

    def unsigned(self, query, headers, body):
        return query.split("&sig=")[0], headers, body

    def flipped(self, query, headers, body):
        return query.replace("more", "mope"), headers, body


class VonageMessages(Scheme):
    name, library, signs, has_time = "vonage-messages", "PyJWT + vonage-jwt", True, True

    def settings(self):
        return {"secret": SECRET, "api_key": "abcd"}

    def request(self, other=False):
        body = self.body()
        claims = {"iat": NOW, "jti": str(uuid.uuid4()), "iss": "Vonage", "api_key": "abcd", "application_id": "app"}
        claims["payload_hash"] = hashlib.sha256(body).hexdigest()
        token = jwt.encode(claims, "other secret that is long enough" if other else SECRET, algorithm="HS256")
        return "", {**JSON, "authorization": "Bearer " + token}, body

    def agrees(self, query, headers, body):
        token = headers["authorization"][7:]
        claims = jwt.decode(token, options={"verify_signature": False})
        return vonage_jwt.verify_signature(token, SECRET) and claims["payload_hash"] == hashlib.sha256(body).hexdigest()


class Discord(Scheme):
    name, library, signs, has_time = "discord", "PyNaCl + discord-interactions", True, True
    key = nacl.signing.SigningKey.generate()

    def settings(self):
        return {"public_key": bytes(self.key.verify_key).hex()}

    def request(self, other=False):
        body = self.body()
        key = nacl.signing.SigningKey.generate() if other else self.key
        signature = key.sign(str(NOW).encode() + body).signature.hex()
        return "", {**JSON, "x-signature-ed25519": signature, "x-signature-timestamp": str(NOW)}, body

    def agrees(self, query, headers, body):
        with contextlib.redirect_stdout(io.StringIO()):
            return discord_interactions.verify_key(
                body, headers["x-signature-ed25519"], headers["x-signature-timestamp"], self.settings()["public_key"]
            )


class StandardWebhooks(Scheme):
    name, library, signs, has_time, prefix, package = "standard-webhooks", "standardwebhooks", True, True, "webhook", Webhook
    secret = "whsec_" + b64(b"a key of thirty-two bytes, exact")

    def settings(self):
        return {"secret": self.secret}

    def request(self, other=False):
        body = self.body()
        signer = self.package("whsec_" + b64(b"other" * 6)) if other else self.package(self.secret)
        at = datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc)
        signature = signer.sign("msg_1", at, body.decode())
        # Another signature may stand before it: of a key that is not ours.
        shown = "v1,AAAA " + signature
        return "", {**JSON, f"{self.prefix}-id": "msg_1", f"{self.prefix}-timestamp": str(NOW), f"{self.prefix}-signature": shown}, body

    def agrees(self, query, headers, body):
        try:
            self.package(self.secret).verify(body, headers)
            return True
        except Exception:
            return False


class Svix(StandardWebhooks):
    name, library, prefix, package = "svix", "svix", "svix", svix.Webhook


class StandardWebhooksV1A(Scheme):
    name, library, signs, has_time = "standard-webhooks-v1a", "PyNaCl", True, True
    key = nacl.signing.SigningKey.generate()

    def settings(self):
        return {"public_key": "whpk_" + b64(bytes(self.key.verify_key))}

    def request(self, other=False):
        body = self.body()
        key = nacl.signing.SigningKey.generate() if other else self.key
        signature = key.sign(f"msg_1.{NOW}.".encode() + body).signature
        return "", {**JSON, "webhook-id": "msg_1", "webhook-timestamp": str(NOW), "webhook-signature": "v1a," + b64(signature)}, body

    def agrees(self, query, headers, body):
        try:
            signature = base64.b64decode(headers["webhook-signature"][4:])
            self.key.verify_key.verify(f"msg_1.{NOW}.".encode() + body, signature)
            return True
        except Exception:
            return False


class Stripe(Scheme):
    name, library, signs, has_time = "stripe", "stripe", True, True

    def request(self, other=False):
        body = self.body()
        header = stripe.WebhookSignature.generate_signature_header(
            body.decode(), "whsec_other" if other else "whsec_" + SECRET, timestamp=NOW
        )
        return "", {**JSON, "stripe-signature": header + ",v0=00"}, body

    def settings(self):
        return {"secret": "whsec_" + SECRET}

    def agrees(self, query, headers, body):
        try:
            return stripe.WebhookSignature.verify_header(body.decode(), headers["stripe-signature"], "whsec_" + SECRET, 300)
        except stripe.SignatureVerificationError:
            return False


class SendGrid(Scheme):
    name, library, has_time = "sendgrid", "sendgrid", True
    key = ec.generate_private_key(ec.SECP256R1())

    def settings(self):
        der = self.key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return {"public_key": b64(der)}

    def request(self, other=False):
        body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nHello there\r\n--x--\r\n'
        key = ec.generate_private_key(ec.SECP256R1()) if other else self.key
        signature = key.sign(str(NOW).encode() + body, ec.ECDSA(hashes.SHA256()))
        prefix = "x-twilio-email-event-webhook"
        headers = {f"{prefix}-signature": b64(signature), f"{prefix}-timestamp": str(NOW)}
        return "", {"content-type": "multipart/form-data; boundary=x", **headers}, body

    def agrees(self, query, headers, body):
        prefix = "x-twilio-email-event-webhook"
        webhook = EventWebhook(self.settings()["public_key"])
        return webhook.verify_signature(body.decode(), headers[f"{prefix}-signature"], headers[f"{prefix}-timestamp"])


class Mailgun(Scheme):
    """The signature does not cover the body: what is flipped is the token."""

    name, library, has_time = "mailgun", "django-anymail", True
    secret = "mailgun signing key"

    def settings(self):
        return {"secret": self.secret}

    def fields(self, other):
        token = uuid.uuid4().hex + "e"
        signature = mac(f"{NOW}{token}".encode(), "other" if other else self.secret).hexdigest()
        return {"recipient": "in@example.com", "body-plain": "Grüße", "timestamp": str(NOW), "signature": signature, "token": token}

    def request(self, other=False):
        return "", FORM, urllib.parse.urlencode(self.fields(other)).encode()

    def agrees(self, query, headers, body):
        request = RequestFactory().post("/", body, content_type=headers["content-type"])
        try:
            MailgunInboundWebhookView().validate_request(request)
            return True
        except Exception:
            return False

    def unsigned(self, query, headers, body):
        return query, headers, body.replace(b"signature=", b"other=")


class MailgunMultipart(Mailgun):
    def request(self, other=False):
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in self.fields(other).items()
        ]
        parts.insert(1, '--x\r\nContent-Disposition: form-data; name="attachment-1"; filename="a.txt"\r\n\r\nabc\r\n')
        return "", {"content-type": "multipart/form-data; boundary=x"}, "".join(parts + ["--x--\r\n"]).encode()

    def unsigned(self, query, headers, body):
        return query, headers, body.replace(b'"signature"', b'"other"')


RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key, before=NOW - HOUR, after=NOW + 24 * HOUR):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    at = [datetime.datetime.fromtimestamp(second, datetime.timezone.utc) for second in (before, after)]
    builder = builder.serial_number(1).not_valid_before(at[0]).not_valid_after(at[1])
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def private_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


class BotFramework(Scheme):
    name, library, signs, has_time = "botframework", "PyJWT + botframework-connector", True, True
    judges_all = True
    base = "https://login.botframework.com/v1/.well-known"

    def settings(self):
        return {"app_id": "app-id"}

    def documents(self):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA_KEY.public_key()))
        key |= {"kid": "k1", "use": "sig", "endorsements": ["msteams", "webchat"]}
        other = {"kty": "something new", "kid": "k0"}
        return {
            f"{self.base}/openidconfiguration": json.dumps({"issuer": "x", "jwks_uri": f"{self.base}/keys"}),
            f"{self.base}/keys": json.dumps({"keys": [other, key]}),
        }

    def body(self):
        return text(channelId="msteams", serviceUrl="https://smba.example.com/emea/")

    def claims(self):
        return {
            "iss": "https://api.botframework.com",
            "aud": "app-id",
            "serviceurl": "https://smba.example.com/emea/",
            "nbf": NOW,
            "exp": NOW + 300,
        }

    def request(self, other=False):
        key = OTHER_RSA_KEY if other else RSA_KEY
        token = jwt.encode(self.claims(), private_pem(key), algorithm="RS256", headers={"kid": "k1"})
        return "", {**JSON, "authorization": "Bearer " + token}, self.body()

    def agrees(self, query, headers, body):
        """Microsoft's own code, with the documents in the place of the web."""
        activity, documents = json.loads(body), self.documents()
        # It knows no key but RSA.
        keys = [key for key in json.loads(documents[f"{self.base}/keys"])["keys"] if key["kty"] == "RSA"]
        documents[f"{self.base}/keys"] = json.dumps({"keys": keys})

        def get(url, **_):
            return mock.Mock(json=lambda: json.loads(documents[url]))

        JwtTokenExtractor.metadataCache.clear()
        with mock.patch("botframework.connector.auth.jwt_token_extractor.requests.get", get):
            try:
                validation = ChannelValidation.authenticate_channel_token_with_service_url(
                    headers["authorization"], SimpleCredentialProvider("app-id", ""), activity["serviceUrl"], activity["channelId"]
                )
                return bool(asyncio.run(validation))
            except Exception:
                return False

    def flipped(self, query, headers, body):
        """The body is bound to the token by the address that answers go to."""
        return query, headers, body.replace(b"smba.", b"smbb.")

    def extra(self):
        body = self.body().replace(b"msteams", b"skype")
        yield "a channel that the key does not vouch for", ("", self.request()[1], body), False
        for name, change in [("another audience", {"aud": "other"}), ("another issuer", {"iss": "other"})]:
            token = jwt.encode({**self.claims(), **change}, private_pem(RSA_KEY), algorithm="RS256", headers={"kid": "k1"})
            yield name, ("", {**JSON, "authorization": "Bearer " + token}, self.body()), False
        public = RSA_KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        token = jwt.encode(self.claims(), public, algorithm="HS256", headers={"kid": "k1"})
        yield "the public key as a secret", ("", {**JSON, "authorization": "Bearer " + token}, self.body()), False


class GoogleChat(BotFramework):
    name, library = "google-chat", "google-auth"
    url_of_keys = "https://www.googleapis.com/service_accounts/v1/metadata/x509/chat@system.gserviceaccount.com"

    def settings(self):
        return {"project_number": "1234567890"}

    def documents(self):
        return {self.url_of_keys: json.dumps({"k0": "no certificate", "k1": certificate(RSA_KEY)})}

    def claims(self):
        return {"iss": "chat@system.gserviceaccount.com", "aud": "1234567890", "iat": NOW, "exp": NOW + HOUR}

    def request(self, other=False):
        signer = google.auth.crypt.RSASigner.from_string(private_pem(OTHER_RSA_KEY if other else RSA_KEY), key_id="k1")
        token = google.auth.jwt.encode(signer, self.claims()).decode()
        return "", {**JSON, "authorization": "Bearer " + token}, self.body()

    def agrees(self, query, headers, body):
        try:
            google.auth.jwt.decode(headers["authorization"][7:], certs={"k1": certificate(RSA_KEY)}, audience="1234567890")
            return True
        except ValueError:
            return False

    def flipped(self, query, headers, body):
        """The token does not cover the body: what is flipped is in its own signed part."""
        token = headers["authorization"]
        place = token.index(".") + 20
        letter = "B" if token[place] == "A" else "A"
        return query, {**headers, "authorization": token[:place] + letter + token[place + 1 :]}, body

    def extra(self):
        return iter(())


class GoogleOIDC(GoogleChat):
    name, library = "google-oidc", "google-auth"

    def settings(self):
        return {"audience": "1234567890"}

    def documents(self):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA_KEY.public_key()))
        key |= {"kid": "k1", "use": "sig", "alg": "RS256"}
        return {"https://www.googleapis.com/oauth2/v3/certs": json.dumps({"keys": [key]})}

    def claims(self):
        email = {"email": "chat@system.gserviceaccount.com", "email_verified": True}
        return {**super().claims(), "iss": "https://accounts.google.com", **email}


class GoogleOIDCElliptic(GoogleOIDC):
    """The same with a key on P-256, signed by PyJWT."""

    library = "PyJWT"
    key = ec.generate_private_key(ec.SECP256R1())

    def documents(self):
        key = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        key |= {"kid": "k1", "use": "sig"}
        return {"https://www.googleapis.com/oauth2/v3/certs": json.dumps({"keys": [key]})}

    def request(self, other=False):
        key = ec.generate_private_key(ec.SECP256R1()) if other else self.key
        token = jwt.encode(self.claims(), private_pem(key), algorithm="ES256", headers={"kid": "k1"})
        return "", {**JSON, "authorization": "Bearer " + token}, self.body()

    def agrees(self, query, headers, body):
        try:
            jwt.decode(headers["authorization"][7:], self.key.public_key(), algorithms=["ES256"], audience="1234567890")
            return True
        except jwt.InvalidTokenError:
            return False


class SNS(Scheme):
    name, library, has_time, version, hash = "sns-v1", "sns-message-validator", True, "1", hashes.SHA1
    certificate_url = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"
    topic = "arn:aws:sns:eu-west-1:123456789012:mail"
    subject = {"Subject": "Grüße"}
    pem = certificate(RSA_KEY)

    def settings(self):
        return {"topic": self.topic}

    def documents(self):
        expired = certificate(RSA_KEY, NOW - 2 * HOUR, NOW - HOUR)
        return {self.certificate_url: self.pem, self.certificate_url.replace("0123", "aaaa"): expired}

    def message(self, url=None):
        at = datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        fields = {"Type": "Notification", "MessageId": str(uuid.uuid4()), "TopicArn": self.topic, **self.subject}
        fields |= {"Message": '{"notificationType":"Received","content":"Grüße"}', "Timestamp": at}
        return {**fields, "SignatureVersion": self.version, "SigningCertURL": url or self.certificate_url}

    def signed(self, message, key=RSA_KEY):
        names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        plain = "".join(f"{name}\n{message[name]}\n" for name in names if name in message)
        message["Signature"] = b64(key.sign(plain.encode(), padding.PKCS1v15(), self.hash()))
        return "", {"content-type": "text/plain; charset=UTF-8"}, json.dumps(message, ensure_ascii=False).encode()

    def request(self, other=False):
        return self.signed(self.message(), OTHER_RSA_KEY if other else RSA_KEY)

    def agrees(self, query, headers, body):
        answer = mock.Mock(content=self.pem.encode())
        with mock.patch("requests.get", return_value=answer):
            try:
                sns_message_validator.SNSMessageValidator().validate_message(json.loads(body))
                return True
            except Exception:
                return False

    def unsigned(self, query, headers, body):
        return query, headers, body.replace(b'"Signature":', b'"Other":')

    def flipped(self, query, headers, body):
        return query, headers, body.replace(b"Received", b"Receiwed")

    def extra(self):
        message = {**self.message(), "Type": "SubscriptionConfirmation", "Token": "t", "SubscribeURL": "https://sns.x.amazonaws.com/"}
        message.pop("Subject", None)
        yield "a confirmation", self.signed(message), True
        yield "another topic", self.signed({**self.message(), "TopicArn": self.topic + "x"}), False
        yield "a certificate elsewhere", self.signed(self.message("https://sns.evil.example.com/a.pem")), False
        yield "an expired certificate", self.signed(self.message(self.certificate_url.replace("0123", "aaaa"))), False


class SNSVersion2(SNS):
    name, library, version, hash, subject = "sns-v2", "cryptography", "2", hashes.SHA256, {}

    def agrees(self, query, headers, body):
        message = json.loads(body)
        names = ["Message", "MessageId", "Timestamp", "TopicArn", "Type"]
        plain = "".join(f"{name}\n{message[name]}\n" for name in names)
        try:
            signature = base64.b64decode(message["Signature"])
            RSA_KEY.public_key().verify(signature, plain.encode(), padding.PKCS1v15(), hashes.SHA256())
            return True
        except Exception:
            return False


SCHEMES = [
    Meta, Slack, Line, Viber, Twilio, TwilioSHA256, TwilioJSON, VonageSMS, VonageSMSQuery, VonageMessages, Discord,
    StandardWebhooks, Svix, StandardWebhooksV1A, Stripe, SendGrid, Mailgun, MailgunMultipart, BotFramework, GoogleChat,
    GoogleOIDC, GoogleOIDCElliptic, SNS, SNSVersion2, *SHARED,
]  # fmt: skip


def checks(scheme):
    """Name, request, offset of the judge's clock in seconds, accepted."""
    good, wrong = scheme.request(), scheme.request(other=True)
    for request, expected in [(good, True), (wrong, False), (scheme.flipped(*good), False)]:
        if bool(scheme.agrees(*request)) != expected:
            raise RuntimeError(f"{scheme.library} does not say {expected} of {type(scheme).__name__}'s request")
    yield "as signed", good, 0, True
    yield "one bit flipped", scheme.flipped(*good), 0, False
    yield "another key", wrong, 0, False
    yield "no signature", scheme.unsigned(*good), 0, False
    if scheme.has_time:
        yield "seen two minutes later", good, 120, True
        yield "seen a day later", good, 24 * HOUR, False
        if not isinstance(scheme, Stripe):
            yield "seen a day before", good, -24 * HOUR, False
    for name, request, expected in getattr(scheme, "extra", lambda: iter(()))():
        if scheme.judges_all and bool(scheme.agrees(*request)) != expected:
            raise RuntimeError(f"{scheme.library} does not say {expected} of {name}")
        yield name, request, 0, expected


def main():
    logging.disable(logging.CRITICAL)
    for kind in SCHEMES:
        scheme = kind()
        for name, (query, headers, body), offset, accepted in checks(scheme):
            line = {"scheme": scheme.name, "variant": kind.__name__, "library": scheme.library, "case": name}
            line |= {"method": scheme.method, "query": query, "url": scheme.url(query), "headers": headers, "body": b64(body)}
            line |= {"settings": scheme.settings(), "documents": scheme.documents()}
            print(json.dumps({**line, "now": (NOW + offset) * 1000, "accepted": accepted}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
"""Providers that give and judge access tokens, on one port of this machine: for tests.

Microsoft's login service and the Bot Framework's connector, Google's token endpoint and its review API, the App Store Connect API, and a
server of Bluesky, each as far as a token goes: what is shown is verified with PyJWT and cryptography, by the rules of the provider. Needs Debian's
python3-jwt and python3-cryptography. Asks nobody, and ends with its standard input.

Prints one line of JSON: the port, and private keys, of which only the public halves are used here.

    POST /control   {"revoke": true}: no token that was given is good any more; {"lifetime": 60}: seconds of those to come;
                    {"refuse_refresh": true}: sessions are not refreshed
    GET  /log       the requests that came, oldest first: method, path, and the status that they got
"""

import itertools
import json
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
SESSION_KEY = "a key that only this server knows, and long"

lock = threading.Lock()
number = itertools.count(1)
state = {"lifetime": 3600, "good": set(), "refresh": set(), "refuse_refresh": False, "log": []}


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def granted(**more):
    """A new token, as RFC 6749 (5.1) gives it."""
    token = f"token-{next(number)}"
    state["good"].add(token)
    return 200, {"token_type": "Bearer", "expires_in": state["lifetime"], "access_token": token, **more}


def client_credentials(form):
    if form.get("grant_type") != "client_credentials":
        return 400, {"error": "unsupported_grant_type"}
    if form.get("scope") != "https://api.botframework.com/.default":
        return 400, {"error": "invalid_scope"}
    if (form.get("client_id"), form.get("client_secret")) != ("app-1", "s&cr t"):
        return 401, {"error": "invalid_client", "error_description": f"AADSTS7000215: {form.get('client_secret')}"}
    return granted(ext_expires_in=state["lifetime"])


def jwt_bearer(form, own_url):
    if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
        return 400, {"error": "unsupported_grant_type"}
    assertion = form.get("assertion", "")
    try:
        if jwt.get_unverified_header(assertion).get("kid") != "key-1":
            raise jwt.InvalidTokenError("kid")
        claims = jwt.decode(
            assertion, RSA.public_key(), algorithms=["RS256"], audience=own_url, issuer="play@example.iam.example",
            options={"require": ["exp", "iat", "iss", "aud"]})
        if claims["exp"] - claims["iat"] > 3600 or claims["scope"] != "https://www.googleapis.com/auth/androidpublisher":
            raise jwt.InvalidTokenError("claims")
    except jwt.InvalidTokenError:
        return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
    return granted()


def session(identity=None):
    now = int(time.time())
    n = next(number)
    access = jwt.encode({"scope": "com.atproto.access", "sub": "did:plc:acme", "iat": now, "exp": now + state["lifetime"], "jti": f"a{n}"}, SESSION_KEY, algorithm="HS256")
    refresh = jwt.encode({"scope": "com.atproto.refresh", "sub": "did:plc:acme", "exp": now + 7776000, "jti": f"r{n}"}, SESSION_KEY, algorithm="HS256")
    state["good"].add(access)
    state["refresh"] = {refresh}
    return 200, {"accessJwt": access, "refreshJwt": refresh, "handle": "acme.example.com", "did": "did:plc:acme"}


def app_store(token):
    """https://developer.apple.com/documentation/appstoreconnectapi/generating-tokens-for-api-requests"""
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(
            token, EC.public_key(), algorithms=["ES256"], audience="appstoreconnect-v1", issuer="issuer-1",
            options={"require": ["exp", "iat", "iss", "aud"]})
        return header["kid"] == "key-1" and header["typ"] == "JWT" and claims["exp"] - claims["iat"] <= 1200
    except (jwt.InvalidTokenError, KeyError):
        return False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.handle_one()

    def do_POST(self):
        self.handle_one()

    def handle_one(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        with lock:
            status, answer = self.answer(self.path.split("?")[0], body)
            if self.path not in ("/control", "/log"):
                state["log"].append({"method": self.command, "path": self.path.split("?")[0], "status": status})
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def answer(self, path, body):
        form = dict(urllib.parse.parse_qsl(body.decode(errors="replace")))
        shown = self.headers.get("authorization", "").removeprefix("Bearer ")
        good = shown in state["good"]
        if path == "/control":
            command = json.loads(body)
            if command.pop("revoke", False):
                state["good"].clear()
            state.update(command)
            return 200, {}
        if path == "/log":
            return 200, state["log"]
        if path == "/botframework.com/oauth2/v2.0/token":
            return client_credentials(form)
        if path == "/token":
            return jwt_bearer(form, f"http://127.0.0.1:{self.server.server_port}/token")
        if path == "/xrpc/com.atproto.server.createSession":
            login = json.loads(body)
            if login != {"identifier": "did:plc:acme", "password": "abcd-efgh"}:
                return 401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
            return session()
        if path == "/xrpc/com.atproto.server.refreshSession":
            if shown not in state["refresh"] or state["refuse_refresh"]:
                return 400, {"error": "ExpiredToken", "message": "Token has been revoked"}
            return session()
        if path.startswith("/v1/"):
            if not app_store(shown):
                return 401, {"errors": [{"status": "401", "code": "NOT_AUTHORIZED", "detail": "Provide a properly configured and signed bearer token."}]}
            return 200, {"data": [], "links": {}}
        if not good:
            if path.startswith("/xrpc/"):
                return 400, {"error": "ExpiredToken", "message": "Token has expired"}
            return 401, {"error": {"code": "Unauthorized", "message": f"not good: {shown}", "status": "UNAUTHENTICATED"}}
        if path.endswith("/activities"):
            return 201, {"id": f"activity-{next(number)}"}
        if path.endswith("/reviews"):
            return 200, {"reviews": [{"reviewId": "gp:1", "authorName": "Kim", "comments": [{"userComment": {"text": "Slow", "lastModified": {"seconds": "1772442000"}, "starRating": 2}}]}]}
        if path.endswith(".getLog"):
            return 200, {"cursor": "1", "logs": []}
        if path.endswith(".listNotifications"):
            return 200, {"notifications": []}
        return 404, {}


class Server(ThreadingHTTPServer):
    # Many come at once, and the machine may be busy.
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"port": server.server_port, "rsa": pem(RSA), "ec": pem(EC)}), flush=True)
sys.stdin.read()

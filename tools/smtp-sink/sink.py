#!/usr/bin/python3
"""An SMTP submission server for tests: takes, puts off, refuses and breaks off, as the addresses say.

Listens on loopback, on free ports: without TLS, with STARTTLS, and with TLS from the start. Its first line on
standard output is a JSON object with the ports and the certificate's path; each further line is one mail that it took.
It ends when standard input does. Exits with 77 where a package or a program is missing.

Recipients: refuse…@ 550, defer…@ 450 (deferonce…@ only the first time). Message for: toobig@ 552, later@ 451, cut@ the
connection is closed after the final dot, without a word. Senders: nobody@ 550. On the ports with TLS a login is needed:
user and secret (PLAIN, LOGIN), or the bearer token good (XOAUTH2, OAUTHBEARER).

A fourth port speaks HTTP: POST /require/SCOPE gives out access tokens for a refresh token (RFC 6749, 6), to the client
"client" with the secret "hush" and the refresh token "refresh" that asks for this scope. The first is stale, as one that
was withdrawn before its time; the others are good.
"""
import asyncio
import base64
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote_plus

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    sys.exit(77)
if not shutil.which("openssl"):
    sys.exit(77)


# Whoever reads may read late: a pipe that is full must not keep an answer back.
writer = ThreadPoolExecutor(max_workers=1)


def say(**fields):
    writer.submit(print, json.dumps(fields), flush=True)


class Handler:
    def __init__(self):
        self.deferred = set()
        self.connections = {}

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.7.1 you may not send as this"
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local.startswith("refuse"):
            return "550 5.1.1 no such user here"
        if local.startswith("deferonce") and address not in self.deferred:
            self.deferred.add(address)
            return "450 4.2.0 greylisted, come back"
        if local.startswith("defer") and not local.startswith("deferonce"):
            return "450 4.2.0 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        locals_ = [address.split("@")[0] for address in envelope.rcpt_tos]
        if "toobig" in locals_:
            return "552 5.3.4 too large for us"
        if "later" in locals_:
            return "451 4.3.0 try again"
        say(
            sender=envelope.mail_from.removeprefix("<").removesuffix(">"), recipients=envelope.rcpt_tos, peer=session.peer[1],
            message=envelope.content.decode("latin-1"))
        if "cut" in locals_:
            server.transport.abort()
            await asyncio.sleep(3600)
        return "250 2.0.0 taken"

    def _bearer(self, blob):
        text = base64.b64decode(blob).decode()
        return AuthResult(success="auth=Bearer good\x01" in text, handled=True)

    async def _token(self, server, args):
        blob = args[1] if len(args) > 1 else None
        if blob is None:
            blob = (await server.challenge_auth("", encode_to_b64=True)).decode()
            blob = base64.b64encode(blob.encode()).decode()
        result = self._bearer(blob)
        if not result.success:
            # RFC 7628: the error is a challenge, and the client answers it.
            await server.push("334 " + base64.b64encode(b'{"status":"invalid_token"}').decode())
            await server._reader.readline()
            await server.push("535 5.7.8 the token is not good")
            return AuthResult(success=False, handled=True)
        return result

    async def auth_XOAUTH2(self, server, args):
        return await self._token(server, args)

    async def auth_OAUTHBEARER(self, server, args):
        return await self._token(server, args)


def authenticate(server, session, envelope, mechanism, data):
    good = getattr(data, "login", None) == b"user" and getattr(data, "password", None) == b"secret"
    return AuthResult(success=good, handled=False)


class Tokens(BaseHTTPRequestHandler):
    given = 0

    def do_POST(self):
        form = {k: v[0] for k, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        wanted = {
            "grant_type": "refresh_token", "client_id": "client", "client_secret": "hush", "refresh_token": "refresh",
            "scope": unquote_plus(self.path.removeprefix("/require/"))}
        wrong = [name for name in wanted if form.get(name) != wanted[name]]
        if wrong:
            return self.answer(400, {"error": "invalid_scope" if wrong == ["scope"] else "invalid_grant"})
        Tokens.given += 1
        self.answer(200, {"access_token": "stale" if Tokens.given == 1 else "good", "expires_in": 3600})

    def answer(self, status, fields):
        body = json.dumps(fields).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def certificate(folder):
    pair = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", pair[0], "-keyout", pair[1]],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return pair


async def main():
    folder = tempfile.mkdtemp(prefix="smtp-sink-")
    try:
        cert, key = certificate(folder)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(cert, key)
        handler = Handler()
        loop = asyncio.get_running_loop()

        def plain():
            return SMTP(handler, hostname="sink.example", enable_SMTPUTF8=True)

        def starttls():
            return SMTP(
                handler, hostname="sink.example", tls_context=context, require_starttls=True, auth_required=True,
                authenticator=authenticate)

        def implicit():
            return SMTP(
                handler, hostname="sink.example", auth_required=True, auth_require_tls=False,
                authenticator=authenticate)

        servers = [
            await loop.create_server(plain, "127.0.0.1", 0),
            await loop.create_server(starttls, "127.0.0.1", 0),
            await loop.create_server(implicit, "127.0.0.1", 0, ssl=context),
        ]
        ports = [server.sockets[0].getsockname()[1] for server in servers]
        tokens = ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
        threading.Thread(target=tokens.serve_forever, daemon=True).start()
        say(plain=ports[0], starttls=ports[1], implicit=ports[2], token=tokens.server_port, certificate=cert)
        await loop.run_in_executor(None, sys.stdin.read)
        sys.stdout.flush()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


asyncio.run(main())

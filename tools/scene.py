"""What the checks against real networks (adapters, matrix) have in common: a real inboxd and its peers as processes on
loopback, in a folder that is removed; steps that are printed; and the patience to wait for what must come."""

import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = pathlib.Path(os.environ.get("INBOXD_BIN", ROOT / ".build/debug"))


def free_port():
    """Below the ports that the system gives to connections: one of them might take it before the peer does."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def check(condition, what):
    if not condition:
        raise AssertionError(what)
    print(f"ok  {what}", flush=True)


def eventually(what, probe, seconds=40):
    """The first true value of the probe."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if value := probe():
                print(f"ok  {what}", flush=True)
                return value
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def is_running(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Process:
    """A program of the check; its output stands in a file of the folder."""

    def __init__(self, folder, name, arguments):
        self.log = folder / f"{name}.log"
        self.arguments = arguments
        self.child = None

    def start(self):
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                          cwd=self.log.parent)

    def end(self, number=signal.SIGTERM):
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(number)
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


class Daemon(Process):
    """Ours, with its configuration in `config`; `sections` stand in the place of what is usual here."""

    def __init__(self, folder, inboxes, **sections):
        self.socket = folder / "c.sock"
        self.config = {
            "server": {"http": f"127.0.0.1:{free_port()}", "control": str(self.socket)},
            "storage": f"sqlite:{folder}/inbox.db", "adapters": [str(ROOT / "adapters"), str(folder / "adapters")],
            "channels": [],
            "access": {"admin": ["$user"]}, "outbox": {"minimal_backoff": "1s", "maximal_backoff": "2s"},
            "queues": {"support": {"assign": "manual"}}, "routes": {"queue": "support"}, "inboxes": inboxes} | sections
        self.file = folder / "inboxd.yaml"
        self.file.write_text(json.dumps(self.config))
        super().__init__(folder, "inboxd", [str(BIN / "inboxd"), "--config", str(self.file)])

    def start(self):
        super().start()
        eventually("inboxd answers", lambda: self.ctl("status"), 60)

    def ctl(self, *arguments):
        """What inboxctl prints; None where it fails."""
        result = subprocess.run(
            [str(BIN / "inboxctl"), *arguments, "--socket", str(self.socket), "--json"], capture_output=True, timeout=30)
        return json.loads(result.stdout) if result.returncode == 0 else None

    def reload(self):
        """Has the configuration read anew as it stands here."""
        self.file.write_text(json.dumps(self.config))
        if self.ctl("reload") is None:
            raise AssertionError("inboxctl reload failed")

    def inbox(self, name):
        return next(i for i in self.ctl("inbox", "list")["items"] if i["name"] == name)

    def is_well(self, name):
        return self.inbox(name)["state"] == "ok"

    def has_failed(self, name):
        return self.inbox(name)["state"] in ("failing", "backing_off")

    def conversations(self):
        return (self.ctl("conversation", "list") or {}).get("items", [])

    def timeline(self, conversation=None):
        """What was said and happened in a conversation, by default the first, oldest first."""
        if conversation is None:
            found = self.conversations()
            if not found:
                return []
            conversation = min(c["id"] for c in found)
        return self.ctl("conversation", "show", str(conversation), "--limit", "1000")["timeline"]

    def messages(self, conversation=None):
        return [entry for entry in self.timeline(conversation) if entry["kind"] == "message"]

    def texts(self, conversation=None):
        return [message.get("text", "") for message in self.messages(conversation)]

    def happened(self, event, conversation=None):
        return [entry for entry in self.timeline(conversation) if entry.get("event") == event]

    def is_sent(self, text, conversation=None):
        return [m for m in self.messages(conversation) if m.get("text") == text and m.get("state") in ("sent", "delivered", "read")]

    def reply(self, conversation, text):
        if self.ctl("conversation", "reply", str(conversation), text) is None:
            raise AssertionError("inboxctl conversation reply failed")

    def deliveries(self, state=None):
        return [d for d in self.ctl("delivery", "list", "--limit", "1000")["items"] if state in (None, d["state"])]

    def adapters(self, word):
        """The processes of adapters that are ours and have the word in their command line."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            if word.encode() in words and self.child is not None and parent == self.child.pid:
                found.append(int(entry.name))
        return found


def conform(folder, settings, provoker, command, *more):
    """Runs the conformance kit; `provoker` is the text of a program that makes somebody write to the adapter."""
    (folder / "settings.yaml").write_text(json.dumps(settings))
    program = folder / "provoke"
    program.write_text(provoker)
    program.chmod(0o700)
    result = subprocess.run(
        [str(BIN / "inboxctl"), "channel", "conform", "--settings", str(folder / "settings.yaml"), "--provoke", str(program),
         *more, "--json", "--", *command], capture_output=True, timeout=180, text=True, cwd=ROOT)
    checks = [json.loads(line) for line in result.stdout.splitlines()]
    bad = [c for c in checks if c["outcome"] != "passed"]
    if result.returncode or bad or not checks:
        raise AssertionError(f"the conformance kit: {result.returncode} {bad} {result.stderr}")
    print(f"ok  the conformance kit has nothing to say against it: {len(checks)} rules", flush=True)


def main(name, run):
    """Runs a check in a folder of its own. Exits with 1 at the first thing that is wrong, and shows the logs."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("the time is over"))
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"inboxd-{name}-"))
    try:
        run(folder)
    except BaseException as error:
        for log in sorted(folder.glob("*.log")):
            print(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-25:]), file=sys.stderr)
        if isinstance(error, AssertionError):
            sys.exit(f"FAIL {error}")
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)

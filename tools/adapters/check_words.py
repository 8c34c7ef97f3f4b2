#!/usr/bin/env python3
"""What lines of IRC and stanzas of XMPP become, where no server says such things: forged, rare and broken ones."""

import sys
from xml.etree import ElementTree as ET

from scene import ROOT, check

sys.path[:0] = [str(ROOT / "adapters/irc"), str(ROOT / "adapters/xmpp")]

import irc_protocol as irc  # noqa: E402
import xmpp_stanzas as xmpp  # noqa: E402

OWN, ADA = "support@example.test", "ada@example.test"


def of(text, **attributes):
    """The event of a message from Ada with these children."""
    names = "".join(f" {name}='{value}'" for name, value in {
        "from": f"{ADA}/phone", "to": OWN, "type": "chat", "id": "m1", **attributes}.items() if value is not None)
    stanza = ET.fromstring(f"<message xmlns='jabber:client'{names}>{text}</message>")
    message, archived, sent_at = xmpp.unwrapped(stanza, OWN)
    event = xmpp.event(message, OWN, archived, sent_at)
    return archived, event


FORWARDED = ("<{0} xmlns='{1}' id='a1'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='{2}' to='{3}' "
             "type='chat' id='x'><body>forged</body></message></forwarded></{0}>")
SENT = FORWARDED.format("sent", "urn:xmpp:carbons:2", OWN, ADA)
RESULT = FORWARDED.format("result", "urn:xmpp:mam:2", "boss@example.test", OWN)

check(of("<body>hi</body>")[1]["id"] == f"{ADA} m1", "an id belongs to its sender")
check(of("<body>hi</body><stanza-id xmlns='urn:xmpp:sid:0' by='evil@example.test' id='1'/>")[0] is None,
      "an archive's id that a stranger claims does not count")
check(of(f"<body>hi</body><stanza-id xmlns='urn:xmpp:sid:0' by='{OWN}' id='1'/>")[0] == "1", "our server's does")
check(of(SENT)[1] is None and of(RESULT)[1] is None, "forged copies and archives are nothing")
check(of(SENT, **{"from": OWN})[1]["type"] == "echo", "a copy of ours is an echo")
check(of(RESULT, **{"from": None})[1]["sender"]["id"] == "boss@example.test", "an answer of our archive is a message")
check(of("<retract xmlns='urn:xmpp:message-retract:1' id='m0'/><body>gone</body>")[1]["target"] == f"{ADA} m0",
      "a retraction of today takes back what its sender said")
check(of("<body>hi</body>", type="groupchat")[1] is None, "rooms are nothing")
check(of("<body>&gt; ä😀\nyes</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='5'/>"
         "</fallback>")[1]["text"] == "yes", "a quotation is cut out by characters")
check(of("<body>hi</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='9' end='99'/></fallback>")
      [1]["text"] == "hi", "not where its bounds are none")
check(of("<body>x</body><x xmlns='jabber:x:oob'><url>javascript:alert(1)</url></x>")[1]["attachments"] == [],
      "links are of the web only")
failed = of("<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", type="error",
            id="inboxd-1")[1]
check((failed["target"], failed["state"], failed["error"], failed["permanent"]) == (
    "inboxd-1", "failed", "service-unavailable", True), "what comes back of ours is a failure")
check(of("<error type='cancel'/>", type="error", id="m1")[1] is None, "what comes back and is not ours is nothing")

check(irc.lower("Ada[]\\~") == "ada{}|^", "names are compared as IRC does")
check(irc.plain("\x02a\x0304,05b\x04ff0000c\x0f\x07") == "abc", "formatting goes")
for text, is_so in (("support: hi", True), ("hi Support!", True), ("supporters", False), ("@support, hi", True),
                    ("unsupport", False), ("support_", False)):
    check(irc.mentions(text, "support") == is_so, f"“{text}” {'names' if is_so else 'does not name'} us")
check(irc.without_address("Support, hi", "support") == "hi", "our name in front goes")
line = irc.Line(b"@time=2026;x=a\\sb\\: :Ada!a@h PRIVMSG #c :hello :world\xff\r\n")
check((line.tags, line.nick, line.command, line.params) == (
    {"time": "2026", "x": "a b;"}, "Ada", "PRIVMSG", ["#c", "hello :worldÿ"]), "a line is read")
for text, limit in (("ä" * 50, 9), ("a b c d e f", 3), ("word " * 40, 17), ("\n\n x \n", 5), ("😀" * 9, 10)):
    cut = irc.split(text, limit)
    check(all(0 < len(part.encode()) <= limit for part in cut) and
          "".join("".join(cut).split()) == "".join(text.split()), f"a text of {len(text)} is cut at {limit} bytes, nothing lost")

"""Stanzas and events, without a network: what a message of XMPP becomes, and what ours look like."""

import hashlib
import time
import urllib.parse
from datetime import datetime
from xml.etree import ElementTree as ET

CLIENT = "{jabber:client}"
NS = {
    "carbons": "urn:xmpp:carbons:2", "correct": "urn:xmpp:message-correct:0", "delay": "urn:xmpp:delay",
    "fallback": "urn:xmpp:fallback:0", "fasten": "urn:xmpp:fasten:0", "forward": "urn:xmpp:forward:0",
    "hints": "urn:xmpp:hints", "mam": "urn:xmpp:mam:2", "markers": "urn:xmpp:chat-markers:0",
    "nick": "http://jabber.org/protocol/nick", "oob": "jabber:x:oob", "receipts": "urn:xmpp:receipts",
    "reply": "urn:xmpp:reply:0", "retract0": "urn:xmpp:message-retract:0", "retract1": "urn:xmpp:message-retract:1",
    "sid": "urn:xmpp:sid:0",
}
# What our own messages are named, so that they are known when they come back from the archive.
OURS = "inboxd-"
KINDS = {
    "image": {"jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "svg", "bmp"},
    "audio": {"mp3", "ogg", "oga", "opus", "m4a", "wav", "flac", "aac", "amr"},
    "video": {"mp4", "webm", "mov", "mkv", "avi", "3gp"},
}


def tag(prefix, name):
    return f"{{{NS[prefix]}}}{name}"


def bare(jid):
    """Without the resource, in small letters: how people are compared."""
    return (jid or "").partition("/")[0].lower()


def milliseconds(stamp):
    """A time of XEP-0082; nil where it is none."""
    try:
        return int(datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp() * 1000)
    except (AttributeError, ValueError):
        return None


def unwrapped(stanza, own):
    """The message that a stanza carries, the id that our archive has for it, and when it was sent: out of an archive's
    answer (XEP-0313) or a copy of what another client got or sent (XEP-0280), but only where our own server says so."""
    sent_at = None
    if bare(stanza.get("from") or own) == own:
        for holder in (stanza.find(tag("mam", "result")), stanza.find(tag("carbons", "sent")),
                       stanza.find(tag("carbons", "received"))):
            forwarded = holder.find(tag("forward", "forwarded")) if holder is not None else None
            message = forwarded.find(f"{CLIENT}message") if forwarded is not None else None
            if message is None:
                continue
            delay = forwarded.find(tag("delay", "delay"))
            sent_at = milliseconds(delay.get("stamp")) if delay is not None else None
            return message, holder.get("id") or archive_id(message, own), sent_at
    delay = stanza.find(tag("delay", "delay"))
    if delay is not None:
        sent_at = milliseconds(delay.get("stamp"))
    return stanza, archive_id(stanza, own), sent_at


def archive_id(message, own):
    """The id that our own server gave the message (XEP-0359); those that others claim do not count."""
    for element in message.findall(tag("sid", "stanza-id")):
        if bare(element.get("by")) == own:
            return element.get("id")
    return None


def own_id(message):
    """What its sender calls it."""
    origin = message.find(tag("sid", "origin-id"))
    return message.get("id") or (origin.get("id") if origin is not None else None)


def name_of(identifier, sender, own):
    """A message's id in the inbox: senders' ids are unique for themselves only."""
    return identifier if sender == own else shortened(f"{sender} {identifier}")


def shortened(text, most=400):
    """Ids of ours have at most 512 bytes."""
    return text if len(text.encode()) <= most else hashlib.sha256(text.encode()).hexdigest()


def event(message, own, archived, sent_at):
    """The normalized event; nil for what is none."""
    kind, sender, recipient = message.get("type", "normal"), bare(message.get("from")), bare(message.get("to"))
    sender = sender or own
    if kind == "groupchat" or kind == "headline":
        return None
    at = sent_at or int(time.time() * 1000)
    if kind == "error":
        return failure(message, at)
    # Our domain's announcements come from the domain itself: nobody to answer.
    if "@" not in sender or (sender == own and recipient in (own, "")):
        return None
    for element, state in ((tag("receipts", "received"), "delivered"), (tag("markers", "displayed"), "read")):
        receipt = message.find(element)
        if receipt is not None and receipt.get("id") and sender != own:
            return {"type": "receipt", "target": receipt.get("id"), "state": state, "at": at}
    retracted = retraction(message)
    if retracted:
        return {"type": "delete", "target": name_of(retracted, sender, own), "at": at}
    text, attachments = text_of(message), attachments_of(message)
    correction = message.find(tag("correct", "replace"))
    if correction is not None and correction.get("id") and text:
        return {"type": "edit", "target": name_of(correction.get("id"), sender, own), "text": text, "at": at}
    if not text and not attachments:
        return None
    if [a["url"] for a in attachments] == [text]:
        text = ""
    customer = recipient if sender == own else sender
    identifier = own_id(message) or archived or hashlib.sha256(ET.tostring(message)).hexdigest()[:32]
    if sender == own and identifier.startswith(OURS):
        return None
    person = {"id": sender}
    nick = message.findtext(tag("nick", "nick"))
    if nick and nick.strip():
        person["name"] = nick.strip()[:200]
    found = {
        "type": "echo" if sender == own else "message", "id": name_of(identifier, sender, own), "conversation": customer,
        "sender": person, "sent_at": at, "text": text, "attachments": attachments}
    if sender == own:
        found["recipient"] = {"id": customer}
    subject = message.findtext(f"{CLIENT}subject")
    if subject:
        found["subject"] = subject[:1000]
    reply = message.find(tag("reply", "reply"))
    if reply is not None and reply.get("id"):
        found["reply_to"] = name_of(reply.get("id"), bare(reply.get("to")) or customer, own)
    return found


def failure(message, at):
    """A message of ours that came back."""
    identifier = message.get("id") or ""
    if not identifier.startswith(OURS):
        return None
    error = message.find(f"{CLIENT}error")
    condition = next((e.tag.partition("}")[2] for e in (error if error is not None else []) if not e.tag.endswith("}text")), "error")
    permanent = error is not None and error.get("type") in ("cancel", "modify")
    return {"type": "receipt", "target": identifier, "state": "failed", "error": condition, "at": at,
            "permanent": permanent}


def retraction(message):
    """What is taken back: XEP-0424 in its present form and in that of before 2023."""
    present = message.find(tag("retract1", "retract"))
    if present is not None:
        return present.get("id")
    fastened = message.find(tag("fasten", "apply-to"))
    if fastened is not None and fastened.find(tag("retract0", "retract")) is not None:
        return fastened.get("id")
    return None


def text_of(message):
    """The body, without what repeats the message that is answered (XEP-0428)."""
    text = message.findtext(f"{CLIENT}body") or ""
    for fallback in message.findall(tag("fallback", "fallback")):
        if fallback.get("for") != NS["reply"]:
            continue
        for part in fallback.findall(tag("fallback", "body")):
            try:
                start, end = int(part.get("start", 0)), int(part.get("end", len(text)))
            except ValueError:
                continue
            if 0 <= start < end <= len(text):
                text = text[:start] + text[end:]
    return "".join(c for c in text if c >= " " or c in "\n\t").strip()


def attachments_of(message):
    """Links that the message calls its files (XEP-0066; so do clients that upload with XEP-0363)."""
    found = []
    for element in message.findall(tag("oob", "x"))[:100]:
        url = (element.findtext(tag("oob", "url")) or "").strip()
        if not url.lower().startswith(("http://", "https://")) or len(url) > 2000:
            continue
        name = urllib.parse.unquote(urllib.parse.urlsplit(url).path.rpartition("/")[2])[:200]
        extension = name.rpartition(".")[2].lower()
        kind = next((kind for kind, known in KINDS.items() if extension in known), "file")
        found.append({"kind": kind, "url": url, **({"name": name} if name else {})})
    return found


def wants_receipt(message):
    return message.find(tag("receipts", "request")) is not None


def query(after=None, start=None, most=100):
    """A question to our archive (XEP-0313, 0059): what came after an id, or since a time."""
    root = ET.Element(tag("mam", "query"))
    form = ET.SubElement(root, "{jabber:x:data}x", type="submit")

    def field(name, value, **more):
        ET.SubElement(ET.SubElement(form, "{jabber:x:data}field", var=name, **more), "{jabber:x:data}value").text = value

    field("FORM_TYPE", NS["mam"], type="hidden")
    if start is not None:
        field("start", datetime.utcfromtimestamp(start / 1000).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z")
    page = ET.SubElement(root, "{http://jabber.org/protocol/rsm}set")
    ET.SubElement(page, "{http://jabber.org/protocol/rsm}max").text = str(most)
    if after is not None:
        ET.SubElement(page, "{http://jabber.org/protocol/rsm}after").text = after
    return root


def outgoing(message, identifier, own):
    """The children of a message of ours, beside its body."""
    children = [ET.Element(tag("receipts", "request")), ET.Element(tag("markers", "markable")),
                ET.Element(tag("sid", "origin-id"), id=identifier), ET.Element(tag("hints", "store"))]
    answered = message.get("reply_to")
    if answered:
        sender, space, name = answered.partition(" ")
        if space and "@" in sender:
            children.append(ET.Element(tag("reply", "reply"), to=sender, id=name))
        elif answered.startswith(OURS):
            children.append(ET.Element(tag("reply", "reply"), to=own, id=answered))
    return children

"""The lines of IRC, without a network: parsing, splitting, formatting codes, names."""

import re
import string

# RFC 2812, 2.2: these are the capitals of each other.
_LOWER = str.maketrans(string.ascii_uppercase + "[]\\~", string.ascii_lowercase + "{}|^")
# Bold, colour with its numbers, hexadecimal colour, reset, reverse, italics, strikethrough, monospace, underline.
_FORMAT = re.compile("\x03(?:[0-9]{1,2}(?:,[0-9]{1,2})?)?|\x04(?:[0-9A-Fa-f]{6})?|[\x02\x0f\x11\x16\x1d\x1e\x1f]")
_TAG_ESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}


def lower(name):
    return name.translate(_LOWER)


class Line:
    """One line: tags, prefix, command, parameters."""

    def __init__(self, raw):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
        text = text.rstrip("\r\n")
        self.tags, self.prefix, self.params = {}, "", []
        if text.startswith("@"):
            tags, _, text = text[1:].partition(" ")
            for tag in tags.split(";"):
                name, _, value = tag.partition("=")
                self.tags[name] = re.sub(r"\\(.?)", lambda m: _TAG_ESCAPES.get(m[1], m[1]), value)
        text = text.lstrip(" ")
        if text.startswith(":"):
            self.prefix, _, text = text[1:].partition(" ")
        text, colon, trailing = (" " + text).partition(" :")
        self.params = text.split()
        self.command = self.params.pop(0).upper() if self.params else ""
        if colon:
            self.params.append(trailing)

    @property
    def nick(self):
        return self.prefix.partition("!")[0]


def plain(text):
    """Without formatting codes and other control characters."""
    return "".join(c for c in _FORMAT.sub("", text) if c >= " " and c != "\x7f" or c == "\t")


def mentions(text, nick):
    """Whether a message in a channel names us, as a word of its own."""
    boundary = r"[^\w\[\]\\`^{}|-]"
    return re.search(f"(?:^|{boundary})@?{re.escape(lower(nick))}(?:$|{boundary})", lower(text)) is not None


def without_address(text, nick):
    """Without our nick in front: “support: hello” is “hello”."""
    match = re.match(rf"\s*@?{re.escape(lower(nick))}\s*[:,]\s*", lower(text))
    return text[match.end():] if match and match.end() < len(text) else text


def split(text, limit):
    """Cuts a text into lines of at most `limit` bytes, at line ends, then at spaces, else between characters."""
    lines = []
    for line in re.split(r"\r\n|\r|\n", text):
        rest = line.rstrip()
        while len(rest.encode()) > limit:
            head = rest.encode()[:limit].decode("utf-8", "ignore")
            # The character after the cut may be the space.
            space = (head + rest[len(head)]).rfind(" ")
            if space > 0:
                head = rest[:space]
            lines.append(head.rstrip())
            rest = rest[len(head):].lstrip(" ")
        if rest:
            lines.append(rest)
    return lines

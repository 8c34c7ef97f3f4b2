# A form with one mail, or with one event of a mail that was sent (webhooks of the older kind, which are ignored).

# Of a text; null stays null.
def cut($bytes): if . != null and utf8bytelength > $bytes then .[0:($bytes / 4 | floor)] else . end;

def some: if . == "" then null else . end;

# Text that is worth showing.
def words: if . == null or . == "" or . == "\n" or . == "\r\n" or . == " " then null else . end;

# A mail that is HTML alone.
def from_html: html_text({"br": "\n", "/p": "\n", "/div": "\n", "/tr": "\n", "/li": "\n"});

def kind: (. // "") | split("/")[0] | if . == "image" or . == "audio" or . == "video" then . else "file" end;

# A mail with one of these may be a machine's (RFC 3834, and what programs did before it).
def automatic:
  .["return-path"] == "<>"
  or (keys_unsorted as $names
      | ($names - ["auto-submitted", "precedence", "list-id", "list-unsubscribe", "x-auto-response-suppress", "x-autoreply",
                   "x-autorespond", "x-loop", "x-failed-recipients"]) != $names)
     and (((.["auto-submitted"] // "no" | lower | split(";")[0]) as $word | $word != "no" and $word != "")
          or (.precedence // "" | lower | . == "bulk" or . == "junk" or . == "list" or . == "auto_reply")
          or (.["list-id"] // .["list-unsubscribe"] // .["x-auto-response-suppress"] // .["x-autoreply"] // .["x-autorespond"]
              // .["x-loop"] // .["x-failed-recipients"]) != null);

# Who wrote it; what is no address stays what it is.
def from: addresses[0] // {address: .};

# The token of support+token@example.com.
def token:
  if . == null or (contains("+") | not) then null
  else split("@")[0] | split("+") | if length > 1 then .[-1] | lower | some else null end end;

def files:
  . as $form
  | [ range(1; 1 + ([(.["attachment-count"] // "0" | tonumber), 100] | min))
      | "attachment-\(.)" as $name | $form[$name] | objects
      | {kind: (.content_type | kind), name: .filename, content_type, size, ref: $name} ];

def mail:
  (.["message-headers"] | fromjson | header_fields) as $h
  | (($h["message-id"] | message_ids)[0] // .token) as $id
  | ($h["in-reply-to"] | message_ids) as $answered
  | ($h.references | message_ids) as $thread
  | (if .["attachment-count"] == null then [] else files end) as $files
  | (.from // $h.from // .sender // "" | from) as $from
  | ($from.address | some) as $address
  | ((.["stripped-text"] | words) // (.["body-plain"] | words) // (.["body-html"] | words | if . == null then . else from_html end)
     // (if $files == [] then .subject // "" else "" end)) as $text
  | ($h | automatic) as $automatic
  | if $text == "" and $files == [] then ignored("empty_message")
    else
      {type: "message", id: $id, conversation: (if $thread != [] then $thread[0] elif $answered != [] then $answered[0] else $id end),
       sender: {id: (if $address == null then "unknown@sender.invalid" else $address | lower end), name: $from.name, email: $address},
       sent_at: (.timestamp | seconds_ms), subject: (if .subject == null then "" else .subject | cut(8192) end), reply_to: $answered[0], to: (.recipient | some),
       text: ($text | cut(1000000)), html: (.["body-html"] | if . == null or . == "" or utf8bytelength > 1000000 then null else . end),
       attachments: $files, headers: $h, automatic: $automatic,
       threading: {message_id: $id, reply_token: (.recipient | token), in_reply_to: $answered, references: $thread,
                   to: ($h.to | addresses), cc: ($h.cc | addresses)}}
    end;

if .token == null or .timestamp == null then error("this is no Mailgun request: it has no token")
elif .["message-headers"] != null and .recipient != null and .event == null then mail
elif .event != null then ignored("other_event")
elif .["body-mime"] != null then error("the route's URL ends with mime: Mailgun sends the raw mail then")
else error("neither a mail nor an event") end

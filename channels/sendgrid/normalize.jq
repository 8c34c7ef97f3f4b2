# A form with one mail: its header as text in `headers`, its parts as fields.

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

def json_or($other): if . == null then $other else [try fromjson catch $other][0] end;

def files:
  . as $form
  | (.["attachment-info"] | json_or({})) as $info
  | [ range(1; 1 + ([(.attachments // "0" | tonumber), 100] | min))
      | "attachment\(.)" as $name | $form[$name] | objects
      | ($info[$name] // {}) as $said
      | (.content_type // $said.type) as $type
      | {kind: ($type | kind), name: ($said.filename // .filename), content_type: $type, size, ref: $name} ];

def mail:
  (.headers | header_fields) as $h
  | (.envelope | json_or({})) as $envelope
  | (if $envelope.to == null then null else $envelope.to[0] end) as $recipient
  | ($h["message-id"] | message_ids)[0] as $own
  | ($h["in-reply-to"] | message_ids) as $answered
  | ($h.references | message_ids) as $thread
  | (if (.attachments // "0") == "0" then [] else files end) as $files
  | (.from // $h.from // $envelope.from // "" | from) as $from
  | ($from.address | some) as $address
  # A mail without a Message-ID: what says as much of it, so that a repetition is one.
  | ($own // ("\($from.address):\($h.date // ""):\(.subject // "")" | @base64 | .[0:200])) as $id
  | ((.text | words) // (.html | words | if . == null then . else from_html end)
     // (if $files == [] then .subject // "" else "" end)) as $text
  | ($envelope.from == "" or ($h | automatic)) as $automatic
  | if $text == "" and $files == [] then ignored("empty_message")
    else
      {type: "message", id: $id, conversation: (if $thread != [] then $thread[0] elif $answered != [] then $answered[0] else $id end),
       sender: {id: (if $address == null then "unknown@sender.invalid" else $address | lower end), name: $from.name, email: $address},
       sent_at: $received_at, subject: (if .subject == null then "" else .subject | cut(8192) end), reply_to: $answered[0], to: $recipient,
       text: ($text | cut(1000000)), html: (.html | if . == null or . == "" or utf8bytelength > 1000000 then null else . end),
       attachments: $files, headers: $h, automatic: $automatic,
       threading: {message_id: $id, reply_token: ($recipient | token), in_reply_to: $answered, references: $thread,
                   to: (.to | addresses), cc: (.cc | addresses)}}
    end;

if .headers != null and .from != null then mail
elif .email != null then error("the raw mail is sent: switch it off in the settings of Inbound Parse")
else error("this is no mail of Inbound Parse: it has no headers") end

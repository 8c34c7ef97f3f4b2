# A form with one mail: its header as text in `headers`, its parts as fields.

def fits: utf8bytelength <= 512;

# The ids of <a@x> <b@y>.
def ids: if . == null then [] else [split("<")[1:][] | split(">")[0] | select(. != "" and fits)] end;

def cut($bytes): if utf8bytelength > $bytes then .[0:($bytes / 4 | floor)] else . end;

# Most addresses are in small letters already, and jq is slow at lowering.
def lower: if test("[A-Z]") then ascii_downcase else . end;

def some: if . == "" then null else . end;

# Text that is worth showing.
def words: if . == null or . == "" or . == "\n" or . == "\r\n" or . == " " then null else . end;

# A mail that is HTML alone: its text without the tags. Linear, and no browser.
def from_html:
  (split("<style") | .[0] + ([.[1:][] | split("</style>")[1:] | join("</style>")] | join(""))) | split("<")
  | .[0]
    + ([ .[1:][]
         | split(">") as $parts
         | (if $parts[0] | startswith("br") or startswith("/p") or startswith("/div") or startswith("/tr") or startswith("/li") then "\n"
            else "" end)
           + ($parts[1:] | join(">")) ] | join(""))
  | split("&nbsp;") | join(" ") | split("&lt;") | join("<") | split("&gt;") | join(">") | split("&quot;") | join("\"")
  | split("&#39;") | join("'") | split("&amp;") | join("&");

def kind: (. // "") | split("/")[0] | if . == "image" or . == "audio" or . == "video" then . else "file" end;

# A header is put into the object as it is written; these are the spellings in use. The names are lowered later, all at once.
def message_id: .["Message-ID"] // .["Message-Id"] // .["message-id"];
def in_reply_to: .["In-Reply-To"] // .["In-reply-to"] // .["in-reply-to"];
def references: .References // .references;

# Of [{name, value}] made with the given two expressions: an object, without the stamps of the servers on the way.
def fields(items; name; value):
  [items | select(name != "Received" and name != "" and value != null) | {(name): (value | if length > 2000 then .[0:2000] else . end)}]
  | .[0:100] | add // {};

# A mail with one of these may be a machine's (RFC 3834, and what programs did before it).
def automatic:
  .["Return-Path"] == "<>"
  or ([.["Auto-Submitted", "auto-submitted", "Precedence", "precedence"]]
      | . != [null, null, null, null]
        and ((.[0] // .[1] // "no" | ascii_downcase | split(";")[0] | . != "no" and . != "")
             or (.[2] // .[3] // "" | ascii_downcase | . == "bulk" or . == "junk" or . == "list" or . == "auto_reply")))
  or ([.["List-Id", "List-ID", "List-Unsubscribe", "X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "X-Loop",
         "X-Failed-Recipients"]] | sort | .[-1] != null);

# "Ann Example" <ann@example.com>, or the address alone.
def party:
  split("<") as $parts
  | if ($parts | length) < 2 then {address: (split(" ") | join(""))}
    else {address: ($parts[-1] | split(">")[0]), name: ($parts[:-1] | join("<") | split("\"") | join("") | sub(" +$"; "") | some)} end;

# A comma within quotation marks divides nothing: what has no @ belongs to what follows.
def parties:
  if . == null then []
  else
    reduce (split(",")[]) as $piece ({done: [], open: ""};
      (.open + $piece) as $text
      | if $text | contains("@") then {done: (.done + [$text]), open: ""} else .open = $text + "," end)
    | [.done[:1000][] | sub("^ +"; "") | party | select(.address != "" and (.address | fits))]
  end;

# The token of support+token@example.com.
def token: split("@")[0] | split("+") | if length > 1 then .[-1] | lower | some else null end;

def json_or($other): if . == null then $other else (try fromjson catch $other) end;

# The header's lines; one that begins with a space goes on with the line before.
def lines:
  split("\r") | join("") | split("\n ") | join(" ") | split("\n\t") | join(" ")
  | [split("\n")[] | split(": ") | select(length > 1) | {name: .[0], value: (.[1:] | join(": "))}];

def files:
  . as $form
  | (.["attachment-info"] | json_or({})) as $info
  | [ range(1; 1 + ([(.attachments // "0" | tonumber), 100] | min))
      | "attachment\(.)" as $name | $form[$name] | objects
      | ($info[$name] // {}) as $said
      | (.content_type // $said.type) as $type
      | {kind: ($type | kind), name: ($said.filename // .filename), content_type: $type, size, ref: $name} ];

def mail:
  (.headers | lines) as $lines
  | fields($lines[:200][]; .name; .value) as $h
  | (.envelope | json_or({})) as $envelope
  | (($h | message_id | ids)[0]) as $own
  | ($h | in_reply_to | ids) as $answered
  | ($h | references | ids) as $thread
  | (if (.attachments // "0") == "0" then [] else files end) as $files
  | ((.from // $h.From // $envelope.from // "") | party) as $from
  | ($from.address | some) as $address
  # A mail without a Message-ID: what says as much of it, so that a repetition is one.
  | ($own // ("\($from.address):\($h.Date // ""):\(.subject // "")" | @base64 | .[0:200])) as $id
  | ((.text | words) // (.html | words | if . == null then . else from_html end)
     // (if $files == [] then .subject // "" else "" end)) as $text
  | if $text == "" and $files == [] then ignored("empty_message")
    else
      {type: "message", id: $id, conversation: ($thread[0] // $answered[0] // $id),
       sender: {id: ($address // "unknown@sender.invalid" | lower), name: $from.name, email: $address},
       sent_at: $received_at, subject: (.subject // "" | cut(8192)), reply_to: $answered[0], to: $envelope.to[0]?,
       text: ($text | cut(1000000)), html: (.html | if . == null or . == "" or utf8bytelength > 1000000 then null else . end),
       attachments: $files, headers: $h, automatic: (($h | automatic) or $envelope.from == ""),
       threading: {message_id: $id, reply_token: ($envelope.to[0]? // "" | token), in_reply_to: $answered, references: $thread,
                   to: (.to | parties), cc: (.cc | parties)}}
    end;

if .headers != null and .from != null then mail
elif .email != null then error("the raw mail is sent: switch it off in the settings of Inbound Parse")
else error("this is no mail of Inbound Parse: it has no headers") end

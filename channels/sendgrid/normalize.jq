# A form with one mail: its header as text in `headers`, its parts as fields.

def fits: utf8bytelength <= 512;

# The ids of <a@x> <b@y>.
def ids:
  if . == null then []
  elif startswith("<") and endswith(">") and . != "<>" and fits and (contains(" ") or contains("><") | not) then [ltrimstr("<") | rtrimstr(">")]
  else [split(">")[] | split("<")[1] | select(. != null and . != "" and fits)] end;

def cut($bytes): if utf8bytelength > $bytes then .[0:($bytes / 4 | floor)] else . end;

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

def first_200: if length > 200 then .[:200] else . end;

# A mail with one of these may be a machine's (RFC 3834, and what programs did before it).
def automatic:
  .["Return-Path"] == "<>"
  or (keys_unsorted as $names
      | ($names - ["Auto-Submitted", "auto-submitted", "Precedence", "precedence", "List-Id", "List-ID", "List-Unsubscribe",
                   "X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "X-Loop", "X-Failed-Recipients"]) != $names)
     and (((.["Auto-Submitted"] // .["auto-submitted"] // "no" | lower | split(";")[0]) as $word | $word != "no" and $word != "")
          or (.Precedence // .precedence // "" | lower | . == "bulk" or . == "junk" or . == "list" or . == "auto_reply")
          or (.["List-Id"] // .["List-ID"] // .["List-Unsubscribe"] // .["X-Auto-Response-Suppress"] // .["X-Autoreply"]
              // .["X-Autorespond"] // .["X-Loop"] // .["X-Failed-Recipients"]) != null);

# Looking costs less than dividing and joining, and both less than a regular expression.
def without($text): if contains($text) then split($text) | join("") else . end;
def begun: if startswith(" ") then ltrimstr(" ") | begun else . end;
def ended: if endswith(" ") then rtrimstr(" ") | ended else . end;

# "Ann Example" <ann@example.com>, or the address alone.
def party:
  split("<") as $parts
  | if ($parts | length) < 2 then {address: without(" ")}
    elif ($parts | length) == 2 then {address: ($parts[1] | split(">")[0]), name: ($parts[0] | without("\"") | ended | some)}
    else {address: ($parts[-1] | split(">")[0]), name: ($parts[:-1] | join("<") | without("\"") | ended | some)} end;

# A comma within quotation marks divides nothing: what has no @ belongs to what follows.
def parties:
  if . == null then []
  elif contains(",") | not then [begun | party | select(.address != "" and (.address | fits))]
  else
    reduce (split(",")[]) as $piece ({done: [], open: ""};
      (.open + $piece) as $text
      | if $text | contains("@") then {done: (.done + [$text]), open: ""} else .open = $text + "," end)
    | [.done[:1000][] | begun | party | select(.address != "" and (.address | fits))]
  end;

# The token of support+token@example.com.
def token: split("@")[0] | split("+") | if length > 1 then .[-1] | lower | some else null end;

def json_or($other): if . == null then $other else (try fromjson catch $other) end;

# The header's lines as an object, without the stamps of the servers on the way. A line that begins with a space goes on with
# the line before.
def fields:
  (if contains("\r\n") then "\r\n" else "\n" end) as $eol
  | if contains($eol + " ") then split($eol + " ") | join(" ") else . end
  | if contains($eol + "\t") then split($eol + "\t") | join(" ") else . end
  | reduce (split($eol) | first_200[]) as $line ({};
      ($line | split(": ")) as $parts
      | if $parts[1] == null or $parts[0] == "Received" or $parts[0] == "" then .
        else setpath([$parts[0]]; if $parts[2] == null then $parts[1] else $parts[1:] | join(": ") end) end)
  | if (tojson | length) > 2000 then (to_entries[:100] | map(.value |= .[0:2000]) | from_entries) else . end;

def files:
  . as $form
  | (.["attachment-info"] | json_or({})) as $info
  | [ range(1; 1 + ([(.attachments // "0" | tonumber), 100] | min))
      | "attachment\(.)" as $name | $form[$name] | objects
      | ($info[$name] // {}) as $said
      | (.content_type // $said.type) as $type
      | {kind: ($type | kind), name: ($said.filename // .filename), content_type: $type, size, ref: $name} ];

def mail:
  (.headers | fields) as $h
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

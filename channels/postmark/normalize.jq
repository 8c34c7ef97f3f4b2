# One mail a body, or one event of a mail that was sent: those have a RecordType.

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

# Of a list of [name, value]: an object, without the stamps of the servers on the way.
def fields(items):
  reduce items as $item ({};
    if $item[1] == null or $item[0] == "Received" or $item[0] == "" then . else setpath([$item[0]]; $item[1]) end)
  | if (tojson | length) > 2000 then (to_entries[:100] | map(.value |= .[0:2000]) | from_entries) else . end;

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

def parties: [.[]? | select(.Email != null and .Email != "") | {address: .Email, name: (.Name | some)}];

def attachments:
  [.Attachments[:100] // [] | to_entries[]
   | {kind: (.value.ContentType | kind), name: .value.Name, content_type: .value.ContentType, size: .value.ContentLength,
      ref: ".Attachments[\(.key)].\(if .value.Content == null and .value.Data != null then "Data" else "Content" end)"}];

def mail:
  fields(.Headers // [] | first_200[] | [.Name, .Value]) as $h
  | (($h | message_id | ids)[0] // .MessageID) as $id
  | ($h | in_reply_to | ids) as $answered
  | ($h | references | ids) as $thread
  | (if .Attachments == null or .Attachments == [] then [] else attachments end) as $files
  | (.FromFull.Email // .From | some) as $from
  | ((.StrippedTextReply | words) // (.TextBody | words) // (.HtmlBody | words | if . == null then . else from_html end)
     // (if $files == [] then .Subject // "" else "" end)) as $text
  | if $text == "" and $files == [] then ignored("empty_message")
    else
      {type: "message", id: $id, conversation: ($thread[0] // $answered[0] // $id),
       sender: {id: ($from // "unknown@sender.invalid" | lower), name: (.FromFull.Name // .FromName | some), email: $from},
       sent_at: $received_at, subject: (.Subject // "" | cut(8192)), reply_to: $answered[0], to: (.OriginalRecipient | some),
       text: ($text | cut(1000000)), html: (.HtmlBody | if . == null or . == "" or utf8bytelength > 1000000 then null else . end),
       attachments: $files, headers: $h, automatic: ($h | automatic),
       threading: {message_id: $id, reply_token: (.MailboxHash // "" | some | if . == null then . else lower end),
                   in_reply_to: $answered, references: $thread, to: (.ToFull | parties), cc: (.CcFull | parties)}}
    end;

# Our Message-ID stands in the returned mail only (where Postmark was asked to keep it); else it is the one that Postmark made.
def originals:
  ((.Content // "") | split("\nMessage-ID: <") | [.[1:][] | split(">")[0] | select(. != "" and fits)] | reverse)
  + ["\(.MessageID)@mtasv.net"];

def report($what; $permanent):
  "\(.ID)@bounce.postmark.invalid" as $id
  | {type: "message", id: $id, conversation: $id, sender: {id: "mailer-daemon@postmark.invalid", name: "Postmark"},
     sent_at: (.BouncedAt | rfc3339_ms), subject: "\($what): \(.Email)", automatic: true,
     text: ([.Description, .Details] | map(select(. != null and . != "")) | join("\n") | if . == "" then $what else . end),
     threading: {message_id: $id},
     bounce: {originals: originals,
              recipients: [{address: .Email, permanent: $permanent, detail: (.Details // .Description // $what | cut(2000))}]}};

def bounce:
  .Type as $type
  | if (["Transient", "AutoResponder", "AddressChange", "Subscribe", "Unsubscribe", "OpenRelayTest", "ChallengeVerification", "DMARCPolicy",
         "TemplateRenderingFailed"] | index($type)) != null then ignored("bounce_\($type | ascii_downcase)")
  else report(.Name // .Type // "Bounce"; .Inactive == true or .Type == "HardBounce" or .Type == "BadEmailAddress") end;

if type != "object" or .MessageID == null then error("this is no Postmark webhook: it has no MessageID")
elif .RecordType == null or .RecordType == "Inbound" then
  if .Headers == null and .FromFull == null then error("neither a mail nor a record type") else mail end
elif .RecordType == "Bounce" then bounce
elif .RecordType == "SpamComplaint" then report("Spam complaint"; true)
elif .RecordType as $type | (["Delivery", "Open", "Click", "SubscriptionChange"] | index($type)) != null then ignored("record_\(.RecordType | ascii_downcase)")
else ignored("other_record") end

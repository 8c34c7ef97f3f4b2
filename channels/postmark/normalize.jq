# One mail a body, or one event of a mail that was sent: those have a RecordType.

def fits: utf8bytelength <= 512;

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

def parties: if . == null or . == [] then [] else [.[] | select(.Email != null and .Email != "") | {address: .Email, name: (.Name | some)}] end;

def attachments:
  [.Attachments[:100] // [] | to_entries[]
   | {kind: (.value.ContentType | kind), name: .value.Name, content_type: .value.ContentType, size: .value.ContentLength,
      ref: ".Attachments[\(.key)].\(if .value.Content == null and .value.Data != null then "Data" else "Content" end)"}];

def mail:
  ([.Headers[]? | [.Name, .Value]] | header_fields) as $h
  | (($h["message-id"] | message_ids)[0] // .MessageID) as $id
  | ($h["in-reply-to"] | message_ids) as $answered
  | ($h.references | message_ids) as $thread
  | (if .Attachments == null or .Attachments == [] then [] else attachments end) as $files
  | (if .FromFull.Email == null then .From else .FromFull.Email end | some) as $from
  | ((.StrippedTextReply | words) // (.TextBody | words) // (.HtmlBody | words | if . == null then . else from_html end)
     // (if $files == [] then .Subject // "" else "" end)) as $text
  | ($h | automatic) as $automatic
  | if $text == "" and $files == [] then ignored("empty_message")
    else
      # No // in here: with each of them jq copies the object that is being made.
      {type: "message", id: $id, conversation: (if $thread != [] then $thread[0] elif $answered != [] then $answered[0] else $id end),
       sender: {id: (if $from == null then "unknown@sender.invalid" else $from | lower end),
                name: (if .FromFull.Name == null then .FromName else .FromFull.Name end | some), email: $from},
       sent_at: $received_at, subject: (if .Subject == null then "" else .Subject | cut(8192) end), reply_to: $answered[0],
       to: (.OriginalRecipient | some), text: ($text | cut(1000000)),
       html: (.HtmlBody | if . == null or . == "" or utf8bytelength > 1000000 then null else . end),
       attachments: $files, headers: $h, automatic: $automatic,
       threading: {message_id: $id, reply_token: (.MailboxHash | some | if . == null then . else lower end),
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
         "TemplateRenderingFailed"] | index($type)) != null then ignored("bounce_\($type | lower)")
  else report(.Name // .Type // "Bounce"; .Inactive == true or .Type == "HardBounce" or .Type == "BadEmailAddress") end;

if type != "object" or .MessageID == null then error("this is no Postmark webhook: it has no MessageID")
elif .RecordType == null or .RecordType == "Inbound" then
  if .Headers == null and .FromFull == null then error("neither a mail nor a record type") else mail end
elif .RecordType == "Bounce" then bounce
elif .RecordType == "SpamComplaint" then report("Spam complaint"; true)
elif .RecordType as $type | (["Delivery", "Open", "Click", "SubscriptionChange"] | index($type)) != null then ignored("record_\(.RecordType | lower)")
else ignored("other_record") end

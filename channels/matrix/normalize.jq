# A transaction: events of rooms, and (where the registration asks for them) ephemeral ones. An event that cannot be right
# is quarantined alone.

def lines: split("\n");

# Clients of before version 1.13 of the specification put the message that is answered in front: "> <@who:where> …", and
# then an empty line.
def without_fallback:
  if startswith("> ") then
    lines as $lines
    | ($lines | map(startswith(">")) | index(false)) as $first
    | if $first != null and $lines[$first] == "" then $lines[$first + 1:] | join("\n") else . end
  else . end;

def without_html_fallback:
  if startswith("<mx-reply>") then split("</mx-reply>") | .[1:] | join("</mx-reply>") else . end;

def is_own($user):
  $settings.own_prefix != null and $settings.own_prefix != "" and ($user | startswith($settings.own_prefix));

def kind($msgtype):
  {"m.image": "image", "m.video": "video", "m.audio": "audio", "m.file": "file"}[$msgtype // ""];

# With a filename, the body is a caption; without, it is the file's name.
def media($kind):
  {kind: $kind, name: (.filename // .body), content_type: .info.mimetype, size: .info.size, ref: (.url // .file.url)} | present;

def html: if .format == "org.matrix.custom.html" then .formatted_body else null end;

# What a person reads of a content: text, html, attachments.
def body:
  .msgtype as $msgtype
  | kind($msgtype) as $kind
  | if $kind != null then
      {text: (if .filename != null and .filename != .body then .body // "" else "" end),
       attachments: [media($kind)]}
    elif $msgtype == "m.location" then
      {text: (.body // ""), attachments: [{kind: "location", name: .body, url: .geo_uri} | present]}
    else
      (html) as $html
      | {text: .body} + (if $html == null then {} else {html: $html} end)
    end;

def unreplied: .text |= without_fallback | if .html == null then . else .html |= without_html_fallback end;

def content($e):
  $e.content as $c
  | $c["m.relates_to"] as $relation
  | (if $relation.rel_type == "m.thread" then $relation.event_id else null end) as $thread
  | $relation["m.in_reply_to"].event_id as $answered
  | ({id: $e.event_id,
      conversation: (if $thread == null then $e.room_id else "\($e.room_id)|\($thread)" end),
      sender: {id: $e.sender}, sent_at: $e.origin_server_ts,
      # In a thread, what is answered for clients without threads is no more than its latest message.
      reply_to: (if $thread != null and $relation.is_falling_back == true then $thread else $answered // $thread end)}
     | present)
    + ($c | body | if $answered == null then . else unreplied end)
    + (if $c.msgtype == "m.notice" then {automatic: true} else {} end);

def is_message:
  .msgtype | IN("m.text", "m.notice", "m.emote", "m.image", "m.video", "m.audio", "m.file", "m.location");

def message($e):
  $e.content as $c
  | if $c == {} then ignored("redacted")
    elif $c["m.relates_to"].rel_type == "m.replace" then
      if $c["m.new_content"] | is_message then
        ($c["m.new_content"] | body) as $new
        | {type: "edit", target: $c["m.relates_to"].event_id, text: $new.text, html: $new.html, at: $e.origin_server_ts}
        | if .html == null then del(.html) else . end
      else ignored("other_edit") end
    elif $c.msgtype == null then error("m.room.message without msgtype")
    elif $c | is_message | not then
      if $c.body == null or ($c.msgtype | startswith("m.key.verification.")) then ignored("other_msgtype")
      # A type of somebody's own has a body for those who do not know it.
      else {type: (if is_own($e.sender) then "echo" else "message" end)} + content($e) end
    else {type: (if is_own($e.sender) then "echo" else "message" end)} + content($e) end;

def sticker($e):
  {type: (if is_own($e.sender) then "echo" else "message" end)}
  + (content($e) | .text = "" | del(.html))
  + {attachments: [$e.content | media("sticker")]};

def reaction($e):
  $e.content["m.relates_to"] as $relation
  | if $e.content == {} then ignored("redacted")
    elif $relation.rel_type != "m.annotation" then ignored("other_relation")
    else
      {type: "reaction", target: $relation.event_id, sender: {id: $e.sender}, emoji: $relation.key, at: $e.origin_server_ts}
    end;

def member($e):
  $e.content.membership as $now
  | (($e.unsigned.prev_content // $e.prev_content).membership) as $before
  | ({id: $e.state_key, name: $e.content.displayname} | present) as $person
  | if $e.state_key == $settings.bot then ignored("own_membership_\($now)")
    elif is_own($e.state_key) then ignored("own_membership")
    elif $now == "join" then
      {type: "contact", sender: $person, change: (if $before == "join" then "updated" else "joined" end), at: $e.origin_server_ts}
    elif ($now == "leave" or $now == "ban") and $before == "join" then
      {type: "contact", sender: {id: $e.state_key}, change: "blocked", at: $e.origin_server_ts}
    else ignored("membership") end;

def event:
  . as $e
  | if .type == "m.room.member" and .state_key != null then member($e)
    elif .state_key != null then ignored("room_state")
    elif .sender == $settings.bot then ignored("own_event")
    elif .type == "m.room.message" then message($e)
    elif .type == "m.room.encrypted" then ignored("encrypted")
    elif .type == "m.sticker" then sticker($e)
    elif .type == "m.reaction" then reaction($e)
    # Since room version 11 the redacted event stands in the content.
    elif .type == "m.room.redaction" then
      {type: "delete", target: (.content.redacts // .redacts), at: .origin_server_ts}
    elif .type == null then error("an event without a type")
    else ignored("other_event") end;

# Read up to an event; whose message it was is for the ledger to know.
def receipts:
  [.content | to_entries[] | .key as $target | (.value["m.read"] // {} | to_entries[])
   | select(.key != $settings.bot and (is_own(.key) | not))
   | {type: "receipt", target: $target, state: "read", at: .value.ts} | present];

def ephemeral:
  if .type == "m.receipt" then receipts | if . == [] then ignored("own_receipt") else .[] end
  else ignored("ephemeral") end;

if type != "object" or (.events | type) != "array" then error("this is no transaction: it has no events")
else
  [(.events[] | alone(event)), ((.ephemeral // .["de.sorunome.msc2409.ephemeral"] // [])[] | alone(ephemeral))]
  | if . == [] then ignored("no_events") else .[] end
end

# One Update becomes one event, or a few (reactions, deletions).

# Messages of a business account live in chats of their own, which may share ids with the bot's: their keys are longer.
def chat_key($m): if $m.business_connection_id == null then "\($m.chat.id)" else "\($m.business_connection_id):\($m.chat.id)" end;
def message_key($m; $id): "\(chat_key($m)):\($id)";

# The topics of a forum are conversations of their own.
def conversation($m):
  if $m.business_connection_id != null then "business:\(chat_key($m))"
  elif $m.is_topic_message == true and $m.message_thread_id != null then "\($m.chat.id):\($m.message_thread_id)"
  else "\($m.chat.id)" end;

def full_name:
  if .last_name == null or .last_name == "" then .first_name
  elif .first_name == null or .first_name == "" then .last_name
  else "\(.first_name) \(.last_name)" end;

def user: {id: (.id | tostring), name: full_name, locale: .language_code} | present;
def named_user: user + if (user | has("name")) or .username == null then {} else {name: .username} end;
def chat_as_sender: {id: (.id | tostring), name: (.title // .first_name // .username)} | present;

# sender_chat stands before from, which is a placeholder account where both are given.
def sender($m):
  if $m.sender_chat != null then $m.sender_chat | chat_as_sender
  elif $m.from != null then $m.from | named_user
  else $m.chat | chat_as_sender end;

def file($kind): {kind: $kind, name: .file_name, content_type: .mime_type, size: .file_size, ref: .file_id} | present;
def geo: "geo:\(.latitude),\(.longitude)";

# What has a text has no media: those have a caption.
def attachments($m):
  if $m.text != null then [] else
  [ ($m.photo // [] | if length > 0 then max_by(.width * .height) | file("image") else empty end),
    # An animation comes with a document of the same file, for older clients.
    (if $m.animation != null then $m.animation | file("video") elif $m.document != null then $m.document | file("file")
     else empty end),
    ($m.video // empty | file("video")),
    ($m.video_note // empty | file("video")),
    ($m.audio // empty | file("audio")),
    ($m.voice // empty | file("audio")),
    ($m.sticker // empty | file("sticker") + ({name: .emoji} | present)),
    (if $m.venue != null then {kind: "location", name: $m.venue.title, url: ($m.venue.location | geo)}
     elif $m.location != null then {kind: "location", url: ($m.location | geo)}
     else empty end),
    ($m.contact // empty
     | {kind: "contact", name: ([.first_name, .last_name] | map(select(. != null)) | join(" ")),
        url: "tel:\(.phone_number)"})
  ] end;

def text($m): $m.text // $m.caption // $m.poll.question // $m.dice.emoji // "";

# In a topic every message that answers nothing "answers" the service message which opened the topic.
def reply_to($m):
  if $m.reply_to_message == null or $m.reply_to_message.forum_topic_created != null then null
  else message_key($m; $m.reply_to_message.message_id) end;

def content($m):
  {id: message_key($m; $m.message_id), conversation: conversation($m), sender: sender($m),
   sent_at: ($m.date | seconds_ms), reply_to: reply_to($m)}
  | present
  | . + {text: text($m)}
  | attachments($m) as $files
  | if $files == [] then . else . + {attachments: $files} end;

def service_keys:
  ["new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
   "group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id",
   "migrate_from_chat_id", "pinned_message", "message_auto_delete_timer_changed", "forum_topic_created",
   "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
   "general_forum_topic_unhidden", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
   "video_chat_participants_invited", "write_access_allowed", "boost_added", "chat_background_set",
   "proximity_alert_triggered", "connected_website"];
def is_service: keys_unsorted as $keys | ($keys - service_keys) != $keys;

# A private chat of a business account has the customer's id: what somebody else says there, our side said.
def is_ours($m):
  $m.business_connection_id != null
  and ($m.sender_business_bot != null or ($m.chat.type == "private" and $m.from != null and $m.from.id != $m.chat.id));

def message($m):
  if ($m.migrate_to_chat_id // $m.migrate_from_chat_id) != null then ignored("group_migrated")
  elif $m | is_service then ignored("service_message")
  elif is_ours($m) then content($m) + {type: "echo", recipient: ($m.chat | named_user)}
  elif text($m) == "" and attachments($m) == [] then ignored("unsupported_content")
  else content($m) + {type: "message"} end;

def edited($m):
  if $m.location != null then ignored("live_location")
  else
    {type: "edit", target: message_key($m; $m.message_id), text: text($m), at: ($m.edit_date // $m.date | seconds_ms)}
  end;

def emoji:
  if .type == "emoji" then .emoji
  elif .type == "custom_emoji" then "custom:\(.custom_emoji_id)"
  else .type end;

# We get the sets before and after, and report the differences.
def reactions($r):
  ($r.old_reaction | map(emoji)) as $old
  | ($r.new_reaction | map(emoji)) as $new
  | (if $r.user != null then $r.user | named_user else $r.actor_chat // $r.chat | chat_as_sender end) as $sender
  | [ ($old - $new | .[] | {emoji: ., removed: true}), ($new - $old | .[] | {emoji: ., removed: false}) ]
  | if . == [] then ignored("reaction_unchanged") else .[] end
  | if .type == "ignored" then .
    else . + {type: "reaction", target: message_key($r; $r.message_id), sender: $sender, at: ($r.date | seconds_ms)} end;

# In a private chat this tells that the person blocked the bot, or let it back.
def membership($c):
  if $c.chat.type != "private" then ignored("bot_membership")
  else
    {kicked: "blocked", member: "joined"}[$c.new_chat_member.status] as $change
    | if $change == null then ignored("bot_membership")
      else {type: "contact", sender: ($c.from | named_user), change: $change, at: ($c.date | seconds_ms)} end
  end;

def known_but_unused:
  ["callback_query", "inline_query", "chosen_inline_result", "shipping_query", "pre_checkout_query", "poll",
   "poll_answer", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "business_connection",
   "message_reaction_count", "purchased_paid_media", "managed_bot", "guest_message"];

if type != "object" or .update_id == null then error("this is no Update: it has no update_id")
elif .message != null then message(.message)
elif .edited_message != null then edited(.edited_message)
elif .channel_post != null then message(.channel_post)
elif .edited_channel_post != null then edited(.edited_channel_post)
elif .business_message != null then message(.business_message)
elif .edited_business_message != null then edited(.edited_business_message)
elif .deleted_business_messages != null then
  .deleted_business_messages as $d
  | [$d.message_ids[] | {type: "delete", target: message_key($d; .), at: $received_at}]
  | if . == [] then ignored("no_messages") else .[] end
elif .message_reaction != null then reactions(.message_reaction)
elif .my_chat_member != null then membership(.my_chat_member)
else (keys - ["update_id"] | map(select(. as $key | known_but_unused | index($key))) | first) as $key
  | ignored($key // "unknown_update")
end

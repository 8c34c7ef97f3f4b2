# The outer body names the app and the workspace; .event is what happened.

# One <…> of mrkdwn: a link, or a mention of a person, a channel or a group.
def plain_reference:
  (split("|")) as $parts
  | ($parts[1:] | join("|")) as $name
  | $parts[0] as $target
  | if $target | startswith("@") or startswith("#") then
      if $name != "" then $target[0:1] + $name else $target end
    elif $target | startswith("!") then
      if $name != "" then $name else "@" + ($target[1:] | split("^")[0]) end
    elif $name == "" or $name == $target or "mailto:" + $name == $target then
      if $target | startswith("mailto:") then $target[7:] else $target end
    else "\($name) (\($target))" end;

# mrkdwn escapes & < > alone, and marks references by < >. Without regular expressions, so that the cost is linear.
def plain:
  if contains("<") then
    split("<") as $pieces
    | [ $pieces[0] ]
      + [ $pieces[1:][]
          | split(">") as $parts
          | if ($parts | length) == 1 then "<" + . else ($parts[0] | plain_reference) + ($parts[1:] | join(">")) end ]
    | join("")
  else . end
  | replace("&lt;"; "<") | replace("&gt;"; ">") | replace("&amp;"; "&");

def message_key($channel; $ts): "\($channel):\($ts)";

# A direct message is one conversation. Elsewhere each thread is one, and a message outside threads begins its own.
def conversation($e):
  if $e.channel_type == "im" then $e.channel else message_key($e.channel; $e.thread_ts // $e.ts) end;

def is_staff($user): $user != null and (($settings.staff // []) | index($user)) != null;

def kind:
  (.mimetype // "" | split("/")[0]) as $major
  | if $major == "image" or $major == "video" or $major == "audio" then $major else "file" end;

# A file shared from another workspace may come with its id alone.
def attachments($e):
  [ $e.files[]?
    | select(.mode != "tombstone")
    | (.url_private_download // .url_private) as $url
    | {kind: kind, name, content_type: .mimetype, size, url: $url, ref: (if $url == null then .id else null end)}
    | present ];

def sender($e):
  {id: $e.user, name: ($e.user_profile.real_name // $e.user_profile.display_name)} | present;

def content($e):
  ({id: message_key($e.channel; $e.ts), conversation: conversation($e), sender: sender($e), sent_at: ($e.ts | seconds_ms),
    reply_to: (if $e.thread_ts != null and $e.thread_ts != $e.ts then message_key($e.channel; $e.thread_ts) else null end)}
   | present)
  + {text: ($e.text // "" | plain)}
  | attachments($e) as $files
  | if $files == [] then . else . + {attachments: $files} end;

def is_bot($m): $m.bot_id != null or $m.subtype == "bot_message" or ($settings.bot_user_id != null and $m.user == $settings.bot_user_id);

def message($e):
  content($e) as $content
  | if is_bot($e) then ignored("bot_message")
    elif $e.user == null then ignored("no_author")
    elif $content.text == "" and ($content.attachments // []) == [] then ignored("empty_message")
    elif is_staff($e.user) then
      if $e.channel_type != "im" and $content.reply_to == null then ignored("staff_message")
      else
        $content
        + {type: "echo"}
        + (if $e.parent_user_id != null and (is_staff($e.parent_user_id) | not) then {recipient: {id: $e.parent_user_id}}
           else {} end)
      end
    else $content + {type: "message"} end;

def changed($e):
  if $e.message.subtype == "tombstone" then
    {type: "delete", target: message_key($e.channel; $e.message.ts), at: ($e.event_ts // $e.ts | seconds_ms)}
  elif is_bot($e.message) then ignored("bot_message")
  # Slack itself changes messages, when it unfolds a link or counts replies.
  elif $e.message.edited == null or $e.message.edited.ts == $e.previous_message.edited.ts then ignored("not_edited")
  else
    {type: "edit", target: message_key($e.channel; $e.message.ts), text: ($e.message.text // "" | plain),
     at: ($e.message.edited.ts | seconds_ms)}
  end;

def reaction($e; $removed):
  if $e.item.type != "message" then ignored("reaction_to_other_item")
  elif $settings.bot_user_id != null and $e.user == $settings.bot_user_id then ignored("own_reaction")
  else
    {type: "reaction", target: message_key($e.item.channel; $e.item.ts), sender: {id: $e.user}, emoji: $e.reaction,
     removed: $removed, at: ($e.event_ts | seconds_ms)}
  end;

def person_changed($e):
  $e.user as $u
  | if $u.is_bot == true then ignored("bot_changed")
    else
      {type: "contact",
       sender: ({id: $u.id, name: ($u.profile.real_name // $u.real_name // $u.name), email: $u.profile.email,
                 locale: $u.locale} | present),
       change: "updated", at: ($e.event_ts | seconds_ms)}
    end;

def event($e):
  if $e.type == "message" then
    if ($e.subtype | IN(null, "file_share", "thread_broadcast", "me_message", "bot_message")) then message($e)
    elif $e.subtype == "message_changed" then changed($e)
    elif $e.subtype == "message_deleted" then
      {type: "delete", target: message_key($e.channel; $e.deleted_ts), at: ($e.event_ts // $e.ts | seconds_ms)}
    else ignored("service_message") end
  # The same message may also come as a message event, under the same id.
  elif $e.type == "app_mention" then message($e)
  elif $e.type == "reaction_added" then reaction($e; false)
  elif $e.type == "reaction_removed" then reaction($e; true)
  elif $e.type == "user_change" then person_changed($e)
  else ignored("other_event") end;

if type != "object" or .type == null then error("this is no Slack event: it has no type")
elif .type == "event_callback" then event(.event)
elif .type == "app_rate_limited" then ignored("app_rate_limited")
else ignored("other_type") end

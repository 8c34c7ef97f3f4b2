# One interaction (a command, a button, a form) or one webhook event a body. Plain messages in channels never come this way.

def person: {id, name: (.global_name // .username), locale: null} | present;

def caller: (.member.user // .user);

# Half of what a person typed is in options, the other half in fields of a form.
def typed:
  [ (.data.options // [])[] | if .options != null then .options[] else . end | select(.value != null and .type != 11) | "\(.name): \(.value)" ]
  + [ (.data.components // [])[] | ((.components // []) + [.component // empty])[] | select((.value // "") != "") | "\(.custom_id): \(.value)" ];

# A single text needs no label.
def text:
  typed as $lines
  | if ($lines | length) == 1 then ($lines[0] | split(": ") | .[1:] | join(": "))
    elif $lines != [] then $lines | join("\n")
    elif .data.custom_id != null then "Pressed: \(.data.custom_id)"
    else "/\(.data.name // "")" end;

def file: {kind: (.content_type // "" | split("/")[0] | if . == "image" or . == "video" or . == "audio" then . else "file" end),
           name: .filename, content_type, size, url} | present;

def interaction:
  caller as $who
  | [.data.resolved.attachments // {} | .[] | file] as $files
  | if $who == null then ignored("no_author")
    else
      {type: "message", id: .id, conversation: (.channel_id // .channel.id // $who.id),
       sender: (($who | person) + ({locale: .locale} | present)), sent_at: $received_at, text: text}
      + (if $files == [] then {} else {attachments: $files} end)
    end;

# Messages of a game's lobbies and of its players to each other.
def event($e):
  $e.data as $m
  | if $e.type == "LOBBY_MESSAGE_CREATE" or $e.type == "GAME_DIRECT_MESSAGE_CREATE" then
      [$m.attachments[]? | file] as $files
      | if $m.author == null then ignored("no_author")
        elif $m.author.bot == true then ignored("bot_message")
        elif ($m.content // "") == "" and $files == [] then ignored("empty_message")
        else
          {type: "message", id: $m.id, conversation: $m.channel_id, sender: ($m.author | person),
           sent_at: ($m.timestamp // $e.timestamp | rfc3339_ms), text: ($m.content // "")}
          # Of the references that a message may have only that of type 19 is an answer; a pin and a forward are none.
          + (if $m.type == 19 then {reply_to: $m.message_reference.message_id} | present else {} end)
          + (if $files == [] then {} else {attachments: $files} end)
        end
    elif $e.type == "LOBBY_MESSAGE_UPDATE" or $e.type == "GAME_DIRECT_MESSAGE_UPDATE" then
      {type: "edit", target: $m.id, text: ($m.content // ""), at: ($m.edited_timestamp // $e.timestamp | rfc3339_ms)}
    elif $e.type == "LOBBY_MESSAGE_DELETE" or $e.type == "GAME_DIRECT_MESSAGE_DELETE" then
      {type: "delete", target: $m.id, at: ($e.timestamp | rfc3339_ms)}
    else ignored("other_event") end;

if type != "object" or .application_id == null then error("this is no Discord webhook: it has no application_id")
elif .event != null then event(.event)
elif .type == 2 or .type == 3 or .type == 5 then interaction
else ignored("other_interaction") end

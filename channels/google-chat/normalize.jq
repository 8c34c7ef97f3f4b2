# One interaction a body.

def some: if . == "" then null else . end;

def sender: {id: .name, name: .displayName, email: .email} | present;

def is_dm: .spaceType == "DIRECT_MESSAGE" or .type == "DM" or .singleUserBotDm == true;

# A direct message is one conversation; elsewhere each thread is one.
def conversation($space): if ($space | is_dm) or .thread.name == null then $space.name else .thread.name end;

def kind: (. // "") | split("/")[0] | if . == "image" or . == "audio" or . == "video" then . else "file" end;

# A file that was uploaded, or one that lies in Drive.
def attachments:
  [ .attachment[]?
    | {kind: (.contentType | kind), name: .contentName, content_type: .contentType,
       ref: (.attachmentDataRef.resourceName // (.driveDataRef.driveFileId | if . == null then null else "drive:\(.)" end) // .name)}
    | present ];

# Without the mention of the app, which begins it.
def begun: if startswith(" ") then ltrimstr(" ") | begun else . end;
def text: (.argumentText // .text // "") | begun;

def message($space; $user):
  (.sender // $user) as $author
  | attachments as $files
  | text as $text
  | if $author.type == "BOT" then ignored("bot_message")
    elif $text == "" and $files == [] then ignored("empty_message")
    else
      ({type: "message", id: .name, conversation: conversation($space // .space), sender: ($author | sender),
        sent_at: (if .createTime == null then $received_at else .createTime | rfc3339_ms end), to: ($space.displayName | some),
        reply_to: .quotedMessageMetadata.name} | present)
      + {text: $text}
      + (if $files == [] then {} else {attachments: $files} end)
    end;

def at: if .eventTime == null then $received_at else .eventTime | rfc3339_ms end;

if type != "object" then error("this is no event of Google Chat")
elif .type == null and .chat != null then error("this is an event of a Workspace add-on: configure the app as a Chat app")
elif .type == null then error("this is no event of Google Chat: it has no type")
elif $settings.spaces != null and (.space.name as $space | $settings.spaces | index($space)) == null then ignored("other_space")
elif .type == "MESSAGE" then . as $e | .message | message($e.space; $e.user)
elif .type == "ADDED_TO_SPACE" then
  # By a mention, which comes along; or without.
  if .message.name != null then . as $e | .message | message($e.space; $e.user)
  elif (.space | is_dm) and .user != null then {type: "contact", sender: (.user | sender), change: "joined", at: at}
  else ignored("added_to_space") end
elif .type == "REMOVED_FROM_SPACE" then
  if (.space | is_dm) and .user != null then {type: "contact", sender: (.user | sender), change: "blocked", at: at}
  else ignored("removed_from_space") end
elif .type | IN("CARD_CLICKED", "WIDGET_UPDATED", "APP_COMMAND", "SUBMIT_FORM", "APP_HOME") then ignored(.type | lower)
else ignored("other_event") end

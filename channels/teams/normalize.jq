# One activity a body.

def some: if . == "" then null else . end;

def sender: {id, name} | present;

# In a channel each thread is one conversation, and its id names the first message (;messageid=…). A message that begins a thread is not named
# there: it is the thread.
def conversation:
  if .conversation.conversationType == "channel" and (.conversation.id | contains(";messageid=") | not) then "\(.conversation.id);messageid=\(.id)"
  else .conversation.id end;

# An activity's id is unique in its chat or channel.
def key($id): "\(.conversation.id | split(";messageid=")[0])/\($id)";

def at: (.timestamp // null) | if . == null then $received_at else rfc3339_ms end;

# <at>Support</at> is the mention of the bot; other mentions keep their names.
def text:
  .recipient.id as $us
  | (.text // "") as $text
  | reduce (.entities[]? | select(.type == "mention" and .text != null)) as $m ($text;
      replace($m.text; if $m.mentioned.id == $us then "" else "@\($m.mentioned.name // "")" end))
  # A Teams text has line ends of two kinds, and hard spaces around mentions.
  | replace("\r\n"; "\n") | replace("\u00a0"; " ") | trim;

def kind: split("/")[0] | if . == "image" or . == "audio" or . == "video" then . else "file" end;

# The HTML of the text comes as an attachment of its own; cards are no files.
def attachments:
  [ .attachments[]?
    | (.contentType // "") as $type
    | if $type == "application/vnd.microsoft.teams.file.download.info" then
        {kind: "file", name, url: .content.downloadUrl} | present | select(.url != null)
      elif ($type == "text/html" or $type == "text/plain" or ($type | startswith("application/vnd.microsoft.card"))) and .contentUrl == null then empty
      elif .contentUrl != null then
        {kind: ($type | kind), name, content_type: ($type | if endswith("/*") then null else some end), url: .contentUrl} | present
      else empty end ];

def message:
  attachments as $files
  | text as $text
  | if $text == "" and $files == [] then ignored(if .value != null then "card_action" else "empty_message" end)
    else
      . as $a
      | ({type: "message", id: key(.id), conversation: conversation, sender: (.from | sender), sent_at: at, language: (.locale | some),
          reply_to: (if .replyToId == null then null else .replyToId as $to | key($to) end)} | present)
      + {text: $text}
      + (if $files == [] then {} else {attachments: $files} end)
    end;

def reactions:
  at as $at | (.replyToId as $to | key($to)) as $target | (.from | sender) as $who
  | ([(.reactionsAdded[]? | {emoji: .type, removed: false}), (.reactionsRemoved[]? | {emoji: .type, removed: true})]) as $all
  | if $all == [] then ignored("reaction_unchanged")
    else $all[] | . + {type: "reaction", target: $target, sender: $who, at: $at} end;

def installation:
  (.action // "") as $action
  | if .conversation.conversationType != "personal" then ignored("installation")
    elif $action | startswith("add") then {type: "contact", sender: (.from | sender), change: "joined", at: at}
    elif $action | startswith("remove") then {type: "contact", sender: (.from | sender), change: "blocked", at: at}
    else ignored("installation") end;

if type != "object" or .type == null then error("this is no activity: it has no type")
elif .type | IN("conversationUpdate", "typing", "event", "invoke", "endOfConversation", "command", "commandResult", "trace") then ignored(.type)
elif .conversation.id == null or .from.id == null then error("this activity has no conversation or no sender")
elif .from.id == .recipient.id or .from.role == "bot" then ignored("bot_message")
elif .type == "message" then message
elif .type == "messageUpdate" then
  if .channelData.eventType == "softDeleteMessage" then {type: "delete", target: key(.id), at: at}
  # editMessage, and undeleteMessage, which brings the text back.
  else {type: "edit", target: key(.id), text: text, at: at} end
elif .type == "messageDelete" then {type: "delete", target: key(.id), at: at}
elif .type == "messageReaction" then reactions
elif .type == "installationUpdate" then installation
else ignored("other_activity") end

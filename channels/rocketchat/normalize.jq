# One message a body. With "run on edits" the same id comes again, and says when it was edited.

def instant: if type == "number" then . elif type == "object" then .["$date"] else rfc3339_ms end;

# A thread, where there is one, is the conversation; a message outside of threads begins its own.
def conversation: "\(.channel_id):\(.message.tmid // .message_id)";

def answered: .message.tmid;

def files:
  [ (.message.files // (if .message.file == null then [] else [.message.file] end))[]
    | (.type // "" | split("/")[0]) as $major
    | {kind: (if $major == "image" or $major == "video" or $major == "audio" then $major else "file" end), name,
       content_type: .type, size, ref: ._id} | present ];

if type != "object" or .message_id == null then error("this is no Rocket.Chat webhook: it has no message_id")
elif .message.editedAt != null then
  {type: "edit", target: .message_id, text: (.text // ""), at: (.message.editedAt | instant)}
elif .bot != null and .bot != false then ignored("bot_message")
elif .user_id == $settings.user_id then ignored("own_message")
else
  files as $files
  | (.text // "") as $text
  | .user_id as $id
  | if $text == "" and $files == [] then ignored("empty_message")
    else
      {type: (if ($settings.staff // []) | index($id) != null then "echo" else "message" end), id: .message_id,
       conversation: conversation, sender: ({id: .user_id, name: (.alias // .user.name // .user_name)} | present),
       sent_at: (.timestamp | instant), text: $text}
      + ({reply_to: answered} | present)
      + (if $files == [] then {} else {attachments: $files} end)
    end
end

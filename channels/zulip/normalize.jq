# One message a body: the bot was mentioned in a topic, or written to directly.

# The mention that called us is no part of what was said.
def said($name): split("@**\($name)**") | join("") | ltrimstr(" ");

# Uploads stand as links in the text: [name](/user_uploads/2/ab/name).
def uploads:
  [ split("](/user_uploads/") | . as $parts
    | range(1; length) as $i
    | {kind: "file", name: ($parts[$i - 1] | split("[") | .[-1]), ref: ("/user_uploads/" + ($parts[$i] | split(")")[0]))} | present ];

# A topic of a stream is a conversation; so are all direct messages of one group of people.
def conversation:
  if .type == "stream" then "stream:\(.stream_id):\(.subject)"
  else "direct:" + ([.display_recipient[].id] | sort | map(tostring) | join(",")) end;

if type != "object" or .message == null then error("this is no Zulip webhook: it has no message")
elif .message.sender_email == .bot_email then ignored("own_message")
else
  .bot_full_name as $name
  | .message as $m
  | ($m.content // "" | said($name)) as $text
  | ($text | uploads) as $files
  | if $text == "" then ignored("empty_message")
    else
      ({type: "message", id: ($m.id | tostring), conversation: ($m | conversation),
        sender: {id: ($m.sender_id | tostring), name: $m.sender_full_name, email: $m.sender_email},
        sent_at: ($m.timestamp | seconds_ms), subject: (if $m.type == "stream" then $m.subject else null end)} | present)
      + {text: $text}
      + (if $files == [] then {} else {attachments: $files} end)
    end
end

# One event a body. `message_token` has more than 16 digits: it comes as text.

def token: .message_token | tostring;

def person: {id, name, locale: (if .language == null or .country == null then .language else "\(.language)-\(.country)" end)} | present;

def content:
  if .type == "text" then {text: .text}
  elif .type == "picture" then {text: (.text // ""), attachments: [{kind: "image", name: .file_name, url: .media} | present]}
  elif .type == "video" then
    {text: (.text // ""), attachments: [{kind: "video", name: .file_name, size: .size, url: .media} | present]}
  elif .type == "file" then {text: "", attachments: [{kind: "file", name: .file_name, size: .size, url: .media} | present]}
  elif .type == "sticker" then
    {text: "", attachments: [{kind: "sticker", url: .media, ref: (.sticker_id | if . == null then null else tostring end)} | present]}
  elif .type == "url" then {text: (.media // .text)}
  elif .type == "location" then
    {text: (.text // ""), attachments: [{kind: "location", url: "geo:\(.location.lat),\(.location.lon)"}]}
  elif .type == "contact" then
    {text: "",
     attachments: [{kind: "contact", name: .contact.name, url: ("tel:" + (.contact.phone_number | replace(" "; "")))} | present]}
  else null end;

if type != "object" or .event == null then error("this is no Viber callback: it has no event")
elif .event == "message" then
  . as $e
  | (.message | content) as $content
  | if $content == null then ignored("unknown_message_type")
    else
      # In a group chat the chat is the conversation.
      {type: "message", id: token, conversation: ($e.chat_id // $e.sender.id), sender: ($e.sender | person),
       sent_at: .timestamp} + $content
    end
elif .event == "delivered" then {type: "receipt", target: token, state: "delivered", at: .timestamp}
elif .event == "seen" then {type: "receipt", target: token, state: "read", at: .timestamp}
elif .event == "failed" then {type: "receipt", target: token, state: "failed", error: .desc, at: .timestamp} | present
elif .event == "subscribed" then {type: "contact", sender: (.user | person), change: "joined", at: .timestamp}
elif .event == "unsubscribed" then {type: "contact", sender: {id: .user_id}, change: "blocked", at: .timestamp}
elif .event == "conversation_started" then ignored("chat_opened")
else ignored("other_event") end

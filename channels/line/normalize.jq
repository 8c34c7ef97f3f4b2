# A body holds several events; none of them, where LINE checks the address.

def place: .source.groupId // .source.roomId // .source.userId;

def person: {id: (.source.userId // place)};

# What LINE keeps is fetched by the message's id; the rest stands elsewhere.
def media($kind; $type):
  {kind: $kind, name: .fileName, content_type: $type, size: .fileSize,
   url: (if .contentProvider.type == "external" then .contentProvider.originalContentUrl else null end),
   ref: (if .contentProvider.type == "external" then null else .id end)}
  | present;

def content:
  if .type == "text" then {text: .text}
  elif .type == "image" then {text: "", attachments: [media("image"; null)]}
  elif .type == "video" then {text: "", attachments: [media("video"; null)]}
  elif .type == "audio" then {text: "", attachments: [media("audio"; null)]}
  elif .type == "file" then {text: "", attachments: [media("file"; null)]}
  elif .type == "sticker" then
    {text: (.keywords[0]? // ""), attachments: [{kind: "sticker", ref: "\(.packageId)/\(.stickerId)"}]}
  elif .type == "location" then
    {text: "",
     attachments: [{kind: "location", name: ([.title, .address] | map(select(. != null and . != "")) | join(", ")),
                    url: "geo:\(.latitude),\(.longitude)"} | present]}
  else null end;

# A message must not fail by a token that is longer than an event may say; none has been seen.
def token: .quoteToken | if type == "string" and utf8bytelength <= 512 then . else null end;

def message:
  (.message | content) as $content
  | if $content == null then ignored("unknown_message_type")
    else
      ({type: "message", id: .message.id, conversation: place, sender: person, sent_at: .timestamp,
        reply_to: .message.quotedMessageId, quote: (.message | token)} | present) + $content
    end;

def event:
  if place == null then ignored("no_source")
  elif .type == "message" then message
  elif .type == "unsend" then {type: "delete", target: .unsend.messageId, at: .timestamp}
  # What somebody pressed on a menu or card of ours; only some presses say something.
  elif .type == "postback" then
    (.postback.params.datetime // .postback.params.date // .postback.params.time) as $picked
    | if $picked == null then ignored("postback")
      else
        {type: "message", id: ("postback:" + .webhookEventId), conversation: place, sender: person, sent_at: .timestamp,
         text: $picked}
      end
  elif .type == "follow" then {type: "contact", sender: person, change: "joined", at: .timestamp}
  elif .type == "unfollow" then {type: "contact", sender: person, change: "blocked", at: .timestamp}
  else ignored("other_event") end;

if type != "object" or .events == null then error("this is no LINE webhook: it has no events")
else [.events[] | alone(event)] | if . == [] then ignored("address_check") else .[] end end

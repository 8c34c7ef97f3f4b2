# One body: a message, or what became of one of ours (it has a status).

def some: if . == "" then null else . end;

# Messenger and Viber have ids of their own; the others have phone numbers. In a list of its own: in jq 1.6 a question mark hides
# the errors of what comes behind it too.
def phone($channel): if ($channel | IN("sms", "mms", "whatsapp", "rcs")) and length >= 7 and length <= 16 and [tonumber?] != [] then
    "+\(ltrimstr("+"))" else null end;

def time: if . == null then $received_at else rfc3339_ms end;

def sender: .channel as $channel | {id: .from, name: .profile.name, phone: (.from | phone($channel))} | present;

# Of an image, audio, video, file, vcard or sticker.
def file($type):
  {kind: ({image: "image", audio: "audio", video: "video", sticker: "sticker", vcard: "contact"}[$type] // "file"),
   name: (.name | some), url} | present | select(.url != null);

def attachments:
  . as $m
  | [ (("image", "audio", "video", "file", "vcard", "sticker") as $type | $m[$type] | objects | file($type)),
      # An MMS with several files.
      ($m.content | arrays | .[] | objects | .type as $type | file($type)),
      ($m.location | objects
       | {kind: "location", name: (.name // .address), url: "geo:\(.lat // .latitude),\(.long // .longitude)"} | present) ];

def caption: [.image, .video, .file, .audio] | map(objects | .caption | select(. != null and . != "")) | .[0];

# What was chosen or pressed stands for what might have been written.
def text: .text // .reply.title // .button.text // caption // "";

def message:
  attachments as $files
  | text as $text
  | if $text == "" and $files == [] then ignored("unsupported_\(.message_type // "content")")
    else
      ({type: "message", id: .message_uuid, conversation: "\(.channel):\(.to)|\(.from)", sender: sender, to: .to,
        sent_at: (.timestamp | time), reply_to: .context.message_uuid} | present)
      + {text: $text}
      + (if $files == [] then {} else {attachments: $files} end)
    end;

def reaction:
  if .context.message_uuid == null then ignored("reaction_to_nothing")
  else
    {type: "reaction", target: .context.message_uuid, sender: sender, emoji: (.reaction.emoji // ""),
     removed: (.reaction.action == "unreact"), at: (.timestamp | time)}
  end;

def receipt:
  {submitted: "sent", delivered: "delivered", read: "read", rejected: "failed", undeliverable: "failed"}[.status] as $state
  | if $state == null then ignored("status_\(.status)")
    else
      {type: "receipt", target: .message_uuid, state: $state,
       error: (if $state == "failed" then ([.error.title, .error.detail] | map(select(. != null)) | join(": ") | some) else null end),
       at: (.timestamp | time)} | present
    end;

# Ours is where a message went to, and where a receipt's message came from.
def is_ours($number): $settings.numbers == null or ($settings.numbers | index($number)) != null;

if type != "object" or .message_uuid == null then error("this is no request of Vonage's Messages API: it has no message_uuid")
elif .status != null then if is_ours(.from) then receipt else ignored("other_number") end
elif .from == null or .to == null then error("this message has no sender or no recipient")
elif is_ours(.to) | not then ignored("other_number")
elif .message_type == "reaction" then reaction
elif .message_type == "order" then ignored("order")
else message end

# An entry of the log of direct messages, or a notification.

def some: if . == "" then null else . end;

def person($did; $profiles): {id: $did, name: ([$profiles[]? | select(.did == $did) | (.displayName | some) // .handle][0])} | present;

# Messages

def message:
  . as $log
  | .message as $m
  | if $m."$type" == "chat.bsky.convo.defs#deletedMessageView" then ignored("deleted_message")
    elif ($m.text // "") == "" then ignored("empty_message")
    else
      {type: "message", id: $m.id, conversation: "dm:\(.convoId)", sender: person($m.sender.did; .relatedProfiles), sent_at: ($m.sentAt | rfc3339_ms), text: $m.text}
      | if $m.sender.did == $settings.did then
          .type = "echo"
          | ([$log.relatedProfiles[]? | select(.did != $settings.did) | .did][0]) as $other
          | if $other == null then . else .recipient = person($other; $log.relatedProfiles) end
        else . end
    end;

def reaction($removed):
  if .reaction.sender.did == $settings.did then ignored("own_reaction")
  else
    {type: "reaction", target: .message.id, sender: person(.reaction.sender.did; .relatedProfiles), emoji: .reaction.value, removed: $removed,
     at: (if $removed then $received_at else .reaction.createdAt | rfc3339_ms end)}
  end;

def log:
  (."$type" | split("#") | last) as $kind
  | if $kind == "logCreateMessage" then message
    elif $kind == "logDeleteMessage" then {type: "delete", target: .message.id, at: $received_at}
    elif $kind == "logAddReaction" then reaction(false)
    elif $kind == "logRemoveReaction" then reaction(true)
    else ignored("other_log") end;

# Posts

# The public copy of a picture.
def picture($did): (.image.ref."$link" // null) as $cid
  | {kind: "image", name: (.alt | some | if . == null then . else .[0:200] end), content_type: .image.mimeType, size: .image.size,
     url: (if $cid == null then null else "https://cdn.bsky.app/img/feed_fullsize/plain/\($did)/\($cid)@jpeg" end)} | present | select(.url != null);

def files($did):
  (if ."$type" == "app.bsky.embed.recordWithMedia" then .media else . end)
  | if ."$type" == "app.bsky.embed.images" then .images[]? | picture($did)
    elif ."$type" == "app.bsky.embed.video" then {kind: "video", content_type: .video.mimeType, size: .video.size, ref: .video.ref."$link"} | present | select(.ref != null)
    elif ."$type" == "app.bsky.embed.external" then {kind: "file", name: .external.title, url: .external.uri} | present | select(.url != null)
    else empty end;

# A thread is named by its first post; what each person writes in it is a conversation of its own.
def post:
  .author.did as $did
  | (.record.reply.root // {uri, cid}) as $root
  | [.record.embed // empty | files($did)] as $files
  | (.record.text // "") as $text
  | if $text == "" and $files == [] then ignored("empty_message")
    else
      ({type: "message", id: "\(.uri)|\(.cid)", conversation: "\($root.uri)|\($root.cid)|\($did)",
        sender: ({id: $did, name: ((.author.displayName | some) // .author.handle)} | present),
        sent_at: (.indexedAt | rfc3339_ms), language: .record.langs[0]?,
        reply_to: (if .record.reply.parent == null then null else .record.reply.parent | "\(.uri)|\(.cid)" end)} | present)
      + {text: $text}
      + (if $files == [] then {} else {attachments: $files} end)
    end;

if type != "object" then error("this is nothing of Bluesky's")
elif .convoId != null then log
elif .reason == null or .uri == null then error("this is neither a notification nor an entry of the log")
elif .author.did == $settings.did then ignored("own_post")
elif .reason | IN("mention", "reply", "quote") then post
else ignored("notification_\(.reason)") end

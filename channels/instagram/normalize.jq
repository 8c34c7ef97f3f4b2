# A body holds several entries, each with several events; those under `standby` belong to a thread that another app holds.

def kind: {image: "image", audio: "audio", video: "video", file: "file", ig_reel: "video", reel: "video", story_mention: "image",
           animated_image: "image"}[.];

def attachments:
  [ .attachments[]? | select(.type | kind != null)
    | {kind: (.type | kind), name: (if .type == "story_mention" then "story" else null end), url: .payload.url}
    | present | select(.url != null) ];

# What is shared (a post, a profile) comes as a link.
def shared:
  [ .attachments[]? | select(.type | kind == null) | [.payload.title, .payload.url] | map(select(. != null and . != ""))
    | join(" ") | select(. != "") ];

# A reply to a story has no message that it answers, only the story itself.
def story: .reply_to.story.url as $url | if $url == null then [] else [{kind: "image", name: "story", url: $url}] end;

def content:
  . as $m
  | ([$m.text // ""] + ($m | shared) | map(select(. != "")) | join("\n")) as $text
  | (($m | attachments) + ($m | story)) as $files
  | {text: $text} + (if $files == [] then {} else {attachments: $files} end);

def message($e):
  $e.message as $m
  | ($m | content) as $content
  | if $m.is_deleted == true then {type: "delete", target: $m.mid, at: $e.timestamp}
    elif $m.is_unsupported == true then ignored("unsupported_message")
    elif $content.text == "" and ($content.attachments // []) == [] then ignored("empty_message")
    elif $m.is_echo == true then
      ({type: "echo", id: $m.mid, conversation: $e.recipient.id, sender: {id: $e.sender.id}, recipient: {id: $e.recipient.id},
        sent_at: $e.timestamp, reply_to: $m.reply_to.mid} | present) + $content
    else
      ({type: "message", id: $m.mid, conversation: $e.sender.id, sender: {id: $e.sender.id}, sent_at: $e.timestamp,
        reply_to: $m.reply_to.mid} | present) + $content
    end;

def reaction($e):
  if $e.sender.id == $settings.account_id then ignored("own_reaction")
  else
    {type: "reaction", target: $e.reaction.mid, sender: {id: $e.sender.id},
     emoji: ($e.reaction.emoji // $e.reaction.reaction // ""), removed: ($e.reaction.action == "unreact"), at: $e.timestamp}
  end;

def postback($e):
  if ($e.postback.title // "") == "" then ignored("postback_without_title")
  else
    {type: "message", id: ($e.postback.mid // "postback:\($e.sender.id):\($e.timestamp)"), conversation: $e.sender.id,
     sender: {id: $e.sender.id}, sent_at: $e.timestamp, text: $e.postback.title}
  end;

def event:
  . as $e
  | if .message != null then message($e)
    elif .message_edit != null then
      {type: "edit", target: .message_edit.mid, text: (.message_edit.text // ""), at: .timestamp}
    elif .reaction != null then reaction($e)
    elif .postback != null then postback($e)
    # By id here, not by a watermark.
    elif .read.mid != null then {type: "receipt", target: .read.mid, state: "read", at: .timestamp}
    elif .referral != null then ignored("referral")
    else ignored("other_event") end;

if type != "object" or .object != "instagram" then
  error("this is no Instagram webhook: object is not instagram")
else
  [ .entry[]?
    | if $settings.account_id != null and .id != $settings.account_id then ignored("other_account")
      else
        (.messaging[]? | alone(event)),
        (.standby[]? | alone(event)),
        (if .messaging == null and .standby == null then ignored("other_field") else empty end)
      end ]
  | if . == [] then ignored("empty_entry") else .[] end
end

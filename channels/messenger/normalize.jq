# A body holds several entries, each with several events; those under `standby` belong to a thread that another app holds.

def kind: {image: "image", audio: "audio", video: "video", file: "file"}[.];

def coordinates: .payload.coordinates as $c | if $c == null then null else "geo:\($c.lat),\($c.long)" end;

def attachments:
  [ .attachments[]?
    | if .type == "location" then {kind: "location", name: .title, url: coordinates}
      elif .payload.sticker_id != null then {kind: "sticker", url: .payload.url, ref: (.payload.sticker_id | tostring)}
      elif (.type | kind) != null then {kind: (.type | kind), name: .payload.title, url: .payload.url}
      else empty end
    | present | select(.url != null) ];

# What is shared (a post, a product) comes as a link.
def shared:
  [ .attachments[]? | select(.type == "fallback" or .type == "template" or .type == "share" or .type == "post" or .type == "reel")
    | (.title // .payload.title) as $title | (.url // .payload.url) as $url
    | [$title, $url] | map(select(. != null and . != "")) | join(" ") | select(. != "") ];

def content:
  . as $m
  | ([$m.text // ""] + ($m | shared) | map(select(. != "")) | join("\n")) as $text
  | ($m | attachments) as $files
  | {text: $text} + (if $files == [] then {} else {attachments: $files} end);

def message($e):
  $e.message as $m
  | ($m | content) as $content
  | if $m.is_deleted == true then {type: "delete", target: $m.mid, at: $e.timestamp}
    elif $content.text == "" and ($content.attachments // []) == [] then ignored("empty_message")
    elif $m.is_echo == true then
      ({type: "echo", id: $m.mid, conversation: $e.recipient.id, sender: {id: $e.sender.id}, recipient: {id: $e.recipient.id},
        sent_at: $e.timestamp, reply_to: $m.reply_to.mid} | present) + $content
    else
      ({type: "message", id: $m.mid, conversation: $e.sender.id, sender: {id: $e.sender.id}, sent_at: $e.timestamp,
        reply_to: $m.reply_to.mid} | present) + $content
    end;

def reaction($e):
  {type: "reaction", target: $e.reaction.mid, sender: {id: $e.sender.id}, emoji: ($e.reaction.emoji // $e.reaction.reaction // ""),
   removed: ($e.reaction.action == "unreact"), at: $e.timestamp};

# A button that was pressed says its title, as if it had been typed.
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
    # Both are watermarks over times; only the ids that a delivery names can be matched.
    elif .delivery != null then
      [.delivery.mids[]? | {type: "receipt", target: ., state: "delivered", at: $e.timestamp}]
      | if . == [] then ignored("delivery_without_ids") else .[] end
    elif .read != null then ignored("read_watermark")
    elif .referral != null then ignored("referral")
    elif .optin != null then ignored("optin")
    elif .pass_thread_control != null or .take_thread_control != null or .request_thread_control != null then ignored("thread_control")
    else ignored("other_event") end;

if type != "object" or .object != "page" then
  error("this is no Messenger webhook: object is not page")
else
  [ .entry[]?
    | if $settings.page_id != null and .id != $settings.page_id then ignored("other_page")
      else
        (.messaging[]? | alone(event)),
        (.standby[]? | alone(event)),
        (if .messaging == null and .standby == null then ignored("other_field") else empty end)
      end ]
  | if . == [] then ignored("empty_entry") else .[] end
end

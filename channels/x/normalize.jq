# One event a body: direct messages come in a list, posts alone. What we sent ourselves comes too.

def dm_id: "dm:\(.)";
def post_id: "post:\(.)";

def media:
  if .type != "media" then null
  else
    (.media.type // "photo") as $kind
    | {kind: (if $kind == "photo" then "image" else "video" end), url: (.media.media_url_https // .media.url), ref: (.media.id_str // .media.id // null | if . == null then null else tostring end)}
    | present
  end;

def person($users; $id): {id: $id, name: $users[$id].data.name} | present;

def direct($payload; $ours):
  . as $dm
  | .message_create as $m
  | ($m.message_data.text // "") as $text
  | ([$m.message_data.attachment // empty | media] | map(select(. != null))) as $files
  | if $m == null then ignored("other_direct_message_event")
    elif $text == "" and $files == [] then ignored("empty_message")
    elif $m.sender_id == $ours then
      {type: "echo", id: ($dm.id | dm_id), conversation: "dm:\($m.target.recipient_id)", sender: {id: $ours},
       recipient: person($payload.users; $m.target.recipient_id), sent_at: ($dm.created_timestamp | tonumber), text: $text}
      + (if $files == [] then {} else {attachments: $files} end)
    else
      {type: "message", id: ($dm.id | dm_id), conversation: "dm:\($m.sender_id)", sender: person($payload.users; $m.sender_id),
       sent_at: ($dm.created_timestamp | tonumber), text: $text}
      + (if $files == [] then {} else {attachments: $files} end)
    end;

# Who wrote stands beside the payload, sometimes in a `data` of its own.
def people: reduce ([.includes.users[]? | .data // .] | .[]) as $u ({}; setpath([$u.id]; {data: $u}));

# A public exchange is known by its first post.
def post($payload; $users; $ours):
  if $payload.author_id == $ours then ignored("own_post")
  else
    {type: "message", id: ($payload.id | post_id), conversation: "post:\($payload.conversation_id // $payload.id)",
     sender: person($users; $payload.author_id), sent_at: ($payload.created_at | rfc3339_ms), text: ($payload.text // "")}
    + ([$payload.in_reply_to_tweet_id // $payload.in_reply_to_post_id // empty,
        ($payload.referenced_tweets[]? | select(.type == "replied_to") | .id)][0] as $parent
       | if $parent == null then {} else {reply_to: ($parent | post_id)} end)
  end;

if type != "object" or .data.event_type == null then error("this is no X activity: it has no event_type")
else
  .data as $d
  | $d.filter.user_id as $ours
  | if $d.event_type == "dm.received" or $d.event_type == "dm.sent" then
      [$d.payload.direct_message_events[]? | alone(direct($d.payload; $ours))] | if . == [] then ignored("empty_event") else .[] end
    elif $d.event_type == "post.mention.create" or $d.event_type == "post.reply.create" then post($d.payload; ($d | people); $ours)
    elif $d.event_type == "post.delete" then
      {type: "delete", target: ($d.payload.id | post_id), at: $received_at}
    # Written in a form that only the account's own devices can read.
    elif $d.event_type == "chat.received" then ignored("encrypted_chat")
    else ignored("other_event") end
end

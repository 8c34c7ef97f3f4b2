# The conversation is ROOM, or ROOM|ROOT for a thread.
(.conversation | split("|")) as $where
| $where[1] as $thread
| (if $thread != null then
     {rel_type: "m.thread", event_id: $thread, is_falling_back: (.reply_to == null or .reply_to == $thread),
      "m.in_reply_to": {event_id: (.reply_to // $thread)}}
   elif .reply_to != null then {"m.in_reply_to": {event_id: .reply_to}}
   else null end) as $relation
| {
    method: "PUT",
    url: "\($settings.homeserver | rtrimstr("/"))/_matrix/client/v3/rooms/\($where[0] | @uri)/send/m.room.message/\(.idempotency_key | @uri)",
    headers: {authorization: "Bearer \($settings.as_token)"},
    json: ({msgtype: "m.text", body: .text, "m.relates_to": $relation} | present)
  }

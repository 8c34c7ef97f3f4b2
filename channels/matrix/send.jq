# The conversation is ROOM, or ROOM|ROOT for a thread.
(.conversation | split("|")) as $where
| $where[1] as $thread
| (if $thread != null then
     {rel_type: "m.thread", event_id: $thread, is_falling_back: (.reply_to == null or .reply_to == $thread),
      "m.in_reply_to": {event_id: (.reply_to // $thread)}}
   elif .reply_to != null then {"m.in_reply_to": {event_id: .reply_to}}
   else null end) as $relation
| ($settings.homeserver | rtrimstr("/")) as $homeserver
| {authorization: "Bearer \($settings.as_token)"} as $headers
| .attachments[0] as $file
| if $file != null and .answers == [] then
    {
      method: "POST", url: "\($homeserver)/_matrix/media/v3/upload?filename=\($file.name | @uri)", headers: $headers,
      attachment: 0, step: "upload"
    }
  else
    {
      method: "PUT",
      url: "\($homeserver)/_matrix/client/v3/rooms/\($where[0] | @uri)/send/m.room.message/\(.idempotency_key | @uri)",
      headers: $headers,
      json: (
        (if $file == null then {msgtype: "m.text", body: .text}
         else
           {msgtype: ({image: "m.image", audio: "m.audio", video: "m.video"}[$file.kind] // "m.file"),
            # A body that is not the name is the caption.
            body: (if .text == "" then $file.name else .text end), filename: $file.name,
            url: .answers[0].body.content_uri, info: {mimetype: $file.content_type, size: $file.size}}
         end)
        + {"m.relates_to": $relation} | present)
    }
  end

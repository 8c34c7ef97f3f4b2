# The conversation is CHANNEL:POST; the reply goes to that post's thread.
(.conversation | split(":")) as $where
| ($settings.server | rtrimstr("/")) as $server
| {authorization: "Bearer \($settings.bot_token)"} as $headers
| (.answers | length) as $done
| if $done < (.attachments | length) then
    {
      method: "POST", headers: $headers, attachment: $done, step: "upload",
      url: "\($server)/api/v4/files?channel_id=\($where[0] | @uri)&filename=\(.attachments[$done].name | @uri)"
    }
  else
    {
      method: "POST",
      url: "\($server)/api/v4/posts",
      headers: $headers,
      json: (
        {channel_id: $where[0], root_id: $where[1], message: .text}
        + (if .answers == [] then {} else {file_ids: [.answers[].body.file_infos[0].id]} end))
    }
  end

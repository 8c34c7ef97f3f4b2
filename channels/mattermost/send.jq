# The conversation is CHANNEL:POST; the reply goes to that post's thread.
(.conversation | split(":")) as $where
| {
    method: "POST",
    url: "\($settings.server | rtrimstr("/"))/api/v4/posts",
    headers: {authorization: "Bearer \($settings.bot_token)"},
    json: {channel_id: $where[0], root_id: $where[1], message: .text}
  }

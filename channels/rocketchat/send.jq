# The conversation is ROOM:MESSAGE; the reply goes to that message's thread.
(.conversation | split(":")) as $where
| {
    method: "POST",
    url: "\($settings.server | rtrimstr("/"))/api/v1/chat.postMessage",
    headers: {"x-auth-token": $settings.auth_token, "x-user-id": $settings.user_id},
    json: {roomId: $where[0], tmid: $where[1], text: .text}
  }

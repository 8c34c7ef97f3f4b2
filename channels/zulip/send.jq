(.conversation | split(":")) as $where
| {
    method: "POST",
    url: "\($settings.server | rtrimstr("/"))/api/v1/messages",
    headers: {authorization: "Basic \("\($settings.bot_email):\($settings.api_key)" | @base64)"},
    form: (
      if $where[0] == "stream" then {type: "stream", to: $where[1], topic: ($where[2:] | join(":")), content: .text}
      else {type: "direct", to: "[\($where[1])]", content: .text} end)
  }

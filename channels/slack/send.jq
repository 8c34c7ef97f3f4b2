def replace($from; $to): split($from) | join($to);
def escaped: replace("&"; "&amp;") | replace("<"; "&lt;") | replace(">"; "&gt;");

# The conversation is CHANNEL, or CHANNEL:THREAD.
(.conversation | split(":")) as $where
| {
    method: "POST",
    url: "\($settings.api_base)/chat.postMessage",
    headers: {authorization: "Bearer \($settings.bot_token)"},
    json: ({channel: $where[0], text: (.text | escaped), thread_ts: $where[1]} | present)
  }

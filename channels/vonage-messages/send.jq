# The conversation is CHANNEL:OURS|THEIRS. Only WhatsApp takes a quotation.
(.conversation | split(":")) as $parts
| $parts[0] as $channel
| {
    method: "POST",
    url: "\($settings.api_base)/v1/messages",
    headers: {authorization: "Basic \("\($settings.api_key):\($settings.api_secret)" | @base64)", accept: "application/json"},
    json: ({
      channel: $channel, message_type: "text", text, to: .recipient, from: ($parts[1:] | join(":") | split("|")[0]),
      client_ref: (.idempotency_key | .[0:100]),
      context: (if $channel == "whatsapp" and .reply_to != null then {message_uuid: .reply_to} else null end)
    } | present)
  }

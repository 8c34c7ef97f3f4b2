{
  method: "POST",
  url: "\($settings.api_base)/send_message",
  headers: {"x-viber-auth-token": ($settings.auth_token | if type == "array" then .[0] else . end)},
  json: {receiver: .recipient, min_api_version: 1, sender: {name: $settings.sender_name}, tracking_data: .idempotency_key,
         type: "text", text: .text}
}

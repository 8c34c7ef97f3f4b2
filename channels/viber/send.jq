.attachments[0] as $file
| {
  method: "POST",
  url: "\($settings.api_base)/send_message",
  headers: {"x-viber-auth-token": ($settings.auth_token | if type == "array" then .[0] else . end)},
  json: ({receiver: .recipient, min_api_version: 1, sender: {name: $settings.sender_name}, tracking_data: .idempotency_key}
    + (if $file == null then {type: "text", text}
       elif $file.content_type == "image/jpeg" and $file.size <= 1000000 then {type: "picture", text: "", media: $file.link}
       elif $file.content_type == "video/mp4" and $file.size <= 26000000 then {type: "video", media: $file.link, size: $file.size}
       else {type: "file", media: $file.link, size: $file.size, file_name: $file.name} end))
}

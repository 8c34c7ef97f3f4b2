.attachments[0] as $file
| {
  method: "POST",
  url: "\($settings.api_base)/\($settings.account_id)/messages",
  headers: {authorization: "Bearer \($settings.access_token)"},
  json: (
    (if $settings.human_agent == true then {messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT"} else {} end)
    + {recipient: {id: .recipient}, message: (if $file == null then {text} else {attachment: {type: $file.kind, payload: {url: $file.link}}} end)}
    + (if .reply_to == null then {} else {reply_to: {mid: .reply_to}} end))
}

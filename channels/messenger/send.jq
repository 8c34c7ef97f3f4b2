{
  method: "POST",
  url: "\($settings.api_base)/\($settings.page_id)/messages",
  headers: {authorization: "Bearer \($settings.access_token)"},
  json: (
    (if $settings.human_agent == true then {messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT"}
     else {messaging_type: "RESPONSE"} end)
    + {recipient: {id: .recipient}, message: {text: .text, metadata: .idempotency_key}}
    + (if .reply_to == null then {} else {reply_to: {mid: .reply_to}} end))
}

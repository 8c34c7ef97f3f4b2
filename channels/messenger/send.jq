(
  (if $settings.human_agent == true then {messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT"}
   else {messaging_type: "RESPONSE"} end)
  + {recipient: {id: .recipient}}
  + (if .reply_to == null then {} else {reply_to: {mid: .reply_to}} end)
) as $envelope
| .attachments[0] as $file
| {
    method: "POST",
    url: "\($settings.api_base)/\($settings.page_id)/messages",
    headers: {authorization: "Bearer \($settings.access_token)"}
  }
  + (if $file == null then {json: ($envelope + {message: {text: .text, metadata: .idempotency_key}})}
     else
       {attachment: {type: $file.kind, payload: {is_reusable: false}},
        metadata: .idempotency_key} as $message
       | {form: (
            [$envelope + {message: $message} | to_entries[]
             | {name: .key, value: (.value | if type == "object" then tojson else . end)}]
            + [{name: "filedata", attachment: 0}])}
     end)

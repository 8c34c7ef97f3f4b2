# The nonce has at most 25 characters.
(
  {nonce: (.idempotency_uuid | split("-") | join("") | .[0:25]), enforce_nonce: true, allowed_mentions: {parse: []}}
  + (if .text == "" then {} else {content: .text} end)
  + (if .reply_to == null then {} else {message_reference: {message_id: .reply_to, fail_if_not_exists: false}} end)
) as $message
| {
    method: "POST",
    url: "\($settings.api_base)/channels/\(.conversation)/messages",
    headers: {authorization: "Bot \($settings.bot_token)", "user-agent": "DiscordBot (https://example.com, 1)"}
  }
  + (if .attachments == [] then {json: $message}
     else
       {form: (
         [{name: "payload_json",
           json: ($message + {attachments: [range(.attachments | length) as $i | {id: $i, filename: .attachments[$i].name}]})}]
         + [range(.attachments | length) | {name: "files[\(.)]", attachment: .}])}
     end)

# Long after the customer wrote no reply token is good any more: replies are pushed.
.attachments[0] as $file
| {
  method: "POST",
  url: "\($settings.api_base)/bot/message/push",
  headers: {authorization: "Bearer \($settings.access_token)", "x-line-retry-key": .idempotency_uuid},
  json: {to: .conversation, messages: [
    # The preview takes 1 MB; we have no smaller one, so that pictures of this size are taken.
    if $file != null then {type: "image", originalContentUrl: $file.link, previewImageUrl: $file.link}
    else {type: "text", text: .text, quoteToken: .reply_quote} | present end]}
}

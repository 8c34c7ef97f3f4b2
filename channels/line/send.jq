# Long after the customer wrote no reply token is good any more: replies are pushed.
{
  method: "POST",
  url: "\($settings.api_base)/bot/message/push",
  headers: {authorization: "Bearer \($settings.access_token)", "x-line-retry-key": .idempotency_uuid},
  json: {to: .conversation, messages: [{type: "text", text: .text, quoteToken: .reply_quote} | present]}
}

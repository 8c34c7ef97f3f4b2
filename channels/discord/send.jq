# The nonce has at most 25 characters.
{
  method: "POST",
  url: "\($settings.api_base)/channels/\(.conversation)/messages",
  headers: {authorization: "Bot \($settings.bot_token)", "user-agent": "DiscordBot (https://example.com, 1)"},
  json: (
    {content: .text, nonce: (.idempotency_uuid | split("-") | join("") | .[0:25]), enforce_nonce: true, allowed_mentions: {parse: []}}
    + (if .reply_to == null then {} else {message_reference: {message_id: .reply_to, fail_if_not_exists: false}} end))
}

# The conversation goes into the path, where its colons, semicolons and at signs must be escaped. In a channel it names the thread.
{
  method: "POST",
  url: "\($settings.service_url | sub("/+$"; ""))/v3/conversations/\(.conversation | @uri)/activities",
  headers: {authorization: "Bearer \($token)"},
  json: ({
    type: "message", textFormat: "plain", text,
    from: {id: "28:\($settings.app_id)"}, recipient: {id: .recipient},
    conversation: {id: .conversation},
    replyToId: (if .reply_to == null then null else .reply_to | split("/") | last end)
  } | present)
}

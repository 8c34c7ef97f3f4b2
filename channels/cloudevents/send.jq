if $settings.reply_url == null then error("there is no reply_url") else . end
| {
    method: "POST",
    url: $settings.reply_url,
    headers: ({"content-type": "application/cloudevents+json; charset=utf-8",
               authorization: (if $settings.reply_token == null then null else "Bearer \($settings.reply_token)" end)} | present),
    json: {
      specversion: "1.0", id: .idempotency_key, source: "inboxd:\($inbox)", type: "inboxd.reply", subject: .conversation,
      datacontenttype: "application/json",
      data: ({conversation, recipient, text, reply_to} | with_entries(select(.value != null)))
    }
  }

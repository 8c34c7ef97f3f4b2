if ($settings.reply_url // "") == "" then
  error("this inbox has no reply_url, so it cannot answer: set one, or answer the customer elsewhere")
else
  {
    method: "POST",
    url: $settings.reply_url,
    headers: (
      {"idempotency-key": .idempotency_key}
      + if ($settings.reply_token // "") == "" then {} else {authorization: "Bearer \($settings.reply_token)"} end
    ),
    json: ({type: "reply", id: (.id | tostring), inbox: $inbox, conversation, recipient, text, html, reply_to} | present)
  }
end

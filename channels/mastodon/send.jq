# The conversation is AUDIENCE:ACCOUNT. A post reaches nobody whom it does not mention.
(.conversation | split(":")[0]) as $audience
| (.reply_to // .last_inbound_id) as $answered
| {
    method: "POST",
    url: "\($settings.server | sub("/+$"; ""))/api/v1/statuses",
    headers: {authorization: "Bearer \($settings.access_token)", "idempotency-key": .idempotency_key, accept: "application/json"},
    json: ({
      status: "@\(.recipient) \(.text)",
      in_reply_to_id: $answered,
      # Answers in public do not fill other people's timelines.
      visibility: ({direct: "direct", private: "private"}[$audience] // "unlisted")
    } | present)
  }

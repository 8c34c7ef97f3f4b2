# The conversation is spaces/SPACE, or spaces/SPACE/threads/THREAD. Chat gives no quotation that an app may write.
(.conversation | split("/")) as $where
| {
    method: "POST",
    url: ("\($settings.api_base)/v1/\($where[0:2] | join("/"))/messages?requestId=\(.idempotency_uuid)"
      + (if ($where | length) > 2 then "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD" else "" end)),
    headers: {authorization: "Bearer \($token)"},
    json: ({text} + (if ($where | length) > 2 then {thread: {name: .conversation}} else {} end))
  }

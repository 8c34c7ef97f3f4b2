(.cursor // {}) as $c
| ([(if $settings.messages then "messages" else empty end), (if $settings.mentions then "mentions" else empty end)]) as $turns
# A round begins with the first.
| (if .page == 1 or ($c.turn as $t | $turns | index($t)) == null then $turns[0] else $c.turn end) as $turn
| ($settings.service | sub("/+$"; "")) as $service
| {authorization: "Bearer \($token)", accept: "application/json"} as $headers
| if $turn == "messages" then
    {method: "GET",
     url: "\($service)/xrpc/chat.bsky.convo.getLog\(if ($c.chat // "") == "" then "" else "?cursor=\($c.chat | @uri)" end)",
     headers: ($headers + {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"})}
  elif $turn == "mentions" then
    {method: "GET",
     url: ("\($service)/xrpc/app.bsky.notification.listNotifications?limit=\(if $c.seen == null then 1 else 100 end)&reasons=mention&reasons=reply&reasons=quote"
       + (if .page > 1 and $c.page != null then "&cursor=\($c.page | @uri)" else "" end)),
     headers: $headers}
  else empty end

($settings.service | sub("/+$"; "")) as $service
| {authorization: "Bearer \($token)", accept: "application/json"} as $headers
| if .conversation | startswith("dm:") then
    {method: "POST", url: "\($service)/xrpc/chat.bsky.convo.sendMessage",
     headers: ($headers + {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}),
     json: {convoId: .conversation[3:], message: {text: .text}}}
  else
    # URI|CID|DID of the person.
    (.conversation | split("|")) as $where
    | {uri: $where[0], cid: $where[1]} as $root
    | ((.reply_to // .last_inbound_id) | if . == null then $root else split("|") | {uri: .[0], cid: .[1]} end) as $parent
    # Whoever wrote the post that is answered is told. Anybody else must be mentioned: the first word leads to them.
    | (.text | split(" ")[0] | split("\n")[0] | utf8bytelength) as $stop
    | {method: "POST", url: "\($service)/xrpc/com.atproto.repo.createRecord", headers: $headers,
       json: {
         repo: $settings.did, collection: "app.bsky.feed.post",
         record: ({
           "$type": "app.bsky.feed.post", text: .text, createdAt: ($now / 1000 | floor | todate), reply: {root: $root, parent: $parent}
         } + (if ($parent.uri | split("/")[2]) == .recipient then {}
              else {facets: [{index: {byteStart: 0, byteEnd: $stop}, features: [{"$type": "app.bsky.richtext.facet#mention", did: .recipient}]}]} end))
       }}
  end

# The conversation is dm:PERSON, or post:FIRST; a public answer goes to the post that is answered.
(.conversation | split(":")) as $where
| {
    method: "POST",
    headers: {authorization: "Bearer \($settings.access_token)"}
  }
  + (if $where[0] == "dm" then
       {url: "\($settings.api_base)/dm_conversations/with/\($where[1])/messages", json: {text: .text}}
     else
       {url: "\($settings.api_base)/tweets",
        json: {text: .text, reply: {in_reply_to_tweet_id: ((.reply_to // .conversation) | split(":")[1])}}}
     end)

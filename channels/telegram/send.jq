# The conversation says where: CHAT, CHAT:TOPIC, or business:CONNECTION:CHAT. A reply names its message by the last part.
(.conversation | split(":")) as $where
| {
    method: "POST",
    url: "\($settings.api_base)/bot\($settings.bot_token)/sendMessage",
    json: (
      (if $where[0] == "business" then {business_connection_id: $where[1], chat_id: ($where[2] | tonumber)}
       elif ($where | length) > 1 then {chat_id: ($where[0] | tonumber), message_thread_id: ($where[1] | tonumber)}
       else {chat_id: ($where[0] | tonumber)} end)
      + {text}
      + (if .reply_to == null then {}
         else {reply_parameters: {message_id: (.reply_to | split(":") | last | tonumber), allow_sending_without_reply: true}}
         end)
    )
  }

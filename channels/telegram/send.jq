# The conversation says where: CHAT, CHAT:TOPIC, or business:CONNECTION:CHAT. A reply names its message by the last part.
(.conversation | split(":")) as $where
| (if $where[0] == "business" then {business_connection_id: $where[1], chat_id: ($where[2] | tonumber)}
   elif ($where | length) > 1 then {chat_id: ($where[0] | tonumber), message_thread_id: ($where[1] | tonumber)}
   else {chat_id: ($where[0] | tonumber)} end) as $chat
| (if .reply_to == null then {}
   else {reply_parameters: {message_id: (.reply_to | split(":") | last | tonumber), allow_sending_without_reply: true}}
   end) as $reply
| "\($settings.api_base)/bot\($settings.bot_token)" as $bot
| .attachments[0] as $file
| if $file == null then {method: "POST", url: "\($bot)/sendMessage", json: ($chat + {text} + $reply)}
  else
    # What Telegram does not show goes as a document; so does a photo of more than 10 MB.
    (if ($file.content_type | IN("image/jpeg", "image/png")) and $file.size <= 10000000 then ["sendPhoto", "photo"]
     elif $file.content_type == "video/mp4" then ["sendVideo", "video"]
     elif $file.content_type | IN("audio/mpeg", "audio/mp4") then ["sendAudio", "audio"]
     else ["sendDocument", "document"] end) as $way
    | {
        method: "POST",
        url: "\($bot)/\($way[0])",
        form: (
          [($chat + $reply) | to_entries[] | {name: .key, value: (.value | if type == "object" then tojson else tostring end)}]
          + (if .text == "" then [] else [{name: "caption", value: .text}] end)
          + [{name: $way[1], attachment: 0}])
      }
  end

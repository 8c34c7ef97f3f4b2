# The conversation is ROOM:MESSAGE; the reply goes to that message's thread.
(.conversation | split(":")) as $where
| "\($settings.server | rtrimstr("/"))/api/v1" as $api
| {"x-auth-token": $settings.auth_token, "x-user-id": $settings.user_id} as $headers
| if .attachments == [] then
    {
      method: "POST", url: "\($api)/chat.postMessage", headers: $headers,
      json: {roomId: $where[0], tmid: $where[1], text: .text}
    }
  elif .answers == [] then
    {
      method: "POST", url: "\($api)/rooms.media/\($where[0] | @uri)", headers: $headers, step: "upload",
      form: [{name: "file", attachment: 0}]
    }
  else
    {
      method: "POST", url: "\($api)/rooms.mediaConfirm/\($where[0] | @uri)/\(.answers[0].body.file._id | @uri)",
      headers: $headers,
      json: ({tmid: $where[1], msg: (if .text == "" then null else .text end)} | present)
    }
  end

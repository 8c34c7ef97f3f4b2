def escaped: replace("&"; "&amp;") | replace("<"; "&lt;") | replace(">"; "&gt;");

# The conversation is CHANNEL, or CHANNEL:THREAD.
(.conversation | split(":")) as $where
| {authorization: "Bearer \($settings.bot_token)"} as $headers
| (.answers | length) as $done
| ($done / 2 | floor) as $place
| if .attachments == [] then
    {
      method: "POST", url: "\($settings.api_base)/chat.postMessage", headers: $headers,
      json: ({channel: $where[0], text: (.text | escaped), thread_ts: $where[1]} | present)
    }
  elif $place < (.attachments | length) and $done % 2 == 0 then
    # Each file takes an address, and then the upload to it.
    {
      method: "POST", url: "\($settings.api_base)/files.getUploadURLExternal", headers: $headers, step: "address",
      form: (.attachments[$place] | {filename: .name, length: .size})
    }
  elif $place < (.attachments | length) then
    .answers[-1].body.upload_url as $url
    | if $settings.api_base != "https://slack.com/api" or ($url | test("^https://[a-z0-9.-]+[.]slack[.]com/")) then . else
        error("Slack names an upload address that is not its own") end
    | {method: "POST", url: $url, attachment: $place, step: "upload"}
  else
    {
      method: "POST", url: "\($settings.api_base)/files.completeUploadExternal", headers: $headers,
      json: ({
        files: [range(.attachments | length) as $i | {id: .answers[2 * $i].body.file_id, title: .attachments[$i].name}],
        channel_id: $where[0], thread_ts: $where[1],
        initial_comment: (if .text == "" then null else .text | escaped end)
      } | present)
    }
  end

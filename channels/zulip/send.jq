# A name must not end the link that it stands in.
def link_text: explode | map(select(. != 91 and . != 93 and . != 92)) | implode;

(.conversation | split(":")) as $where
| ($settings.server | rtrimstr("/")) as $server
| {authorization: "Basic \("\($settings.bot_email):\($settings.api_key)" | @base64)"} as $headers
| (.answers | length) as $done
| if $done < (.attachments | length) then
    {
      method: "POST", url: "\($server)/api/v1/user_uploads", headers: $headers, step: "upload",
      form: [{name: "filename", attachment: $done}]
    }
  else
    # A file is a link in the text. Before version 9 its address is `uri`.
    ([.text | select(. != "")]
     + [range(.attachments | length) as $i
        | "[\(.attachments[$i].name | link_text)](\(.answers[$i].body | .url // .uri))"] | join("\n")) as $content
    | {
        method: "POST",
        url: "\($server)/api/v1/messages",
        headers: $headers,
        form: (
          if $where[0] == "stream" then {type: "stream", to: $where[1], topic: ($where[2:] | join(":")), content: $content}
          else {type: "direct", to: "[\($where[1])]", content: $content} end)
      }
  end

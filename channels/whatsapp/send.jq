# What the file is to WhatsApp; a caption goes with all but audio.
def kind: .content_type | if startswith("image/") then "image" elif startswith("audio/") then "audio"
  elif startswith("video/") then "video" else "document" end;

.attachments[0] as $file
| "\($settings.api_base)/\($settings.phone_number_id)" as $number
| {authorization: "Bearer \($settings.access_token)"} as $headers
| if $file != null and .answers == [] then
    {
      method: "POST", url: "\($number)/media", headers: $headers, step: "upload",
      form: [{name: "messaging_product", value: "whatsapp"}, {name: "type", value: $file.content_type},
             {name: "file", attachment: 0}]
    }
  else
    {
      method: "POST",
      url: "\($number)/messages",
      headers: $headers,
      json: (
        {messaging_product: "whatsapp", recipient_type: "individual"}
        # A phone number is all digits; a business-scoped user id begins with a country's letters.
        + (if .recipient | test("^[0-9]+$") then {to: .recipient} else {recipient: .recipient} end)
        + (if $file == null then {type: "text", text: {body: .text}}
           else
             ($file | kind) as $kind
             | {type: $kind,
                ($kind): ({id: .answers[0].body.id, caption: (if .text == "" then null else .text end),
                           filename: (if $kind == "document" then $file.name else null end)} | present)}
           end)
        + (if .reply_to == null then {} else {context: {message_id: .reply_to}} end)
      )
    }
  end

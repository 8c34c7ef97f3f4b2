{
  method: "POST",
  url: "\($settings.api_base)/\($settings.phone_number_id)/messages",
  headers: {authorization: "Bearer \($settings.access_token)"},
  json: (
    {messaging_product: "whatsapp", recipient_type: "individual"}
    # A phone number is all digits; a business-scoped user id begins with a country's letters.
    + (if .recipient | test("^[0-9]+$") then {to: .recipient} else {recipient: .recipient} end)
    + {type: "text", text: {body: .text}}
    + (if .reply_to == null then {} else {context: {message_id: .reply_to}} end)
  )
}

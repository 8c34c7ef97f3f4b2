# One filled-in form a body: one conversation, and one message that lists the questions and answers.

def value:
  if .type == "text" then .text
  elif .type == "email" then .email
  elif .type == "phone_number" then .phone_number
  elif .type == "number" then .number | tostring
  elif .type == "boolean" then (if .boolean then "yes" else "no" end)
  elif .type == "date" then .date
  elif .type == "url" then .url
  elif .type == "choice" then [.choice.label, .choice.other] | map(select(. != null)) | join(", ")
  elif .type == "choices" then ((.choices.labels // []) + [.choices.other]) | map(select(. != null)) | join(", ")
  elif .type == "file_url" then .file_url
  elif .type == "payment" then "\(.payment.amount) (\(if .payment.success then "paid" else "not paid" end))"
  else null end;

def answer_of($ref): [.answers[]? | select(.field.ref == $ref) | value][0];

def first_of($type): [.answers[]? | select(.type == $type) | value][0];

if type != "object" or .form_response == null then
  if type == "object" and .event_type != null then ignored("other_event") else error("this is no Typeform webhook") end
elif .event_type != "form_response" then ignored("other_event")
else
  .form_response as $r
  | (reduce $r.definition.fields[]? as $f ({}; .[$f.id] = $f.title)) as $titles
  | ($r | first_of("email")) as $email
  | ($r | first_of("phone_number")) as $phone
  | [$r.answers[]? | select(.type == "file_url") | {kind: "file", name: $titles[.field.id], url: .file_url} | present] as $files
  | ({type: "message", id: $r.token, conversation: $r.token,
      sender: ({id: ($email // $r.token), name: ($r | answer_of($settings.name_ref // "")), email: $email, phone: $phone} | present),
      sent_at: ($r.submitted_at | rfc3339_ms),
      subject: ($r | answer_of($settings.subject_ref // "") // $r.definition.title)} | present)
    + {text: ([$r.answers[]? | "\($titles[.field.id] // .field.ref // .field.id): \(value // "")"] | join("\n"))}
    + (if $files == [] then {} else {attachments: $files} end)
  | if .text == "" then ignored("empty_form") else . end
end

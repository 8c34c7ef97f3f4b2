# One filled-in form a body: one conversation, and one message that lists the questions and answers.

# What most types have stands under their own name, as a text.
def value:
  .type as $type
  | if $type == "choice" then [.choice.label, .choice.other] - [null] | join(", ")
  elif $type == "choices" then ((.choices.labels // []) + [.choices.other]) - [null] | join(", ")
  elif ["text", "email", "phone_number", "date", "url", "file_url"][[$type]] != [] then .[$type]
  elif $type == "number" then .number | tostring
  elif $type == "boolean" then (if .boolean then "yes" else "no" end)
  elif $type == "payment" then "\(.payment.amount) (\(if .payment.success then "paid" else "not paid" end))"
  else null end;

def answer_of($ref): if $ref == "" then null else [.answers[]? | select(.field.ref == $ref) | value][0] end;

def first_of($type): [.answers[]? | select(.type == $type) | .[$type]][0];

if type != "object" or .form_response == null then
  if type == "object" and .event_type != null then ignored("other_event") else error("this is no Typeform webhook") end
elif .event_type != "form_response" then ignored("other_event")
else
  .form_response as $r
  | (reduce $r.definition.fields[]? as $f ({}; setpath([$f.id]; $f.title))) as $titles
  | ($r | first_of("email")) as $email
  | ($r | first_of("phone_number")) as $phone
  | [$r.answers[]? | select(.type == "file_url") | {kind: "file", name: $titles[.field.id], url: .file_url} | present] as $files
  | ({type: "message", id: $r.token, conversation: $r.token,
      sender: ({id: ($email // $r.token), name: ($r | answer_of($settings.name_ref // "")), email: $email, phone: $phone} | present),
      sent_at: ($r.submitted_at | rfc3339_ms),
      subject: ($r | answer_of($settings.subject_ref // "") // $r.definition.title)} | present)
    + {text: (reduce $r.answers[]? as $a (""; . + ($a | "\($titles[.field.id] // .field.ref // .field.id): \(value // "")\n")) | rtrimstr("\n"))}
    + (if $files == [] then {} else {attachments: $files} end)
  | if .text == "" then ignored("empty_form") else . end
end

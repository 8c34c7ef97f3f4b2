# One filled-in form a body: one conversation, and one message that lists the questions and answers.

def some: if . == "" then null else . end;

# What most types have stands under their own name, as a text.
def value:
  .type as $type
  | .[$type]
  | if type == "string" then .
    elif $type == "choice" then [.label, .other] - [null] | join(", ")
    elif $type == "choices" then ((.labels // []) + [.other]) - [null] | join(", ")
    elif $type == "number" then tostring
    elif $type == "boolean" then (if . then "yes" else "no" end)
    elif $type == "payment" then "\(.amount) (\(if .success then "paid" else "not paid" end))"
    else "" end;

if type != "object" or .form_response == null then
  if type == "object" and .event_type != null then ignored("other_event") else error("this is no Typeform webhook") end
elif .event_type != "form_response" then ignored("other_event")
else
  .form_response
  | (.answers // []) as $answers
  # Where the first answer of a type, and that to a question, stands: looked up in lists that are made once.
  | [$answers[].type] as $types
  | [$answers[].field.ref] as $refs
  | ($types | index("email")) as $email
  | ($types | index("phone_number")) as $phone
  | ($refs | index($settings.name_ref // "")) as $name
  | ($refs | index($settings.subject_ref // "")) as $subject
  | (reduce .definition.fields[]? as $field ({}; setpath([$field.id]; $field.title))) as $titles
  | ([$answers[] | "\($titles[.field.id] // .field.ref // .field.id): \(value)"] | join("\n")) as $text
  | if $text == "" then ignored("empty_form")
    else
      {type: "message", id: .token, conversation: .token,
       sender: {id: (if $email == null then .token else $answers[$email].email end),
                name: (if $name == null then null else $answers[$name] | value | some end),
                email: (if $email == null then null else $answers[$email].email end),
                phone: (if $phone == null then null else $answers[$phone].phone_number end)},
       sent_at: (.submitted_at | rfc3339_ms),
       subject: ((if $subject == null then null else $answers[$subject] | value | some end) // .definition.title | some),
       text: $text,
       attachments: (if $types | index("file_url") == null then null
                     else [$answers[] | select(.type == "file_url") | {kind: "file", name: ($titles[.field.id] | some), url: .file_url}] end)}
    end
end

# One form, of fields that the page has, and of whatever else somebody sends.

def some: if . == "" then null else . end;

def cut($n): if utf8bytelength > $n and length > $n then .[0:$n] + "…" else . end;

# A field that comes several times, as boxes do; of a file its name.
def text:
  if . == null or . == "" or . == false then ""
  elif type == "string" then if contains("\r") then replace("\r\n"; "\n") else . end | trim
  elif type == "array" then [.[] | text | select(. != "")] | join(", ")
  elif type == "object" then .filename // "" else tostring end;
def line: text | if contains("\n") then replace("\n"; " ") else . end;

def kind: (. // "") | split("/")[0] | if . == "image" or . == "audio" or . == "video" then . else "file" end;

def files:
  [ to_entries[] | .key as $key | (.value | if type == "array" then .[] else . end) | objects | select((.filename // "") != "")
    | {kind: (.content_type | kind), name: (.filename | cut(200)), content_type, size, ref: $key} | present ] | .[0:20];

# Good enough to write to; whether it arrives is for the mail to find out.
def is_address: utf8bytelength <= 320 and (split("@") | length == 2 and .[0] != "" and (.[1] | contains(".")))
  and (contains(" ") or contains("<") or contains(">") or contains(",") or contains(";") or contains("\"") or contains("\n") | not);

# The same form sent twice within ten minutes is one message: people press the button again.
def key: "form:\($received_at / 600000 | floor):\($digest[0:32])";

if . == null then $query else . end
| if type != "object" then error("this is no form")
  else
    $settings as $s
    | (.[$s.honeypot] | text) as $trap
    | (.[$s.message_field] | text | cut(20000)) as $message
    | (.[$s.email_field] | line) as $address
    | (.[$s.name_field] | line | cut(200)) as $name
    | (.[$s.phone_field] | line | cut(50)) as $phone
    | (.[$s.subject_field] | line | cut(500)) as $subject
    | (if [.[] | type] - ["string"] == [] then [] else files end) as $files
    # Fields of the page's own, below the text. Those that begin with _ are for the page.
    | . as $form
    | (keys_unsorted - [$s.honeypot, $s.message_field, $s.email_field, $s.name_field, $s.phone_field, $s.subject_field]) as $others
    | (if $others == [] then []
       else
         [ $others[] | select(startswith("_") | not) | . as $key | $form[$key]
           | select(if type == "array" then .[0] | type != "object" else type != "object" end)
           | {key: ($key | cut(50)), value: (line | cut(500))} | select(.value != "") ][0:20] end) as $more
    | if $trap != "" then ignored("honeypot")
      elif $message == "" and $files == [] then ignored("empty_message")
      else
        (if $more == [] then $message
         else ([$message | select(. != "")] + [[$more[] | "\(.key): \(.value)"] | join("\n")] | join("\n\n")) end) as $text
        | key as $id
        | ($address | is_address) as $has_address
        | {type: "message", id: $id, conversation: $id,
           sender: {id: (if $has_address then $address | lower else $id end), name: ($name | some),
                    email: (if $has_address then $address else null end), phone: ($phone | some)},
           sent_at: $received_at, subject: ($subject | some), to: ($s.site | some),
           text: (if $has_address or $address == "" then $text else "\($text)\n\n\($s.email_field): \($address | cut(320))" end),
           attachments: $files}
      end
  end

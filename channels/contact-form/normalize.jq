# One form, of fields that the page has, and of whatever else somebody sends.

# Regular expressions are slow here: most texts need none.
def trim:
  if startswith(" ") or startswith("\n") or startswith("\t") then sub("^\\s+"; "") else . end
  | if endswith(" ") or endswith("\n") or endswith("\t") then sub("\\s+$"; "") else . end;

def cut($n): if length > $n then .[0:$n] + "…" else . end;

# A field that comes several times, as boxes do; of a file its name.
def text:
  if . == null then ""
  elif type == "string" then if contains("\r") then split("\r\n") | join("\n") else . end | trim
  elif type == "array" then [.[] | text | select(. != "")] | join(", ")
  elif type == "object" then .filename // "" else tostring end;
def line: text | if contains("\n") then split("\n") | join(" ") else . end;

def field($name): .[$name] // null;

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
    | (field($s.honeypot) | text) as $trap
    | (field($s.message_field) | text | cut(20000)) as $message
    | (field($s.email_field) | line) as $address
    | (field($s.name_field) | line | cut(200)) as $name
    | (field($s.phone_field) | line | cut(50)) as $phone
    | (field($s.subject_field) | line | cut(500)) as $subject
    | (if [.[] | select(type == "object" or type == "array")] == [] then [] else files end) as $files
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
        | ({type: "message", id: $id, conversation: $id,
            sender: ({id: (if $has_address then $address | ascii_downcase else $id end), name: $name,
                      email: (if $has_address then $address else null end), phone: $phone} | present),
            sent_at: $received_at, subject: $subject, to: $s.site} | present)
          + {text: (if $has_address or $address == "" then $text else "\($text)\n\n\($s.email_field): \($address | cut(320))" end)}
          + (if $files == [] then {} else {attachments: $files} end)
      end
  end

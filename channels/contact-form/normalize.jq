# One form, of fields that the page has, and of whatever else somebody sends.

def cut($n): if length > $n then .[0:$n] + "…" else . end;

# A field that comes several times, as boxes do; of a file its name.
def text: if type == "array" then map(text | select(. != "")) | join(", ") elif type == "object" then .filename // "" elif . == null then "" else tostring end
  | split("\r\n") | join("\n") | sub("^\\s+"; "") | sub("\\s+$"; "");
def line: text | split("\n") | join(" ");

def field($name): .[$name] // null;

def kind: (. // "") | split("/")[0] | if . == "image" or . == "audio" or . == "video" then . else "file" end;

def files:
  [ to_entries[] | .key as $key | (.value | if type == "array" then .[] else . end) | objects | select((.filename // "") != "")
    | {kind: (.content_type | kind), name: (.filename | cut(200)), content_type, size, ref: $key} | present ] | .[0:20];

# Good enough to write to; whether it arrives is for the mail to find out.
def is_address: utf8bytelength <= 320 and test("^[^@\\s<>,;\"]+@[^@\\s<>,;\"]+\\.[^@\\s<>,;\".]+$");

# The same form sent twice within ten minutes is one message: people press the button again. Of the address and the text stands a number in the
# id, since ids are shown where texts are not.
def digest($factor): reduce .[] as $c (5381; (. * $factor + $c) % 67108859);
def key($address):
  [$address, .] | join("\n") | length as $length | explode
  | (if $length > 400 then .[0:200] + .[-200:] else . end)
  | "form:\($received_at / 600000 | floor):\($length):\(digest(33)):\(digest(131))";

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
    | files as $files
    # Fields of the page's own, below the text. Those that begin with _ are for the page.
    | [ to_entries[] | select(.key as $k | [$s.honeypot, $s.message_field, $s.email_field, $s.name_field, $s.phone_field, $s.subject_field] | index($k) | not)
        | select(.key | startswith("_") | not) | select(.value | if type == "array" then .[0] else . end | type != "object") | {key: (.key | cut(50)), value: (.value | line | cut(500))} | select(.value != "") ][0:20] as $more
    | if $trap != "" then ignored("honeypot")
      elif $message == "" and $files == [] then ignored("empty_message")
      else
        ([$message, ($more | map("\(.key): \(.value)") | join("\n"))] | map(select(. != "")) | join("\n\n")) as $text
        | ("\($subject)\n\($text)" | key($address)) as $id
        | ($address | is_address) as $has_address
        | ({type: "message", id: $id, conversation: $id,
            sender: ({id: (if $has_address then $address | ascii_downcase else $id end), name: $name,
                      email: (if $has_address then $address else null end), phone: $phone} | present),
            sent_at: $received_at, subject: $subject, to: $s.site} | present)
          + {text: (if $has_address or $address == "" then $text else "\($text)\n\n\($s.email_field): \($address | cut(320))" end)}
          + (if $files == [] then {} else {attachments: $files} end)
      end
  end

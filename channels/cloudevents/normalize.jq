# Structured (one object), batched (a list), or binary (attributes in headers, the data alone in the body).

# %41 of a header: bytes, which are UTF-8 together. What is no such sequence stays as it is.
def hex: explode | map(if . >= 97 then . - 87 elif . >= 65 then . - 55 else . - 48 end) | .[0] * 16 + .[1];
def utf8:
  reduce .[] as $b ({done: [], code: 0, left: 0};
    if $b < 128 then {done: (.done + [$b]), code: 0, left: 0}
    elif $b >= 240 then {done, code: ($b - 240), left: 3}
    elif $b >= 224 then {done, code: ($b - 224), left: 2}
    elif $b >= 192 then {done, code: ($b - 192), left: 1}
    elif .left == 0 then .done += [65533]
    else .code = .code * 64 + $b - 128 | .left -= 1 | if .left == 0 then .done += [.code] else . end end)
  | .done | implode;
def unescaped:
  if contains("%") | not then .
  else
    [match("%[0-9A-Fa-f]{2}|[^%]+|%"; "g").string
     | if length == 3 and startswith("%") then {byte: (.[1:] | hex)} else {text: .} end]
    | reduce .[] as $p ([];
        if $p.byte != null and (.[-1].bytes? != null) then .[-1].bytes += [$p.byte]
        elif $p.byte != null then . + [{bytes: [$p.byte]}]
        else . + [{text: $p.text}] end)
    | map(.text // (.bytes | utf8)) | join("")
  end;

def is_in($names): . as $name | $names | any(.[]; if endswith("*") then . as $p | $name | startswith($p[:-1]) else . == $name end);

def fits: if utf8bytelength > 512 then error("source and id have more than 512 bytes together") else . end;

# Source and id together name an event (spec.md, "id").
def key: "\(.source)#\(.id)" | fits;

def time: if .time == null then $received_at else .time | rfc3339_ms end;

# data_base64 is for data that is no text; here it may be JSON all the same.
def data: if .data != null then .data elif .data_base64 != null then (.data_base64 | @base64d | . as $text | [try fromjson catch $text][0]) else null end;

# One of inboxd's own events: the envelope gives what the data leaves out. A message, for which `conversation` and `sender` must be there.
def own:
  . as $e
  | ($e.type | ltrimstr("inboxd.")) as $type
  | ($e | data) as $data
  | if ($data | type) != "object" then error("the data of \($e.type) is no object")
    else
      ({type: $type}
       + (if $type == "message" or $type == "echo" then {id: ($e | key), conversation: ($e.subject // ($e | key)), sent_at: ($e | time)}
          else {at: ($e | time)} end)
       + $data + {type: $type})
    end;

def words: if type == "string" then . elif . == null then "" else tojson end;

# Any other that shall be a message: whoever reads it sees its data.
def other:
  (data) as $data
  | {type: "message", id: key, conversation: (.subject // key), sender: {id: .source}, sent_at: time, subject: .type, automatic: true,
     text: ($data | if type == "object" then (.text // .message // .description // .) else . end | words)}
  | if .text == "" then .text = .subject else . end;

def event:
  if type != "object" or .specversion == null then error("this is no CloudEvent: it has no specversion")
  elif (.specversion | startswith("1.")) | not then error("version \(.specversion) of CloudEvents is not known")
  elif .id == null or .source == null or .type == null then error("id, source or type is missing")
  elif $settings.sources != null and (.source as $s | $s | is_in($settings.sources) | not) then ignored("other_source")
  elif .type | IN("inboxd.message", "inboxd.echo", "inboxd.edit", "inboxd.delete", "inboxd.reaction", "inboxd.receipt", "inboxd.contact") then own
  elif .type as $t | $t | is_in($settings.messages // []) then other
  else ignored("other_type") end;

. as $input
| if $headers["ce-specversion"] != null then
  {specversion: $headers["ce-specversion"], id: ($headers["ce-id"] // null), source: ($headers["ce-source"] // null),
   type: ($headers["ce-type"] // null), subject: ($headers["ce-subject"] // null), time: ($headers["ce-time"] // null)}
  | with_entries(if .value == null then . else .value |= unescaped end)
  | present + {data: $input}
  | event
elif type == "array" then if . == [] then ignored("empty_batch") else .[] | alone(event) end
else event end

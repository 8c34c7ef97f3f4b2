# The body is a normalized event or a list of them; we fill in what a simple sender leaves out.

# Times are UTC milliseconds; RFC 3339 text is taken too.
def instant: if type == "string" then rfc3339_ms else . end;

# An event without an id takes the delivery's, so that a repeated delivery is still one message.
def with_id($fallback):
  if .id == null and (.type == "message" or .type == "echo") and $fallback != null then .id = $fallback else . end;

def event($fallback):
  if type != "object" then error("an event must be an object, and this is of type \(type)")
  elif (.type | type) != "string" then error("an event needs a type, such as \"message\"")
  else
    with_id($fallback)
    | (if .sent_at != null then .sent_at |= instant else . end)
    | (if .at != null then .at |= instant else . end)
  end;

if type == "array" then
  if length == 0 then ignored("empty_list")
  else
    . as $list
    | range(length) as $i
    | $list[$i]
    | event(if $headers["webhook-id"] == null then null else "\($headers["webhook-id"]):\($i)" end)
  end
else event($headers["webhook-id"])
end

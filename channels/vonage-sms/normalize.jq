# Parameters of a query, of a form, or members of a JSON object: a message, a part of one, or what became of one of ours.

# Anything shorter is a short code, anything else a name.
def phone: if length >= 7 and length <= 15 and [tonumber?] != [] then "+\(.)" else null end;
def some: if . == "" then null else . end;

# "2026-03-02 09:00:00", in UTC.
def time: if . == null or . == "" then $received_at else "\(replace(" "; "T"))Z" | rfc3339_ms end;

def part:
  if (.concat | tostring) == "true" and ."concat-ref" != null then
    {group: "\(.to)|\(.msisdn)|\(."concat-ref")", number: (."concat-part" | tonumber), total: (."concat-total" | tonumber)}
  else null end;

def message:
  part as $part
  | if (.text // "") == "" and $part == null then ignored("empty_message")
    else
      ({type: "message", id: .messageId, conversation: "\(.to)|\(.msisdn)", sender: ({id: .msisdn, phone: (.msisdn | phone)} | present),
        to: .to, sent_at: (."message-timestamp" | time), part: $part} | present)
      + {text: (.text // "")}
    end;

def receipt:
  {accepted: "sent", buffered: "sent", delivered: "delivered", expired: "failed", failed: "failed", rejected: "failed"}[.status] as $state
  | if $state == null then ignored("status_\(.status)")
    else
      {type: "receipt", target: .messageId, state: $state,
       error: (if $state == "failed" then "\(.status), error \(."err-code" // "unknown")" else null end),
       at: (."message-timestamp" | time)} | present
    end;

(if . == null then $query else . end)
| if type != "object" or .messageId == null then error("this is no request of Vonage's SMS API: it has no messageId")
  elif ."api-key" != null and ."api-key" != $settings.api_key then ignored("other_account")
  elif .status != null then receipt
  elif .msisdn == null then error("this message has no sender")
  elif .type == "binary" then ignored("binary_message")
  else message end

# A form: a message, what became of one of ours, or a recording. Twilio's form has no time; the receipt's is taken.

def kind: split("/")[0] | if . == "image" or . == "audio" or . == "video" then . else "file" end;

def attachments:
  . as $form
  | [ range(0; (.NumMedia // "0") | tonumber)
      | $form["MediaContentType\(.)"] as $type
      | {kind: ($type // "" | kind), content_type: $type, url: $form["MediaUrl\(.)"]} | present | select(.url != null) ]
    + (if .Latitude != null then [{kind: "location", name: (.Address // .Label), url: "geo:\(.Latitude),\(.Longitude)"} | present] else [] end);

# whatsapp:+1…, messenger:…, or a number.
def phone: split(":") | .[-1] // "" | if startswith("+") then . else null end;

def message:
  attachments as $files
  | if (.Body // "") == "" and $files == [] then ignored("empty_message")
    else
      ({type: "message", id: .MessageSid, conversation: "\(.To)|\(.From)",
        sender: ({id: .From, name: .ProfileName, phone: (.From | phone)} | present), to: .To,
        sent_at: $received_at, reply_to: .OriginalRepliedMessageSid} | present)
      + {text: (.Body // "")}
      + (if $files == [] then {} else {attachments: $files} end)
    end;

def receipt:
  {sent: "sent", delivered: "delivered", read: "read", undelivered: "failed", failed: "failed"}[.MessageStatus] as $state
  | if $state == null then ignored("status_\(.MessageStatus)")
    else
      {type: "receipt", target: .MessageSid, state: $state,
       error: (if $state == "failed" then ([.ErrorCode, .ErrorMessage] | map(select(. != null)) | join(" ")) else null end),
       at: $received_at} | present
    end;

def recording:
  if .RecordingStatus != null and .RecordingStatus != "completed" then ignored("recording_\(.RecordingStatus)")
  else
    {type: "message", id: .RecordingSid, conversation: "\(.To)|\(.From)",
     sender: ({id: .From, phone: (.From | phone)} | present), to: .To, sent_at: $received_at, text: "",
     attachments: [{kind: "audio", name: "voicemail", content_type: "audio/wav", url: .RecordingUrl}]}
  end;

if .AccountSid == null then error("this is no Twilio request: it has no AccountSid")
elif .AccountSid != $settings.account_sid then ignored("other_account")
elif .RecordingSid != null then recording
elif .MessageStatus != null and .Body == null then receipt
elif .MessageSid != null then message
elif .CallSid != null then ignored("call_\(.CallStatus // "event")")
else ignored("other_request") end

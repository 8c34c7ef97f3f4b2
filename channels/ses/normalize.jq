# A notification of SNS, whose message is JSON in a text: of SES, with the mail in it.

def received:
  .receipt.action as $action
  | ($action.type // "" | ascii_downcase) as $kind
  | if .receipt.virusVerdict.status == "FAIL" then ignored("virus")
    elif $settings.drop_spam and .receipt.spamVerdict.status == "FAIL" then ignored("spam")
    elif .content != null then
      {type: "mail", content, encoding: (if ($action.encoding // "UTF8" | lower) == "base64" then "base64" else "utf8" end),
       sender: (.mail.source // ""), recipients: (.receipt.recipients // .mail.destination // [])}
    # Not a message without its content: it would take the place of the mail itself, where that comes by another action of the rule.
    elif $kind == "s3" then
      error("the content of this mail lies in S3, as \($action.bucketName)/\($action.objectKey), which this channel does not read: let the rule publish to SNS with the encoding Base64")
    # What the other actions of a rule tell of themselves.
    elif $kind | IN("bounce", "lambda", "stop", "workmail", "connect", "addheader") then ignored("action_\($kind)")
    else error("SES gave this mail without its content") end;

if type != "object" or .Type == null then error("this is no notification of SNS")
elif .Type == "UnsubscribeConfirmation" then ignored("unsubscribed")
elif .Type != "Notification" then ignored("other_type")
else
  # In a list of its own: in jq 1.6 a catch sees the errors of what comes behind it too.
  ([.Message | try fromjson catch null][0])
  | if type != "object" then ignored("not_ses")
    elif .notificationType == "Received" then received
    elif .notificationType != null then ignored("notification_\(.notificationType | lower)")
    elif .eventType != null then ignored("event_\(.eventType | lower | replace(" "; "_"))")
    else ignored("not_ses") end
end

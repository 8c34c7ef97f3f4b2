# A notification of SNS, whose message is JSON in a text: of SES, with the mail in it or the place where it lies.

def received:
  .receipt.action as $action
  | [.mail.source // "", .receipt.recipients // .mail.destination // []] as [$from, $to]
  | if .receipt.virusVerdict.status == "FAIL" then ignored("virus")
    elif $settings.drop_spam and .receipt.spamVerdict.status == "FAIL" then ignored("spam")
    elif .content != null then
      {type: "mail", content, encoding: (if ($action.encoding // "UTF8" | lower) == "base64" then "base64" else "utf8" end),
       sender: $from, recipients: $to}
    # Too large for SNS, or kept elsewhere by the rule: the header comes all the same.
    elif .mail.headers != null then
      {type: "mail", sender: $from, recipients: $to,
       content: (([.mail.headers[] | select(.name | lower | startswith("content-") or . == "mime-version" | not) | "\(.name): \(.value)"]
                  + ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "",
                     (if $action.bucketName != null then "[The content of this mail lies in S3: \($action.bucketName)/\($action.objectKey)]"
                      else "[SES gave this mail without its content.]" end), ""])
                 | join("\r\n"))}
    else error("this mail has neither content nor headers") end;

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

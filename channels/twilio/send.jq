($settings.auth_token | if type == "array" then .[0] else . end) as $token
| {
    method: "POST",
    url: "\($settings.api_base)/2010-04-01/Accounts/\($settings.account_sid)/Messages.json",
    headers: {authorization: "Basic \("\($settings.account_sid):\($token)" | @base64)"},
    form: (
      {To: .recipient}
      + (if .text == "" then {} else {Body: .text} end)
      + (if .attachments == [] then {} else {MediaUrl: [.attachments[].link]} end)
      + (if $settings.from | startswith("MG") then {MessagingServiceSid: $settings.from} else {From: $settings.from} end)
      + (if $settings.status_callback == null then {} else {StatusCallback: $settings.status_callback} end))
  }

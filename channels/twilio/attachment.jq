# Media and recordings want the account's credentials, at Twilio's own hosts; they redirect to a place that does not.
($settings.auth_token | if type == "array" then .[0] else . end) as $token
| {get: {url: .url, headers: {authorization: "Basic \("\($settings.account_sid):\($token)" | @base64)"}}}

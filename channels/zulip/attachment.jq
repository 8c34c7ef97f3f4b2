# The upload leads to a temporary address that wants no credentials.
($settings.server | rtrimstr("/")) as $server
| if (.ref // "" | startswith("/user_uploads/") | not) then {missing: "no_upload"}
  elif .step == 1 then
    {ask: {url: "\($server)/api/v1\(.ref | split("/") | map(@uri) | join("/"))",
           headers: {authorization: "Basic \("\($settings.bot_email):\($settings.api_key)" | @base64)"}}}
  elif .answer.body.url == null then {missing: "no_url"}
  else {get: {url: "\($server)\(.answer.body.url)"}}
  end

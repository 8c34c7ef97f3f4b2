# The media id leads to a URL that lives for five minutes and wants the token as well.
{authorization: "Bearer \($settings.access_token)"} as $headers
| if .ref == null then {missing: "no_media_id"}
  elif .step == 1 then {ask: {url: "\($settings.api_base)/\(.ref | @uri)", headers: $headers}}
  elif .answer.body.url == null then {missing: "no_url"}
  else {get: {url: .answer.body.url, headers: $headers}}
  end

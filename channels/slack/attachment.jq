# Files want the bot's token at Slack's own host; with a token that may not read them Slack redirects to its login page. A
# file of another workspace may have its id alone, and one of another service stands there.
{authorization: "Bearer \($settings.bot_token)"} as $headers
| if .url == null and .step == 1 then {ask: {url: "\($settings.api_base)/files.info?file=\(.ref | @uri)", headers: $headers}}
  else
    (.url // .answer.body.file.url_private_download // .answer.body.file.url_private) as $url
    | if $url == null then {missing: "no_url"}
      elif $url | startswith("https://files.slack.com/") then {get: {url: $url, headers: $headers}, redirects: false}
      else {get: {url: $url}}
      end
  end

# Pictures lie at the connector, and want the bot's token; the link of a file is good as it is, for some minutes.
def is_connector:
  startswith("https://smba.trafficmanager.net/") or startswith("https://smba.infra.gcc.teams.microsoft.com/")
  or startswith("https://smba.infra.gov.teams.microsoft.us/") or startswith("\($settings.service_url | sub("/+$"; ""))/");

if .url == null then {missing: "no_url"}
elif .url | is_connector then {get: {url, headers: {authorization: "Bearer \($token)"}}}
else {get: {url}} end

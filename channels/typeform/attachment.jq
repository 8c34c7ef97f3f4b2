if .url | startswith("https://api.typeform.com/") or startswith("https://api.eu.typeform.com/") then
  if $settings.access_token == null then {missing: "no_access_token"}
  else {get: {url: .url, headers: {authorization: "Bearer \($settings.access_token)"}}}
  end
else {get: {url: .url}}
end

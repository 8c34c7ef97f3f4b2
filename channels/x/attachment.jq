# Media of direct messages wants the user's token; that of posts is public.
if .url == null then {missing: "no_url"}
elif .url | startswith("https://ton.twitter.com/") or startswith("https://ton.x.com/") then
  {get: {url: .url, headers: {authorization: "Bearer \($settings.access_token)"}}}
else {get: {url: .url}}
end

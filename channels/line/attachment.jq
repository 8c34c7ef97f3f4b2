# The content stands under the message's id at a host of its own; what another server keeps has a URL there.
if .url != null then {get: {url: .url}}
else
  {get: {url: "\($settings.data_base)/bot/message/\(.ref | @uri)/content",
         headers: {authorization: "Bearer \($settings.access_token)"}}}
end

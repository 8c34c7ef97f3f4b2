{get: {url: "\($settings.server | rtrimstr("/"))/api/v4/files/\(.ref | @uri)",
       headers: {authorization: "Bearer \($settings.bot_token)"}}}

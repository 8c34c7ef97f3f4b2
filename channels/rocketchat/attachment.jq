{get: {url: "\($settings.server | rtrimstr("/"))/file-upload/\(.ref | @uri)/\(.name // "file" | @uri)",
       headers: {"x-auth-token": $settings.auth_token, "x-user-id": $settings.user_id}}}

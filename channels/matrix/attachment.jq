# mxc://SERVER/MEDIA, from our own homeserver, which brings what others keep (Matrix 1.11).
(.ref // "" | ltrimstr("mxc://") | split("/")) as $at
| if (.ref // "" | startswith("mxc://") | not) or ($at | length) != 2 then {missing: "no_mxc_address"}
  else
    {get: {
      url: "\($settings.homeserver | rtrimstr("/"))/_matrix/client/v1/media/download/\($at[0] | @uri)/\($at[1] | @uri)",
      headers: {authorization: "Bearer \($settings.as_token)"}}}
  end

{
  method: "GET",
  url: ("\($settings.server | sub("/+$"; ""))/api/v1/notifications?types[]=mention"
    + (if .cursor == null then "&limit=1" else "&limit=40&min_id=\(.cursor | @uri)" end)),
  headers: {authorization: "Bearer \($settings.access_token)", accept: "application/json"}
}

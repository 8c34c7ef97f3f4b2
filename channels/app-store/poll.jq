{
  method: "GET",
  # Each round begins with the newest. The address of a further page comes from the answer: only one of the API's own may have the token.
  url: (
    (.cursor.next // null) as $next
    | if .page > 1 and $next != null and ($next | startswith("\($settings.api_base)/v1/")) then $next
      else "\($settings.api_base)/v1/apps/\($settings.app_id | @uri)/customerReviews?sort=-createdDate&limit=\(if .cursor == null then 1 else 100 end)" end),
  headers: {authorization: "Bearer \($token)", accept: "application/json"}
}

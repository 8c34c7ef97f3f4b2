{
  method: "GET",
  url: ("\($settings.api_base)/androidpublisher/v3/applications/\($settings.package | @uri)/reviews?maxResults=100"
    + (if $settings.translate_to == null then "" else "&translationLanguage=\($settings.translate_to | @uri)" end)
    # Each round begins with the first page.
    + (if .page > 1 and .cursor.next != null then "&token=\(.cursor.next | @uri)" else "" end)),
  headers: {authorization: "Bearer \($token)", accept: "application/json"}
}

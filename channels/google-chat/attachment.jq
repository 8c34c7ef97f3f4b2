# What was uploaded is had by its resource name, with the app's token; what lies in Drive is for people who may see it there.
if .ref == null or (.ref | startswith("drive:")) then {missing: "in_drive"}
else {get: {url: "\($settings.api_base)/v1/media/\(.ref | split("/") | map(@uri) | join("/"))?alt=media", headers: {authorization: "Bearer \($token)"}}} end

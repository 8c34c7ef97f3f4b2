# getFile says where a file is, for an hour at least; then its path is asked for, which holds the token as well.
if .ref == null then {missing: "no_file_id"}
elif .step == 1 then
  {ask: {url: "\($settings.api_base)/bot\($settings.bot_token)/getFile?file_id=\(.ref | @uri)"}}
elif .answer.body.result.file_path == null then {missing: "no_file_path"}
else
  (.answer.body.result.file_path | split("/") | map(@uri) | join("/")) as $path
  | {get: {url: "\($settings.api_base)/file/bot\($settings.bot_token)/\($path)"}}
end

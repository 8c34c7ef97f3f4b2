# One post a body. A post is known by its id; the webhook names no thread, so each post begins a conversation, and a reply
# becomes its thread.

# Milliseconds in JSON.
def instant: .timestamp | if . == null then $received_at elif type == "string" then tonumber else . end;

def files: .file_ids // "" | split(",") | map(select(. != "") | {kind: "file", ref: .});

if type != "object" or .post_id == null then error("this is no Mattermost webhook: it has no post_id")
elif .user_id == $settings.bot_user_id then ignored("own_post")
elif ($settings.staff // []) as $staff | .user_id as $id | ($staff | index($id)) != null then ignored("staff_post")
else
  files as $files
  | (.trigger_word // "") as $trigger
  | (.text // "") as $text
  # The word that called us is no part of what was said.
  | (if $trigger != "" and ($text | startswith($trigger)) then $text[($trigger | length):] else $text end
     | split("\n") | map(ltrimstr(" ")) | join("\n")) as $said
  | if $said == "" and $files == [] then ignored("empty_post")
    else
      {type: "message", id: .post_id, conversation: "\(.channel_id):\(.post_id)",
       sender: ({id: .user_id, name: .user_name} | present), sent_at: instant, text: $said}
      + (if $files == [] then {} else {attachments: $files} end)
    end
end

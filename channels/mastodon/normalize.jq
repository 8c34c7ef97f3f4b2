# One notification: somebody mentioned the account.

def some: if . == "" then null else . end;

# The last paragraph ends with two line ends.
def plain: html_text({"br": "\n", "/p": "\n\n", "/li": "\n", "li": "- "}) | rtrimstr("\n") | rtrimstr("\n");

# The mentions that begin a post say whom it is to: the words from the first on that is none.
def _addressed($words; $i):
  if ($words | length) == $i then null
  elif ($words[$i] | startswith("@") and (contains("\n") | not)) then _addressed($words; $i + 1)
  else $words[$i:] | join(" ") end;
def addressed: if startswith("@") then _addressed(split(" "); 0) // . else . end;

def kind: {image: "image", gifv: "video", video: "video", audio: "audio"}[.type // ""] // "file";

def attachments: [ .media_attachments[]? | {kind: kind, name: .description, url: (.url // .remote_url)} | present | select(.url != null) | if has("name") then .name |= .[0:200] else . end ];

# Who reads an answer is decided by who reads the question.
def audience: {direct: "direct", private: "private"}[.visibility] // "public";

def status:
  attachments as $files
  | (.content // "" | plain | addressed) as $text
  | (if (.spoiler_text // "") == "" then $text else "\(.spoiler_text)\n\n\($text)" end) as $text
  | audience as $audience
  | if $text == "" and $files == [] then ignored("empty_message")
    elif $settings.direct_only == true and $audience != "direct" then ignored("not_direct")
    else
      {type: "message", id, conversation: "\($audience):\(.account.id)",
       sender: {id: .account.acct, name: (.account.display_name | some)}, sent_at: (.created_at | rfc3339_ms),
       language: (.language | some), reply_to: (.in_reply_to_id | some), text: $text, attachments: $files}
    end;

if type != "object" or .type == null then error("this is no notification of Mastodon")
elif .type != "mention" then ignored("notification_\(.type)")
elif .status == null then ignored("no_status")
else .status | status end

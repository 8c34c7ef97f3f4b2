# One notification: somebody mentioned the account.

def some: if . == "" then null else . end;
def replace($from; $to): split($from) | join($to);

# A post is HTML of few tags. Linear, and no browser.
def plain:
  split("<")
  | .[0]
    + ([ .[1:][]
         | split(">") as $parts
         | (if $parts[0] | startswith("br") then "\n" elif $parts[0] | startswith("/p") then "\n\n" elif $parts[0] | startswith("/li") then "\n"
            elif $parts[0] | startswith("li") then "- " else "" end)
           + ($parts[1:] | join(">")) ] | join(""))
  | if contains("&") then
      replace("&nbsp;"; " ") | replace("&lt;"; "<") | replace("&gt;"; ">") | replace("&quot;"; "\"") | replace("&#39;"; "'")
      | replace("&apos;"; "'") | replace("&amp;"; "&")
    else . end
  # The last paragraph ends with two of them.
  | rtrimstr("\n") | rtrimstr("\n");

# The mentions that begin a post say whom it is to.
def addressed:
  if startswith("@") | not then .
  else
    . as $text
    | split(" ") as $words
    | ([range(0; $words | length) | select($words[.] | (startswith("@") | not) or contains("\n"))][0]) as $first
    | if $first == null then $text else $words[$first:] | join(" ") end
  end;

def kind: {image: "image", gifv: "video", video: "video", audio: "audio"}[.type // ""] // "file";

def attachments: [ .media_attachments[]? | {kind: kind, name: .description, url: (.url // .remote_url)} | present | select(.url != null) | if has("name") then .name |= .[0:200] else . end ];

# Who reads an answer is decided by who reads the question.
def audience: {direct: "direct", private: "private"}[.visibility] // "public";

def status:
  attachments as $files
  | (.content // "" | plain | addressed) as $text
  | (if (.spoiler_text // "") == "" then $text else "\(.spoiler_text)\n\n\($text)" end) as $text
  | if $text == "" and $files == [] then ignored("empty_message")
    elif $settings.direct_only == true and audience != "direct" then ignored("not_direct")
    else
      ({type: "message", id, conversation: "\(audience):\(.account.id)",
        sender: ({id: .account.acct, name: (.account.display_name | some)} | present), sent_at: (.created_at | rfc3339_ms),
        language: (.language | some), reply_to: .in_reply_to_id} | present)
      + {text: $text}
      + (if $files == [] then {} else {attachments: $files} end)
    end;

if type != "object" or .type == null then error("this is no notification of Mastodon")
elif .type != "mention" then ignored("notification_\(.type)")
elif .status == null then ignored("no_status")
else .status | status end

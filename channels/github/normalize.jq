# One event a body; its kind stands in the header. An issue, or a discussion, is one conversation.

def kind: $headers["x-github-event"];

def person: {id: .login, name: (.name // .login)};

def is_bot: .type == "Bot";

def is_staff: . as $login | ($settings.staff // []) | index($login) != null;

def thread: if .discussion != null then "\(.repository.full_name)!\(.discussion.number)" else "\(.repository.full_name)#\(.issue.number)" end;

def subject: (.discussion // .issue).title;

# What somebody wrote: the opening text, or a comment.
def written($id; $author; $text; $created; $answers):
  ({id: $id, conversation: thread, sender: ($author | person), sent_at: ($created | rfc3339_ms), subject: subject,
    reply_to: $answers} | present)
  + {text: ($text // "")}
  | if .text == "" then .text = (.subject // "") else . end;

def as_event($author):
  if ($author | is_bot) then ignored("bot")
  elif ($author.login | is_staff) then {type: "echo"} + .
  else {type: "message"} + . end;

def opening_id: if .discussion != null then "discussion:\(.discussion.id)" else "issue:\(.issue.id)" end;

def comment_id: if .discussion != null then "discussion_comment:\(.comment.id)" else "comment:\(.comment.id)" end;

def answered: if .discussion != null and .comment.parent_id != null then "discussion_comment:\(.comment.parent_id)" else opening_id end;

def opened: (.discussion // .issue) as $it | written(opening_id; $it.user; $it.body; $it.created_at; null) | as_event($it.user);

def commented: .comment as $c | written(comment_id; $c.user; $c.body; $c.created_at; answered) | as_event($c.user);

# Titles and labels change too; only a text that changed is an edit.
def edited($id; $it):
  if .changes.body == null then ignored("not_the_text")
  else {type: "edit", target: $id, text: ($it.body // ""), at: ($it.updated_at | rfc3339_ms)} end;

def deleted($id; $it): {type: "delete", target: $id, at: (($it.updated_at // $it.created_at) | rfc3339_ms)};

if type != "object" or kind == null then error("this is no GitHub event: the header X-GitHub-Event is missing")
elif kind == "issues" or kind == "discussion" then
  (.discussion // .issue) as $it
  | if $it == null then error("this is no event of an issue or a discussion")
    elif .action == "opened" or .action == "created" then opened
    elif .action == "edited" then edited(opening_id; $it)
    elif .action == "deleted" then deleted(opening_id; $it)
    else ignored("other_action") end
elif kind == "issue_comment" or kind == "discussion_comment" then
  if .issue.pull_request != null then ignored("pull_request")
  elif .action == "created" then commented
  elif .action == "edited" then edited(comment_id; .comment)
  elif .action == "deleted" then deleted(comment_id; .comment)
  else ignored("other_action") end
else ignored("other_event") end

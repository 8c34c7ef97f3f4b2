# One review.

def stars: ["☆☆☆☆☆", "★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★"][.];

def words: if (.title // "") == "" then .body // "" elif (.body // "") == "" then .title else "\(.title)\n\n\(.body)" end;

if type != "object" or .type == null then error("this is nothing of the App Store's")
elif .type != "customerReviews" then ignored("other_resource")
else
  .attributes as $a
  | {type: "message", id: "\(.id)@\($a.createdDate)", conversation: .id,
     # A nickname is all there is of a person, and two may have the same.
     sender: ({id: "review:\(.id)", name: $a.reviewerNickname} | present),
     sent_at: ($a.createdDate | rfc3339_ms), subject: (($a.rating | stars) + (if ($a.title // "") == "" then "" else " \($a.title)" end)),
     to: (if $a.territory == null then null else "App Store \($a.territory)" end),
     text: ("\($a.rating | stars)\n\n\($a | words)" | trim)}
  | present
end

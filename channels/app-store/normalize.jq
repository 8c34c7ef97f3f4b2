# One review.

def stars: . as $n | ([range(0; $n) | "★"] + [range($n; 5) | "☆"]) | join("");

def words: [.title, .body] | map(select(. != null and . != "")) | join("\n\n");

if type != "object" or .type != "customerReviews" then error("this is no review of the App Store")
else
  .attributes as $a
  | {type: "message", id: "\(.id)@\($a.createdDate)", conversation: .id,
     # A nickname is all there is of a person, and two may have the same.
     sender: ({id: "review:\(.id)", name: $a.reviewerNickname} | present),
     sent_at: ($a.createdDate | rfc3339_ms), subject: "\($a.rating | stars) \($a.title // "")" | sub(" +$"; ""),
     to: (if $a.territory == null then null else "App Store \($a.territory)" end),
     text: "\($a.rating | stars)\n\n\($a | words)" | sub("\\s+$"; "")}
  | present
end

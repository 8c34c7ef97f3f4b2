# One review: what the person wrote, and what the developer answered, if anything.

def stars: . as $n | ([range(0; $n) | "★"] + [range($n; 5) | "☆"]) | join("");

# A review may have a title, which stands before a tab.
def words: split("\t") | map(sub("^ +"; "") | sub(" +$"; "") | select(. != "")) | join("\n\n");

def ms: (.seconds | tonumber) * 1000 + ((.nanos // 0) / 1000000 | floor);

if type != "object" or .reviewId == null then error("this is no review of Google Play")
else
  ([.comments[].userComment // empty][0]) as $c
  | if $c == null then ignored("no_user_comment")
    else
      ($c.text // "" | words) as $text
      | ($c.originalText // "" | words) as $original
      | {type: "message", id: "\(.reviewId)@\($c.lastModified | "\(.seconds).\(.nanos // 0)")", conversation: .reviewId,
         sender: ({id: "review:\(.reviewId)", name: .authorName} | present), sent_at: ($c.lastModified | ms),
         # As Android writes languages: en_US.
         language: (if $c.reviewerLanguage == null or $settings.translate_to != null then null else $c.reviewerLanguage | split("_") | join("-") end),
         subject: ([($c.starRating | stars), $c.appVersionName] | map(select(. != null)) | join(" ")),
         to: $settings.package,
         text: (["\($c.starRating | stars)", $text, (if $original == "" or $original == $text then "" else $original end)]
                | map(select(. != "")) | join("\n\n"))}
      | present
    end
end

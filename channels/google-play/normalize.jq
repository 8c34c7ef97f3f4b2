# One review: what the person wrote, and what the developer answered, if anything.

def stars: ["☆☆☆☆☆", "★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★"][.];

# A review may have a title, which stands before a tab.
def words: if contains("\t") then [split("\t")[] | trim | select(. != "")] | join("\n\n") else trim end;

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
         language: (if $c.reviewerLanguage == null or $settings.translate_to != null then null
                    else $c.reviewerLanguage | replace("_"; "-") end),
         subject: (($c.starRating | stars) + (if $c.appVersionName == null then "" else " \($c.appVersionName)" end)),
         to: $settings.package,
         text: (($c.starRating | stars) + (if $text == "" then "" else "\n\n" + $text end)
                + (if $original == "" or $original == $text then "" else "\n\n" + $original end))}
      | present
    end
end

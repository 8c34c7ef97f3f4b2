/// How mail programs of one language speak: the words by which history and footers are known. All in lower case.
///
/// To add a language, add a file with an extension as the others have it, and name it in `all`.
struct ReplyLanguage: Sendable {
    /// What "On 2 March Anna wrote:" begins with. Weekdays and short forms, where it begins with the date.
    var openings: [String] = []
    /// Its verb, one or more words. In languages that put no spaces between words it is found anywhere.
    var verbs: [String]
    /// The names of header lines, without the colon.
    var from: [String]
    var sent: [String]
    var to: [String]
    var cc: [String] = []
    var subject: [String]
    /// What stands between dashes above an original that is answered.
    var original: [String] = []
    /// What stands between dashes, or alone before a colon, above a message that is passed on.
    var forwarded: [String] = []
    /// What a mobile program writes below a message: the beginning of a short line; `…` stands for a few words.
    var footers: [String] = []
    /// What people write above a message that they pass on.
    var passingOn: [String] = []

    static let all: [ReplyLanguage] = [
        english, german, french, spanish, italian, portuguese, dutch, polish, russian, ukrainian, japanese, chinese,
        korean, swedish, danish, norwegian, finnish, czech, turkish,
    ]
}

/// The words of all languages, in the form in which lines are asked about them.
struct ReplyWords: Sendable {
    enum Field: Sendable { case from, sent, to, copy, subject }

    static let shared = ReplyWords(ReplyLanguage.all)

    /// Lower case, without the colon.
    let fields: [String: Field]
    let openings: Set<String>
    /// Openings of several words, or in scripts without spaces.
    let longOpenings: [String]
    let verbs: [[UInt8]]
    let originals: Set<String>
    let forwards: Set<String>
    let passingOn: Set<String>
    /// How footers begin, and what they hold further on.
    let footers: [(start: String, rest: String)]
    /// Bytes after which no field's name goes on.
    let longestField: Int

    private init(_ languages: [ReplyLanguage]) {
        var fields: [String: Field] = [:]
        for language in languages {
            for (names, field) in [
                (language.from, Field.from), (language.sent, .sent), (language.to, .to), (language.subject, .subject),
                (language.cc, .copy),
            ] {
                for name in names where fields[name] == nil { fields[name] = field }
            }
        }
        self.fields = fields
        longestField = fields.keys.map(\.utf8.count).max() ?? 0
        let openings = languages.flatMap(\.openings)
        self.openings = Set(openings)
        longOpenings = openings.filter { $0.utf8.contains(UInt8(ascii: " ")) || ReplyLine.isIdeographic($0.utf8.first) }
        verbs = languages.flatMap(\.verbs).map { Array($0.utf8) }
        originals = Set(languages.flatMap(\.original))
        forwards = Set(languages.flatMap(\.forwarded))
        passingOn = Set(languages.flatMap(\.passingOn))
        footers = languages.flatMap(\.footers).map { footer in
            let parts = footer.split(separator: "…").map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    /// What a footer of a mobile program names, in any language: a device, or a program.
    static let devices = [
        "iphon", "ipad", "ios", "android", "galaxy", "samsung", "outlook", "yahoo", "huawei", "xiaomi", "pixel",
        "xperia",
        "redmi", "oneplus", "nokia", "motorola", "blackberry", "windows", "gmail", "proton", "tuta", "gmx", "web.de",
        "spark", "aol", "honor", "oppo", "mail", "phone", "handy", "mobil", "móvil", "movil", "celular", "téléphone",
        "telefon", "teléfono", "telemóvel", "tablet", "smartfon", "komórk", "телефон", "смартфон", "мобильн",
        "айфон", "手机", "手機", "スマートフォン", "携帯", "갤럭시", "휴대", "nine", "k-9", "xfinity", "puhelim", "cep", "邮箱",
        "信箱", "t-online", "telekom",
    ]
}

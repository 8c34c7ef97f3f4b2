extension ConversationFilter {
    /// Bytes of a filter's text, and terms in it.
    package static let maximalLength = 1000
    package static let maximalTerms = 50

    /// Reads a filter as mail search writes them: terms `key:value` between spaces, `key:a,b` for either, a minus before
    /// a term for its opposite, quotes around what holds spaces, commas or a minus sign. Words without a key look into
    /// the subject and the contact's name. Nothing at all means every conversation.
    ///
    /// Throws `DomainError.filter`, which names the place, the word, and what may stand there.
    package init(parsing text: String) throws(DomainError) {
        guard text.utf8.count <= Self.maximalLength else {
            throw .filter(position: 1, word: "", problem: "is longer than \(Self.maximalLength) bytes")
        }
        var reader = FilterReader(text)
        var terms: [Term] = []
        while let raw = try reader.next() {
            guard terms.count < Self.maximalTerms else {
                throw reader.error(at: raw.start, "", "has more than \(Self.maximalTerms) terms")
            }
            terms.append(Term(try Condition(raw, reader), isNegated: raw.isNegated))
        }
        self.init(terms: terms)
    }
}

extension ConversationFilter.Condition {
    private static let keys = [
        "queue", "inbox", "channel", "is", "status", "assignee", "priority", "tag", "policy", "contact", "id",
        "subject", "due", "age", "idle",
    ]

    fileprivate init(_ term: FilterReader.RawTerm, _ reader: FilterReader) throws(DomainError) {
        let parser = ValueParser(reader: reader)
        let words = term.values.map(\.text)
        switch term.key {
        case nil: self = .text(words.joined())
        case "queue": self = .queue(words)
        case "inbox": self = .inbox(words)
        case "channel": self = .channel(words)
        case "is": self = .trait(try parser.traits(term.values, among: ConversationFilter.Trait.allCases))
        case "status":
            let statuses = ConversationFilter.Trait.allCases.filter { $0.status != nil }
            self = .trait(try parser.traits(term.values, among: statuses))
        case "assignee": self = .assignee(words)
        case "priority": self = .priority(try parser.priorities(term.values))
        case "tag": self = .tag(words)
        case "policy": self = .policy(words)
        case "contact": self = .contact(term.values.map(parser.contact))
        case "id": self = .id(try parser.ids(term.values))
        case "subject": self = .subject(words)
        case "due" where words == ["none"]: self = .dueNever
        case "due": self = .due(try parser.time(term, or: " or due:none"))
        case "age": self = .age(try parser.time(term))
        case "idle": self = .idle(try parser.time(term))
        case .some(let key):
            let start = term.start + (term.isNegated ? 1 : 0)
            let hint = "to look for the text itself, put it in quotes"
            throw parser.unknown(key, at: start, "term", among: Self.keys, hint: hint)
        }
    }
}

/// Reads the values of single terms.
private struct ValueParser {
    typealias Value = FilterReader.RawValue

    let reader: FilterReader

    func traits(
        _ values: [Value], among known: [ConversationFilter.Trait]
    ) throws(DomainError) -> [ConversationFilter.Trait] {
        var traits: [ConversationFilter.Trait] = []
        for value in values {
            guard let trait = known.first(where: { $0.rawValue == value.text.lowercased() }) else {
                throw unknown(value.text, at: value.start, "value", among: known.map(\.rawValue))
            }
            traits.append(trait)
        }
        return traits
    }

    func priorities(_ values: [Value]) throws(DomainError) -> [Priority] {
        var found: Set<Priority> = []
        for value in values {
            let (comparison, word) = split(value.text)
            guard let priority = Priority(rawValue: word.lowercased()) else {
                let known = Priority.allCases.map(\.rawValue)
                throw unknown(
                    word, at: value.start, "priority", among: known, hint: "also with <, <=, > or >= before it")
            }
            found.formUnion(Priority.allCases.filter { comparison?.holds($0, priority) ?? ($0 == priority) })
        }
        return found.sorted()
    }

    func contact(_ value: Value) -> ConversationFilter.ContactTest {
        if !value.isQuoted, let id = Int64(value.text), id > 0 { .id(ContactID(id)) } else { .name(value.text) }
    }

    func ids(_ values: [Value]) throws(DomainError) -> [ConversationID] {
        var ids: [ConversationID] = []
        for value in values {
            guard let id = Int64(value.text), id > 0 else {
                throw reader.error(at: value.start, value.text, "is no number of a conversation")
            }
            ids.append(ConversationID(id))
        }
        return ids
    }

    func time(
        _ term: FilterReader.RawTerm, or alternative: String = ""
    ) throws(DomainError) -> ConversationFilter.TimeTest {
        let key = term.key ?? ""
        let allowed = "write it as \(key):<2h or \(key):>1d, with s, m, h or d\(alternative)"
        guard let value = term.values.first, term.values.count == 1 else {
            throw reader.error(at: term.start, key, "takes one value; \(allowed)")
        }
        let (comparison, length) = split(value.text)
        guard let comparison else {
            throw reader.error(at: value.start, value.text, "has no <, <=, > or >=; \(allowed)")
        }
        do {
            return ConversationFilter.TimeTest(comparison, milliseconds: try DurationText.parse(length))
        } catch {
            throw reader.error(at: value.start, value.text, "is no length of time; \(allowed)")
        }
    }

    private func split(_ text: String) -> (ConversationFilter.Comparison?, String) {
        // The longer signs first: `<=` also begins with `<`.
        let signs: [ConversationFilter.Comparison] = [.lessOrEqual, .greaterOrEqual, .less, .greater]
        guard let sign = signs.first(where: { text.hasPrefix($0.rawValue) }) else { return (nil, text) }
        return (sign, String(text.dropFirst(sign.rawValue.count)))
    }

    func unknown(
        _ word: String, at offset: Int, _ what: String, among known: [String], hint: String? = nil
    ) -> DomainError {
        var problem = "is no known \(what)"
        if let nearest = Spelling.nearest(to: word.lowercased(), among: known) {
            problem += ", did you mean \(nearest)?"
        }
        problem += "; known are \(known.joined(separator: ", "))"
        if let hint { problem += "; \(hint)" }
        return reader.error(at: offset, word, problem)
    }
}

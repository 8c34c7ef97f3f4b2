/// What one message has in the fields of a tree, each looked up when it is first asked for.
struct RoutingValues {
    private struct Text {
        var bytes: [UInt8]
        var pairs: LetterPairs?

        mutating func matches(_ glob: RoutingGlob) -> Bool {
            if !glob.pairs.isEmpty {
                let pairs = pairs ?? LetterPairs(bytes)
                self.pairs = pairs
                if !pairs.has(all: glob.pairs) { return false }
            }
            return bytes.withUnsafeBufferPointer { text in
                glob.bytes.withUnsafeBufferPointer { Glob.matches(text, $0) }
            }
        }
    }

    let facts: RoutingFacts
    private let fields: RoutingFields
    /// By field: the number of its text, -1 for none that is known, -2 for not looked up yet.
    private var literals: ContiguousArray<Int32>
    private var texts: ContiguousArray<Text?>?

    init(_ fields: RoutingFields, _ facts: RoutingFacts) {
        self.facts = facts
        self.fields = fields
        literals = ContiguousArray(repeating: -2, count: fields.fields.count)
    }

    @inline(__always)
    mutating func literal(_ field: Int) -> Int32 {
        let known = literals[field]
        return known == -2 ? lookUp(field) : known
    }

    private mutating func lookUp(_ field: Int) -> Int32 {
        let literal = text(of: fields.fields[field]).map(fields.known) ?? -1
        literals[field] = literal
        return literal
    }

    /// Whether the field has a text, and one of the globs covers it.
    mutating func matches(_ field: Int, anyOf globs: [RoutingGlob]) -> Bool {
        guard !globs.isEmpty else { return false }
        if texts == nil {
            texts = ContiguousArray(fields.fields.map { text(of: $0).map { Text(bytes: Array($0.utf8)) } })
        }
        for glob in globs where texts?[field]?.matches(glob) ?? false {
            return true
        }
        return false
    }

    private func text(of field: Matcher.Field) -> String? {
        switch field {
        case .channel: facts.channel
        case .inbox: facts.inbox
        case .from: facts.from
        case .recipient: facts.recipient
        case .subject: facts.subject
        case .text: facts.text
        case .domain: facts.domain.map(String.init)
        case .header(let name): facts.headers[name]
        case .automatic: facts.isAutomatic ? "true" : "false"
        case .contact(let attribute): facts.contact[attribute]
        case .knownContact: facts.isKnownContact ? "true" : "false"
        case .language, .attachment, .attachmentType, .contactTag, .openConversations, .hours, .event: nil
        }
    }
}

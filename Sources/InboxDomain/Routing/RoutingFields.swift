/// The fields that a tree looks at, and the texts that it compares them with, each by its number.
struct RoutingFields: Sendable {
    private(set) var fields: [Matcher.Field] = []
    private var literals: [FoldedText: Int32] = [:]
    /// Bytes of the longest literal, folded.
    private(set) var longest = 0

    /// The place of a field that has at most one value, which is a text; nil for the others.
    mutating func place(of field: Matcher.Field) -> Int? {
        switch field {
        case .channel, .inbox, .from, .recipient, .subject, .text, .domain, .header, .automatic, .contact,
            .knownContact:
            if let place = fields.firstIndex(of: field) { return place }
            fields.append(field)
            return fields.count - 1
        case .language, .attachment, .attachmentType, .contactTag, .openConversations, .hours, .event:
            return nil
        }
    }

    /// The number of a text, the same in whatever case it is written.
    mutating func literal(_ text: String) -> Int32 {
        let folded = FoldedText(text)
        longest = max(longest, folded.bytes.count)
        if let number = literals[folded] { return number }
        let number = Int32(literals.count)
        literals[folded] = number
        return number
    }

    /// The number of a text that a message brought; -1 where no node compares with it.
    func known(_ text: String) -> Int32 {
        // A letter of one case has at most three times the bytes of the other: what is longer than that is not read.
        guard text.utf8.count <= 3 * longest else { return -1 }
        return literals[FoldedText(text)] ?? -1
    }
}

/// A text without its case.
private struct FoldedText: Sendable, Hashable {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Glob.folded(text)
    }

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

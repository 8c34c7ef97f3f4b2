internal import InboxDomain

/// Reads `match:` of a route: a map from fields to patterns, all of which must match.
struct MatcherReader {
    private static let fields: [String: Matcher.Field] = [
        "channel": .channel, "inbox": .inbox, "from": .from, "to": .recipient, "recipient": .recipient,
        "subject": .subject, "text": .text, "language": .language, "attachment": .attachment,
        "contact.known": .knownContact,
    ]

    let context: ReadingContext

    func read(_ node: ConfigNode) -> [Matcher] { matchers(node, isNegated: false) }

    private func matchers(_ node: ConfigNode, isNegated: Bool) -> [Matcher] {
        guard case .map(let entries) = node.content else {
            context.problems.error(
                node.location, "match takes a map from fields to values, such as {channel: telegram}, not \(node.kind)")
            return []
        }
        return entries.flatMap { entry -> [Matcher] in
            if entry.key == "not" {
                if !isNegated { return matchers(entry.value, isNegated: true) }
                context.problems.error(entry.keyLocation, "not inside not: take the field out of both")
                return []
            }
            guard let field = field(entry) else { return [] }
            let patterns = patterns(entry.value, field, entry.key)
            return patterns.isEmpty ? [] : [Matcher(field: field, patterns: patterns, isNegated: isNegated)]
        }
    }

    private func field(_ entry: ConfigNode.Entry) -> Matcher.Field? {
        if let field = Self.fields[entry.key] { return field }
        let attribute = entry.key.dropFirst("contact.".count)
        if entry.key.hasPrefix("contact."), !attribute.isEmpty { return .contact(String(attribute)) }
        let known = Array(Self.fields.keys) + ["contact.KEY", "not"]
        context.problems.error(
            entry.keyLocation,
            "unknown field “\(ConfigNode.shortened(entry.key))” in match\(Spelling.hint(for: entry.key, among: known))")
        return nil
    }

    private func patterns(_ node: ConfigNode, _ field: Matcher.Field, _ what: String) -> [Matcher.Pattern] {
        if field == .knownContact {
            return context.values.flag(node, what).map { [.equals($0 ? "true" : "false")] } ?? []
        }
        return context.values.texts(node, what).compactMap { text, location in
            pattern(text, at: location, field)
        }
    }

    private func pattern(_ text: String, at location: SourceLocation, _ field: Matcher.Field) -> Matcher.Pattern? {
        if text.hasPrefix("~") {
            do {
                return .expression(try PCREPattern(String(text.dropFirst())))
            } catch {
                context.problems.error(
                    location, "the expression is wrong at character \(error.offset + 1) after “~”: \(error.message)")
                return nil
            }
        }
        if text.contains("*") || text.contains("?") { return .glob(text) }
        switch field {
        case .inbox: context.check(text, at: location, is: "inbox", among: context.names.inboxes)
        case .attachment: _ = context.values.choice(text, at: location, "attachment", as: Attachment.Kind.self)
        default: break
        }
        return .equals(text)
    }
}

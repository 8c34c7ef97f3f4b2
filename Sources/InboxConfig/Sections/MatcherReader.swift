internal import BusinessTime
internal import InboxDomain

/// Reads `match:` of a route: a map from fields to patterns, all of which must match.
struct MatcherReader {
    private static let fields: [String: Matcher.Field] = [
        "channel": .channel, "inbox": .inbox, "from": .from, "to": .recipient, "recipient": .recipient,
        "subject": .subject, "text": .text, "language": .language, "attachment": .attachment,
        "domain": .domain, "automatic": .automatic, "contact.known": .knownContact, "contact.tag": .contactTag,
        "contact.open": .openConversations, "open": .hours, "closed": .hours,
        "attachment.type": .attachmentType, "jq": .event,
    ]

    let context: ReadingContext
    let calendars: [String: Calendar]

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
            return patterns.isEmpty
                ? [] : [Matcher(field: field, patterns: patterns, isNegated: isNegated != (entry.key == "closed"))]
        }
    }

    private func field(_ entry: ConfigNode.Entry) -> Matcher.Field? {
        if let field = Self.fields[entry.key] { return field }
        let attribute = entry.key.dropFirst("contact.".count)
        if entry.key.hasPrefix("contact."), !attribute.isEmpty { return .contact(String(attribute)) }
        let header = entry.key.dropFirst("header.".count)
        if entry.key.hasPrefix("header."), !header.isEmpty { return .header(header.lowercased()) }
        let known = Array(Self.fields.keys) + ["contact.KEY", "header.NAME", "not"]
        context.problems.error(
            entry.keyLocation,
            "unknown field “\(ConfigNode.shortened(entry.key))” in match\(Spelling.hint(for: entry.key, among: known))")
        return nil
    }

    private func patterns(_ node: ConfigNode, _ field: Matcher.Field, _ what: String) -> [Matcher.Pattern] {
        if field.isFlag {
            return context.values.flag(node, what).map { [.equals($0 ? "true" : "false")] } ?? []
        }
        return context.values.texts(node, what).compactMap { text, location in
            pattern(text, at: location, field)
        }
    }

    private func pattern(_ text: String, at location: SourceLocation, _ field: Matcher.Field) -> Matcher.Pattern? {
        switch field {
        case .openConversations: return range(text, at: location)
        case .hours: return calendar(text, at: location)
        case .event: return predicate(text, at: location)
        default: break
        }
        if text.hasPrefix("~") {
            do {
                return .expression(try PCREPattern(String(text.dropFirst())))
            } catch {
                context.problems.error(
                    location, "the expression is wrong at character \(error.offset + 1) after “~”: \(error.message)")
                return nil
            }
        }
        let text = Self.comparable(text, field)
        if text.contains("*") || text.contains("?") { return .glob(text) }
        switch field {
        case .inbox: context.check(text, at: location, is: "inbox", among: context.names.inboxes)
        case .attachment: _ = context.values.choice(text, at: location, "attachment", as: Attachment.Kind.self)
        default: break
        }
        return .equals(text)
    }

    /// Domains are compared in their ASCII form.
    private static func comparable(_ text: String, _ field: Matcher.Field) -> String {
        switch field {
        case .from, .recipient: DomainName.ascii(inAddress: text)
        case .domain where text.utf8.contains { $0 >= 0x80 }: DomainName.ascii(text)
        default: text
        }
    }

    private func range(_ text: String, at location: SourceLocation) -> Matcher.Pattern? {
        if let range = CountRange.parse(text) { return .range(range) }
        context.problems.error(
            location, "contact.open takes a number such as 3, 2..5, >=3 or <3, not “\(ConfigNode.shortened(text))”")
        return nil
    }

    private func predicate(_ source: String, at location: SourceLocation) -> Matcher.Pattern? {
        guard let compiler = context.predicates else {
            context.problems.error(location, "jq conditions are not available here")
            return nil
        }
        do {
            return .predicate(try compiler.compile(source))
        } catch {
            context.problems.error(location, "the jq program is wrong in line \(error.line): \(error.message)")
            return nil
        }
    }

    private func calendar(_ name: String, at location: SourceLocation) -> Matcher.Pattern? {
        context.check(name, at: location, is: "calendar", among: context.names.calendars)
        // One that is defined, but not here, could not be read, which has been said.
        return calendars[name].map { .calendar(name, $0) }
    }
}

/// How many: `3`, `2..5`, `>3`, `>=3`, `<3`, `<=3`. Up to a million.
private enum CountRange {
    static func parse(_ text: String) -> ClosedRange<Int>? {
        if text.hasPrefix(">=") { return number(text.dropFirst(2)).map { $0...Int.max } }
        if text.hasPrefix("<=") { return number(text.dropFirst(2)).map { 0...$0 } }
        if text.hasPrefix(">") { return number(text.dropFirst()).map { ($0 + 1)...Int.max } }
        if text.hasPrefix("<") { return number(text.dropFirst()).flatMap { $0 > 0 ? 0...($0 - 1) : nil } }
        if let dots = text.firstRange(of: "..") {
            guard let first = number(text[..<dots.lowerBound]), let last = number(text[dots.upperBound...]),
                first <= last
            else { return nil }
            return first...last
        }
        return number(text[...]).map { $0...$0 }
    }

    private static func number(_ text: Substring) -> Int? {
        Int(text).flatMap { (0...1_000_000).contains($0) ? $0 : nil }
    }
}

extension Matcher.Field {
    /// Whether it is true or false, and nothing else.
    var isFlag: Bool { self == .knownContact || self == .automatic }
}

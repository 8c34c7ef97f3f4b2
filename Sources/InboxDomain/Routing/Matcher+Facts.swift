extension Matcher {
    /// Whether the condition holds: any of the patterns matches any value of the field, or none does where negated.
    ///
    /// Values are compared without regard to case. A field that the message does not have matches nothing, not even
    /// `*`, so its negation holds. `language` also matches by its first part: `de` covers `de-AT`. A predicate on the
    /// event that fails holds neither way.
    package func matches(_ facts: RoutingFacts) -> Bool {
        outcome(facts) == .matches
    }

    enum Outcome: Hashable {
        case matches, differs
        /// A predicate came to no verdict; why, for people.
        case failed(String)
    }

    func outcome(_ facts: RoutingFacts) -> Outcome {
        guard field == .event else { return isMatched(by: facts) != isNegated ? .matches : .differs }
        var failure: String?
        for case .predicate(let predicate) in patterns {
            switch predicate.verdict(on: facts.event) {
            case .holds: return isNegated ? .differs : .matches
            case .holdsNot: continue
            case .failed(let reason): failure = failure ?? reason
            }
        }
        return failure.map(Outcome.failed) ?? (isNegated ? .matches : .differs)
    }

    private func isMatched(by facts: RoutingFacts) -> Bool {
        switch field {
        case .channel: return matches(facts.channel)
        case .inbox: return matches(facts.inbox)
        case .from: return matches(facts.from)
        case .recipient: return matches(facts.recipient)
        case .subject: return matches(facts.subject)
        case .text: return matches(facts.text)
        case .attachment: return facts.attachments.contains { matches($0.rawValue) }
        case .attachmentType: return facts.attachmentTypes.contains { matches($0) }
        case .contact(let attribute): return matches(facts.contact[attribute])
        case .knownContact: return matches(facts.isKnownContact ? "true" : "false")
        case .domain: return matches(facts.domain.map(String.init))
        case .header(let name): return matches(facts.headers[name])
        case .automatic: return matches(facts.isAutomatic ? "true" : "false")
        case .contactTag: return facts.contactTags.contains { matches(String($0)) }
        case .openConversations: return patterns.contains { $0.holds(facts.openConversations) }
        case .hours: return patterns.contains { $0.isOpen(at: facts.receivedAt) }
        case .event: return false
        case .language:
            guard let locale = facts.locale else { return false }
            let primary = locale.prefix { $0 != "-" && $0 != "_" }
            return matches(locale) || primary.count < locale.count && matches(String(primary))
        }
    }

    private func matches(_ value: String?) -> Bool {
        value.map(matches) ?? false
    }

    private func matches(_ value: String) -> Bool {
        patterns.withUnsafeBufferPointer { patterns in
            patterns.indices.contains { patterns[$0].matches(value) }
        }
    }
}

extension Matcher.Pattern {
    fileprivate func matches(_ value: String) -> Bool {
        switch self {
        case .equals(let text): Glob.equal(value, text)
        case .glob(let glob): Glob.matches(value, glob)
        case .expression(let expression): expression.matches(value)
        case .range, .calendar, .predicate: false
        }
    }

    fileprivate func holds(_ number: Int) -> Bool {
        if case .range(let range) = self { range.contains(number) } else { false }
    }

    fileprivate func isOpen(at instant: Instant?) -> Bool {
        guard case .calendar(_, let calendar) = self, let instant else { return false }
        return calendar.isOpen(at: instant)
    }
}

/// As an operator would write it: `from: *@bigcorp.example`, `not channel: whatsapp, telegram`, `text: ~(?i)urgent`.
extension Matcher: CustomStringConvertible {
    package var description: String {
        let values = patterns.map(\.description).joined(separator: ", ")
        return "\(isNegated ? "not " : "")\(field): \(values.isEmpty ? "nothing" : values)"
    }
}

extension Matcher.Field: CustomStringConvertible {
    package var description: String {
        switch self {
        case .channel: "channel"
        case .inbox: "inbox"
        case .from: "from"
        case .recipient: "recipient"
        case .subject: "subject"
        case .text: "text"
        case .language: "language"
        case .attachment: "attachment"
        case .contact(let attribute): "contact.\(attribute)"
        case .knownContact: "contact.known"
        case .domain: "domain"
        case .header(let name): "header.\(name)"
        case .automatic: "automatic"
        case .contactTag: "contact.tag"
        case .openConversations: "contact.open"
        case .hours: "open"
        case .attachmentType: "attachment.type"
        case .event: "jq"
        }
    }
}

extension Matcher.Pattern: CustomStringConvertible {
    package var description: String {
        switch self {
        case .equals(let text), .glob(let text):
            return text.isEmpty ? "\"\"" : text
        case .expression(let expression):
            let source = expression.description
            return source.hasPrefix("~") ? source : "~" + source
        case .range(let range):
            if range.upperBound == .max { return ">=\(range.lowerBound)" }
            return range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)..\(range.upperBound)"
        case .calendar(let name, _):
            return name
        case .predicate(let predicate):
            return predicate.description
        }
    }
}

/// The filter in its own syntax; parsing that gives the same filter.
extension ConversationFilter: CustomStringConvertible {
    package var description: String {
        terms.map { ($0.isNegated ? "-" : "") + $0.condition.text }.joined(separator: " ")
    }
}

extension ConversationFilter.Condition {
    fileprivate var text: String {
        switch self {
        case .queue(let names): "queue:" + Self.list(names)
        case .inbox(let names): "inbox:" + Self.list(names)
        case .channel(let names): "channel:" + Self.list(names)
        case .trait(let traits): "is:" + Self.list(traits.map(\.rawValue))
        case .assignee(let names): "assignee:" + Self.list(names)
        case .priority(let priorities): "priority:" + Self.list(priorities.map(\.rawValue))
        case .tag(let tags): "tag:" + Self.list(tags)
        case .policy(let names): "policy:" + Self.list(names)
        case .contact(let tests): "contact:" + tests.map(Self.contact).joined(separator: ",")
        case .id(let ids): "id:" + Self.list(ids.map(\.description))
        case .subject(let parts): "subject:" + Self.list(parts)
        case .due(let test): "due:" + Self.time(test)
        case .dueNever: "due:none"
        case .age(let test): "age:" + Self.time(test)
        case .idle(let test): "idle:" + Self.time(test)
        case .text(let part): Self.quoted(part)
        }
    }

    private static func list(_ values: [String]) -> String {
        values.map { value in
            let needsQuotes = value.isEmpty || !value.unicodeScalars.allSatisfy(isPlain)
            return needsQuotes ? quoted(value) : value
        }.joined(separator: ",")
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_.@+".unicodeScalars.contains(scalar)
    }

    /// A number in quotes is a name; without, an id.
    private static func contact(_ test: ConversationFilter.ContactTest) -> String {
        switch test {
        case .id(let id): id.description
        case .name(let part): quoted(part)
        }
    }

    private static func time(_ test: ConversationFilter.TimeTest) -> String {
        let length = DurationText.format(test.milliseconds, usesDays: true)
        return test.comparison.rawValue + String(length.filter { $0 != " " })
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}

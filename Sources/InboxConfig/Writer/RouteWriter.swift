internal import InboxDomain

/// The routing tree as `config show` prints it.
enum RouteWriter {
    static func route(_ route: Route) -> YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = []
        let positive = route.matchers.filter { !$0.isNegated }.map(matcher)
        let negative = route.matchers.filter(\.isNegated).map(matcher)
        let match = positive + (negative.isEmpty ? [] : [("not", .map(negative))])
        if !match.isEmpty { entries.append(("match", .map(match))) }
        if let queue = route.settings.queue { entries.append(("queue", .text(queue))) }
        if let priority = route.settings.priority { entries.append(("priority", .text(priority.rawValue))) }
        if let policy = route.settings.slaPolicy { entries.append(("sla", .text(policy))) }
        if !route.settings.tags.isEmpty { entries.append(("tags", .texts(route.settings.tags))) }
        if !route.settings.skills.isEmpty { entries.append(("skills", .texts(route.settings.skills))) }
        switch route.settings.autoReply {
        case .template(let name)?: entries.append(("auto_reply", .text(name)))
        case .off?: entries.append(("auto_reply", .text(AutoReplySection.off)))
        case nil: break
        }
        if route.continues { entries.append(("continue", .flag(true))) }
        if !route.children.isEmpty { entries.append(("children", .list(route.children.map(self.route)))) }
        return .map(entries)
    }

    private static func matcher(_ matcher: Matcher) -> (key: String, value: YAMLValue) {
        if matcher.field.isFlag, case .equals(let value)? = matcher.patterns.first {
            return (key(matcher.field), .plain(value))
        }
        let patterns = matcher.patterns.map(text)
        return (key(matcher.field), patterns.count == 1 ? .text(patterns[0]) : .texts(patterns))
    }

    private static func text(_ pattern: Matcher.Pattern) -> String {
        switch pattern {
        case .equals(let text), .glob(let text): text
        case .expression(let expression): expression.description
        case .range, .calendar, .predicate: pattern.description
        }
    }

    private static func key(_ field: Matcher.Field) -> String {
        switch field {
        case .recipient: "to"
        default: field.description
        }
    }
}

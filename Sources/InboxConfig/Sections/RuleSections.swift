internal import InboxDomain

/// Reads `conversations:`, `outbox:` and `channels:`.
struct RuleSections {
    let context: ReadingContext

    func conversations(_ node: ConfigNode?) -> ConversationRules {
        var rules = ConversationRules()
        guard let node, var map = MapReader(node, "conversations", context.problems) else { return rules }
        if let node = map.take("follow_up_window"),
            let value = context.values.duration(node, "follow_up_window", in: 0...(3650 * 86_400))
        {
            rules.followUpWindow = value
        }
        map.finish()
        return rules
    }

    func outbox(_ node: ConfigNode?) -> OutboxRules {
        var rules = OutboxRules()
        guard let node, var map = MapReader(node, "outbox", context.problems) else { return rules }
        func take(_ key: String, _ range: ClosedRange<Int64>, _ value: inout Int64) {
            guard let node = map.take(key), let given = context.values.duration(node, key, in: range) else { return }
            value = given
        }
        take("minimal_backoff", 1...86_400, &rules.minimalBackoff)
        take("maximal_backoff", 1...(7 * 86_400), &rules.maximalBackoff)
        take("lifetime", 60...(30 * 86_400), &rules.lifetime)
        take("timeout", 1...600, &rules.timeout)
        map.finish()
        if rules.minimalBackoff > rules.maximalBackoff {
            context.problems.error(
                node.location,
                "minimal_backoff (\(DurationText.format(rules.minimalBackoff * 1000))) is above maximal_backoff "
                    + "(\(DurationText.format(rules.maximalBackoff * 1000)))")
        }
        return rules
    }

    func channelDirectories(_ node: ConfigNode?) -> [String] {
        guard let node else { return Configuration().channelDirectories }
        return context.values.texts(node, "channels").map { context.paths.resolve($0.text) }
    }
}

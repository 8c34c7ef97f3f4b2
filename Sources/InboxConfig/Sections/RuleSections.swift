internal import InboxDomain

/// Reads `conversations:`, `outbox:`, `email:`, `attachments:` and `channels:`.
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

    func email(_ node: ConfigNode?) -> EmailRules {
        var rules = EmailRules()
        guard let node, var map = MapReader(node, "email", context.problems) else { return rules }
        if let node = map.take("token_key") { rules.tokenKey = tokenKey(node) }
        if let node = map.take("auto_reply_limits"), let brakes = brakes(node) { rules.brakes = brakes }
        map.finish()
        return rules
    }

    private func tokenKey(_ node: ConfigNode) -> Secret? {
        guard context.secrets.isReference(node) else {
            context.problems.error(
                node.location, "token_key takes one of {file: …}, {credential: …} and {env: …}")
            return nil
        }
        let secret = context.secrets.read(node, "token_key")
        if let secret, context.secrets.isNeeded, secret.reveal().utf8.count < 32 {
            context.problems.error(node.location, "token_key: the secret has fewer than 32 bytes: it could be guessed")
            return nil
        }
        return secret
    }

    private func brakes(_ node: ConfigNode) -> [EmailRules.Brake]? {
        guard case .map(let entries) = node.content, (1...10).contains(entries.count) else {
            context.problems.error(
                node.location, "auto_reply_limits takes a map of 1 to 10 windows, such as {10m: 10, 1h: 25}")
            return nil
        }
        let brakes = entries.compactMap { entry -> EmailRules.Brake? in
            let key = ConfigNode(content: .scalar(entry.key, isPlain: true), location: entry.keyLocation)
            guard let seconds = context.values.duration(key, "auto_reply_limits", in: 60...(7 * 86_400)),
                let count = context.values.integer(entry.value, entry.key, in: 0...10_000)
            else { return nil }
            return EmailRules.Brake(seconds: seconds, count: count)
        }
        return brakes.sorted { $0.seconds < $1.seconds }
    }

    func attachments(_ node: ConfigNode?) -> AttachmentRules {
        var rules = AttachmentRules()
        guard let node, var map = MapReader(node, "attachments", context.problems) else { return rules }
        if let node = map.take("max_size"), let size = context.values.size(node, "max_size", in: 1024...(1 << 30)) {
            rules.maximumSize = size
        }
        if let node = map.take("timeout"), let seconds = context.values.duration(node, "timeout", in: 1...3600) {
            rules.timeout = seconds
        }
        if let node = map.take("allow_networks") {
            rules.networks = context.values.texts(node, "allow_networks").compactMap { network($0.text, $0.location) }
        }
        if let node = map.take("allow_http"), let flag = context.values.flag(node, "allow_http") {
            rules.allowsHTTP = flag
        }
        map.finish()
        return rules
    }

    private func network(_ text: String, _ location: SourceLocation) -> AddressRange? {
        if let range = AddressRange(text) { return range }
        context.problems.error(
            location,
            "allow_networks takes addresses and networks such as 192.0.2.7, 10.0.0.0/8 or fd00::/8, without bits behind "
                + "the length, not “\(ConfigNode.shortened(text))”")
        return nil
    }

    func channelDirectories(_ node: ConfigNode?) -> [String] {
        guard let node else { return Configuration().channelDirectories }
        return context.values.texts(node, "channels").map { context.paths.resolve($0.text) }
    }

    func adapterDirectories(_ node: ConfigNode?) -> [String] {
        guard let node else { return Configuration().adapterDirectories }
        return context.values.texts(node, "adapters").map { context.paths.resolve($0.text) }
    }
}

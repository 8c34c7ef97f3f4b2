internal import Foundation
internal import InboxDomain

/// Reads `webhooks:`.
struct WebhookSection {
    /// What Standard Webhooks puts before the base 64 of a secret.
    private static let prefix = "whsec_"
    /// Bytes of a key: fewer could be guessed.
    private static let leastKey = 24

    let context: ReadingContext

    func read(_ node: ConfigNode?) -> [String: WebhookDefinition] {
        var webhooks: [String: WebhookDefinition] = [:]
        for entry in context.definitions(node, "webhooks", of: "a webhook") {
            webhooks[entry.key] = webhook(entry)
        }
        return webhooks
    }

    /// Warns of those that nothing ever calls.
    func check(_ configuration: Configuration, webhooks: ConfigNode?) {
        guard !context.problems.hasErrors, let webhooks, case .map(let entries) = webhooks.content else { return }
        var called: Set<String> = []
        for policy in configuration.policies.values {
            for case .webhook(let name) in policy.escalations.flatMap(\.actions) { called.insert(name) }
        }
        for entry in entries
        where configuration.webhooks[entry.key]?.events.isEmpty == true && !called.contains(entry.key) {
            context.problems.warning(
                entry.keyLocation,
                "webhook “\(entry.key)” is never called: it takes no events, and no escalation step names it")
        }
    }

    private func webhook(_ entry: ConfigNode.Entry) -> WebhookDefinition? {
        guard var map = MapReader(entry.value, "webhook “\(entry.key)”", context.problems) else { return nil }
        defer { map.finish() }
        let url = map.take("url")
        let secret = map.take("secret")
        let events = map.take("events").map(events) ?? []
        let timeout = map.take("timeout").flatMap { context.values.duration($0, "timeout", in: 1...60) }
        guard let url, let secret else {
            context.problems.error(
                entry.keyLocation, "webhook “\(entry.key)” has no \(url == nil ? "url" : "secret"): it takes both")
            return nil
        }
        guard let address = address(url), let key = key(secret) else { return nil }
        var webhook = WebhookDefinition(name: entry.key, url: address, secret: key, events: events)
        if let timeout { webhook.timeout = timeout }
        return webhook
    }

    private func address(_ node: ConfigNode) -> String? {
        guard let text = context.values.text(node, "url") else { return nil }
        guard let problem = WebAddress.problem(with: text) else { return text }
        // The address itself may hold a token: it is not told again.
        context.problems.error(node.location, "url takes \(problem)")
        return nil
    }

    private func key(_ node: ConfigNode) -> Secret? {
        guard context.secrets.isReference(node) else {
            context.problems.error(node.location, "secret takes one of {file: …}, {credential: …} and {env: …}")
            return nil
        }
        guard let secret = context.secrets.read(node, "secret") else { return nil }
        guard context.secrets.isNeeded else { return secret }
        let text = secret.reveal()
        if text.hasPrefix(Self.prefix) {
            guard let bytes = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))),
                (Self.leastKey...64).contains(bytes.count)
            else {
                context.problems.error(
                    node.location,
                    "secret: what follows \(Self.prefix) must be the base 64 of \(Self.leastKey) to 64 bytes, as "
                        + "`echo \(Self.prefix)$(openssl rand -base64 32)` makes one")
                return nil
            }
        } else if text.utf8.count < Self.leastKey {
            context.problems.error(
                node.location, "secret: it has fewer than \(Self.leastKey) bytes: it could be guessed")
            return nil
        }
        return secret
    }

    /// Types of events, or globs over them; each must cover one that there is.
    private func events(_ node: ConfigNode) -> [String] {
        let known = EventType.allCases.filter(\.isTold).map(\.rawValue)
        return context.values.texts(node, "events").map { text, location in
            if !known.contains(where: { Glob.matches($0, text) }) {
                context.problems.error(
                    location,
                    "there is no event “\(ConfigNode.shortened(text))”\(Spelling.hint(for: text, among: known))")
            }
            return text
        }
    }
}

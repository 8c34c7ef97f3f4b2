internal import InboxDomain

/// Reads `inboxes:`. What a setting means is for the channel to say: here they only become values, secrets included.
struct InboxSection {
    /// Settings that may stand beside `channel:` as well as under `settings:`.
    private static let direct = ["address", "from_name", "signature", "imap", "smtp"]

    let context: ReadingContext

    func read(_ node: ConfigNode?) -> [String: InboxDefinition] {
        var inboxes: [String: InboxDefinition] = [:]
        for entry in context.definitions(node, "inboxes", of: "an inbox") {
            inboxes[entry.key] = inbox(entry)
        }
        checkChains(inboxes)
        return inboxes
    }

    /// One that answers through another must come to an inbox that sends, not to one that passes on.
    private func checkChains(_ inboxes: [String: InboxDefinition]) {
        for inbox in inboxes.values {
            guard let name = inbox.replyVia, let next = inboxes[name]?.replyVia else { continue }
            let advice =
                next == inbox.name ? "one of the two has to send by itself" : "name “\(next)”, if that one sends"
            context.problems.error(
                inbox.location(of: "reply_via"),
                "inbox “\(name)” does not send, but answers through “\(next)”: \(advice)")
        }
    }

    private func inbox(_ entry: ConfigNode.Entry) -> InboxDefinition? {
        guard var map = MapReader(entry.value, "inbox “\(entry.key)”", context.problems) else { return nil }
        defer { map.finish() }
        var inbox = InboxDefinition(
            name: entry.key, channel: "", locations: ["": entry.keyLocation], folder: context.paths.folder)
        let channel = map.take("channel")
        let settings = map.take("settings")
        if let replyVia = map.take("reply_via") { read(replyVia, into: &inbox) }
        for key in Self.direct {
            guard let node = map.take(key) else { continue }
            add(key, node, to: &inbox)
        }
        if let settings {
            if case .map(let entries) = settings.content {
                for entry in entries { add(entry.key, entry.value, to: &inbox) }
            } else {
                context.problems.error(settings.location, "settings takes a map of settings, not \(settings.kind)")
            }
        }
        guard let channel else {
            context.problems.error(
                entry.keyLocation, "inbox “\(entry.key)” has no channel: write channel: and the name of one")
            return nil
        }
        guard let name = context.values.text(channel, "channel") else { return nil }
        inbox.channel = name
        inbox.locations["channel"] = channel.location
        return inbox
    }

    /// Whether the inbox that it names can send is for the channels to say.
    private func read(_ replyVia: ConfigNode, into inbox: inout InboxDefinition) {
        guard let name = context.values.text(replyVia, "reply_via") else { return }
        guard name != inbox.name else {
            context.problems.error(
                replyVia.location,
                "inbox “\(inbox.name)” cannot answer through itself: reply_via names another inbox, of the channel email"
            )
            return
        }
        context.check(
            name, at: replyVia.location, is: "inbox", among: context.names.inboxes.subtracting([inbox.name]))
        inbox.replyVia = name
        inbox.locations["reply_via"] = replyVia.location
    }

    private func add(_ key: String, _ node: ConfigNode, to inbox: inout InboxDefinition) {
        if let other = inbox.locations[key] {
            context.problems.error(node.location, "the setting “\(key)” is given twice; the other one is at \(other)")
            return
        }
        inbox.locations[key] = node.location
        if let value = value(node, path: key, &inbox.locations) { inbox.settings[key] = value }
    }

    /// Nil for nothing, and for a secret that cannot be had.
    private func value(_ node: ConfigNode, path: String, _ locations: inout [String: SourceLocation]) -> SettingValue? {
        switch node.content {
        case .none:
            return nil
        case .scalar(let text, isPlain: true) where text == "true" || text == "false":
            return .flag(text == "true")
        case .scalar(let text, isPlain: true):
            // Only what reads the same again is a number: 0049 and +49 stay text.
            if let number = Int64(text), String(number) == text { return .number(number) }
            return .text(text)
        case .scalar(let text, isPlain: false):
            return .text(text)
        case .list(let items):
            var values: [SettingValue] = []
            for (index, item) in items.enumerated() {
                if let value = value(item, path: "\(path)[\(index)]", &locations) { values.append(value) }
            }
            return .list(values)
        case .map where context.secrets.isReference(node):
            return context.secrets.read(node, path).map(SettingValue.secret)
        case .map(let entries):
            var values: [String: SettingValue] = [:]
            for entry in entries {
                let inner = "\(path).\(entry.key)"
                locations[inner] = entry.value.location
                values[entry.key] = value(entry.value, path: inner, &locations)
            }
            return .map(values)
        }
    }
}

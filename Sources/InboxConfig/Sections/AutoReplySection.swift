internal import InboxDomain

/// Reads `auto_replies:`.
struct AutoReplySection {
    /// What turns an inherited one off; so it cannot name one.
    static let off = "none"

    /// Bytes of a text.
    private static let longest = 64 << 10

    let context: ReadingContext

    func read(_ node: ConfigNode?) -> [String: AutoReplyTemplate] {
        var templates: [String: AutoReplyTemplate] = [:]
        for entry in context.definitions(node, "auto_replies", of: "an automatic reply") {
            if entry.key == Self.off {
                context.problems.error(
                    entry.keyLocation, "“none” cannot name an automatic reply: it stands for no reply")
            }
            templates[entry.key] = template(entry)
        }
        return templates
    }

    private func template(_ entry: ConfigNode.Entry) -> AutoReplyTemplate? {
        let values = context.values
        guard var map = MapReader(entry.value, "automatic reply “\(entry.key)”", context.problems) else { return nil }
        defer { map.finish() }
        let subject = map.take("subject").flatMap { node -> String? in
            guard let subject = values.text(node, "subject") else { return nil }
            if subject.utf8.contains(where: { $0 < 0x20 }) || subject.utf8.count > 998 {
                context.problems.error(node.location, "subject takes one line of at most 998 bytes")
            }
            return subject
        }
        guard let node = map.take("text") else {
            context.problems.error(entry.keyLocation, "automatic reply “\(entry.key)” needs a text")
            return nil
        }
        guard let text = values.text(node, "text") else { return nil }
        if text.utf8.count > Self.longest {
            context.problems.error(node.location, "text takes at most 64 KiB")
        }
        return AutoReplyTemplate(subject: subject, text: text)
    }

    /// The value of a route's `auto_reply`.
    func reference(_ node: ConfigNode) -> RouteSettings.AutoReply? {
        guard let name = context.values.text(node, "auto_reply") else { return nil }
        if name == Self.off { return .off }
        context.check(name, at: node.location, is: "automatic reply", among: context.names.autoReplies)
        return .template(name)
    }
}

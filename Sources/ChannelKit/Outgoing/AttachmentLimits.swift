package import InboxDomain

/// The files that a channel carries.
package struct AttachmentLimits: Sendable, Hashable {
    /// How large files of some types may be.
    package struct Rule: Sendable, Hashable {
        /// `image/png`, `image/*` or `*/*`.
        package var type: String
        /// Bytes.
        package var size: Int

        package init(type: String, size: Int) {
            self.type = type
            self.size = size
        }
    }

    /// Of one message at the provider; more files become several messages.
    package var count: Int
    /// The first that a file's type matches counts; a file that matches none is not carried.
    package var rules: [Rule]
    /// Text that goes with the files as one message; nil: it always goes ahead as its own.
    package var caption: ChannelCapabilities.TextLimit?
    /// The types of files that text may go with; nil: all.
    package var captionTypes: [String]?
    /// Whether pictures may stand inside the text.
    package var allowsInline: Bool
    /// Whether the provider fetches files from an address of ours, rather than being handed them.
    package var byLink: Bool

    package init(
        count: Int, rules: [Rule] = [Rule(type: "*/*", size: .max)],
        caption: ChannelCapabilities.TextLimit? = nil, captionTypes: [String]? = nil, allowsInline: Bool = false,
        byLink: Bool = false
    ) {
        self.byLink = byLink
        self.captionTypes = captionTypes
        self.count = count
        self.rules = rules
        self.caption = caption
        self.allowsInline = allowsInline
    }

    /// Whether a text may go with these files as one message.
    package func allowsCaption(_ text: String, with types: [MediaType]) -> Bool {
        guard let caption, caption.measure(text) <= caption.count else { return false }
        guard let captionTypes else { return true }
        return types.allSatisfy { type in captionTypes.contains(where: type.matches) }
    }

    /// Why a file cannot be sent, as the end of a sentence that begins with its name; nil where it can.
    package func objection(to type: MediaType, size: Int, isInline: Bool) -> String? {
        if isInline, !allowsInline { return "cannot stand inside the text" }
        guard let rule = rules.first(where: { type.matches($0.type) }) else {
            return "is \(type); it takes \(rules.map(\.type).joined(separator: ", "))"
        }
        return size > rule.size ? "has \(size) bytes; of \(rule.type) it takes \(rule.size)" : nil
    }
}

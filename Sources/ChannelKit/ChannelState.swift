package import InboxDomain

/// How a channel that files describe stands: whether what its files say now is what is in use.
package struct ChannelState: Sendable, Hashable {
    package enum Condition: String, Sendable, CaseIterable {
        /// The files as they stand are in use.
        case ok
        /// The files as they stand cannot be used, by one inbox at least; the last version that could be is in use there.
        case outdated
        /// The files cannot be used, and no version before them is known.
        case broken
        /// No inbox is of this channel, and nobody looked into the files.
        case unused
    }

    package var name: String
    package var folder: String
    package var condition: Condition
    /// Why it is `outdated` or `broken`, each at its place.
    package var problems: [Diagnostic]

    package init(name: String, folder: String, condition: Condition, problems: [Diagnostic] = []) {
        self.name = name
        self.folder = folder
        self.condition = condition
        self.problems = problems
    }
}

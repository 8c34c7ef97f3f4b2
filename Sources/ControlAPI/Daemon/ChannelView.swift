/// A channel that files describe, as the daemon has it.
package struct ChannelView: Sendable, Hashable, Codable {
    package var name: String
    package var folder: String
    /// `ok`, `outdated` (the files as they stand cannot be used, and the last version that could is in use), `broken`, or
    /// `unused` (no inbox is of it, and nobody looked).
    package var state: String
    /// The inboxes that are of it, by name.
    package var inboxes: [String]
    /// Why it is `outdated` or `broken`.
    package var problems: [DiagnosticView]

    package init(
        name: String, folder: String, state: String, inboxes: [String] = [], problems: [DiagnosticView] = []
    ) {
        self.name = name
        self.folder = folder
        self.state = state
        self.inboxes = inboxes
        self.problems = problems
    }
}

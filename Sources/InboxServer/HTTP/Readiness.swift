/// Whether the daemon can do its work, as `/readyz` says it.
package struct Readiness: Sendable, Hashable {
    /// What stands in the way, a line each; empty where nothing does.
    package var reasons: [String]

    package init(reasons: [String] = []) {
        self.reasons = reasons
    }

    package var isReady: Bool { reasons.isEmpty }

    /// `ready`, or the reasons, a line each.
    var text: String {
        isReady ? "ready\n" : reasons.map { $0 + "\n" }.joined()
    }
}

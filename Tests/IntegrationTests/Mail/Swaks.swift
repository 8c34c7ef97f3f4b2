import Foundation

/// Swaks, a client of SMTP and LMTP that is not ours.
enum Swaks {
    static var isAvailable: Bool { Programs.installed("swaks") != nil }

    /// Runs it; its output is the dialogue.
    static func run(_ arguments: [String]) async throws -> CommandResult {
        try await CommandResult.of(
            Programs.installed("swaks") ?? "", arguments,
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
    }
}

import Foundation

/// Where the built programs are, and the tree that they belong to.
enum Programs {
    static let root = URL(filePath: #filePath).pathComponents.dropLast(5).joined(separator: "/").dropFirst().description

    static let inboxd = path("inboxd", variable: "INBOXD_BINARY")
    static let inboxctl = path("inboxctl", variable: "INBOXCTL_BINARY")
    static let standIn = path("inboxd-standin", variable: "INBOXD_STANDIN_BINARY")

    /// The first program of this name on the search path.
    static func installed(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func path(_ name: String, variable: String) -> String {
        ProcessInfo.processInfo.environment[variable] ?? "\(root)/.build/debug/\(name)"
    }
}

import ArgumentParser

/// The options that every command has, before or after its name.
struct GlobalOptions: ParsableArguments {
    static let defaultSocket = "/run/inboxd/control.sock"

    @Option(
        help: ArgumentHelp(
            "The daemon's control socket; else INBOXD_SOCKET, else \(defaultSocket).", valueName: "path"))
    var socket: String?

    @Flag(help: "Print the API's JSON instead of a table.")
    var json = false

    func socketPath(_ session: Session) -> String {
        socket ?? session.environment["INBOXD_SOCKET"].flatMap { $0.isEmpty ? nil : $0 } ?? Self.defaultSocket
    }
}

/// The options of a command that prints a part of a long list.
struct PageOptions: ParsableArguments {
    @Option(help: "At most this many, up to 1000.")
    var limit = 100

    @Option(help: "Go on where the list before broke off.")
    var cursor: String?

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit goes from 1 to 1000") }
    }

    var query: [(String, String?)] { [("limit", String(limit)), ("cursor", cursor)] }
}

/// What the conformance kit found out about one thing that an adapter must do.
package struct ConformanceCheck: Sendable, Hashable {
    package enum Outcome: String, Sendable {
        case passed, failed
        /// It could not be tried; `detail` says why.
        case skipped
    }

    /// Short and stable.
    package var name: String
    /// What the adapter must do.
    package var rule: String
    package var outcome: Outcome
    /// What it did instead, or why it was not tried. May have customers' words in it: it is for whoever runs the kit.
    package var detail: String
}

/// The rules, in the order in which they are tried.
enum ConformanceRule: String, Sendable, CaseIterable {
    case hello, unknown, ping, malformed, long, send, event, resend, cursor, eof, stop, version, stdout

    var text: String {
        switch self {
        case .hello: "says hello within \(ExecProtocol.helloSeconds) s, also where ours comes in pieces"
        case .unknown: "leaves aside types and members that it does not know"
        case .ping: "answers a ping with a pong of the same id"
        case .malformed: "survives lines that are no lines of the protocol"
        case .long: "reads a line of 500,000 bytes"
        case .send: "answers each send exactly once, with its id"
        case .event: "writes events of the documented shape"
        case .resend: "writes an event again, under the same id, that was not acknowledged when it was ended"
        case .cursor: "does not go back behind an acknowledged event"
        case .eof: "ends by itself when its standard input does"
        case .stop: "ends with status 0 when it is told to stop"
        case .version: "ends with status \(ExecProtocol.exitProtocol) where it does not speak our version"
        case .stdout: "writes nothing but lines of the protocol to standard output"
        }
    }
}

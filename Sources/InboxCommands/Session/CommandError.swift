package import ControlAPI
import Transport

/// Why a command did not do what it was asked. Printed as one or two lines: what is wrong and where, then what to do.
package struct CommandError: Error, Sendable, Hashable {
    package var status: ExitStatus
    package var message: String
    package var hint: String?

    package init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// What the daemon answered.
    package init(_ error: ControlError) {
        switch error.code {
        case .refused: status = .refused
        case .invalid, .tooLarge: status = .usage
        case .notFound, .conflict, .methodNotAllowed, .unavailable, .internal: status = .failed
        }
        message = error.message
        hint = error.hint
    }

    /// What kept the daemon from answering on `socket`.
    init(_ failure: HTTPFailure, socket: String) {
        switch failure {
        case .notSent(let reason):
            // The transport says where as well.
            let cause = reason.hasPrefix("\(socket): ") ? String(reason.dropFirst(socket.count + 2)) : reason
            self.init(
                .noDaemon, "no daemon answers at \(socket): \(cause)",
                hint: "start inboxd, or name its socket with --socket or INBOXD_SOCKET")
        case .answerLost(let reason):
            self.init(
                .failed, "the daemon at \(socket) was asked, and its answer was lost: \(reason)",
                hint: "it may have acted: look before asking again")
        case .invalidRequest(let reason):
            self.init(.usage, "this cannot be sent to \(socket): \(reason)")
        }
    }
}

/// The exit codes of `inboxctl`.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case done = 0
    case failed = 1
    case usage = 2
    /// No daemon answers on the socket.
    case noDaemon = 3
    /// The caller's role does not allow it.
    case refused = 4
    /// A check was made, and it failed: a hole in the ledger, a route that goes elsewhere, a channel case, a webhook that
    /// took no call.
    case verificationFailed = 5
}

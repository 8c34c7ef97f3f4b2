import Synchronization

/// Says once that the daemon answers: when the last of its doors is open. They open in any order, each once.
final class StartGate: Sendable {
    private struct State {
        var port: Int?
        var isControlOpen = false
        var trapsReload = false
        var takesMail: Bool
        var isReported = false
    }

    private let state: Mutex<State>
    private let onOpen: @Sendable (Int) -> Void

    /// `onOpen` is told the HTTP port. `waitsForMail`: whether there is a server for LMTP.
    init(waitsForMail: Bool, onOpen: @escaping @Sendable (Int) -> Void) {
        state = Mutex(State(takesMail: !waitsForMail))
        self.onOpen = onOpen
    }

    func httpListens(port: Int) { note { $0.port = port } }

    func controlListens() { note { $0.isControlOpen = true } }

    func mailListens() { note { $0.takesMail = true } }

    /// From here on SIGHUP reloads; before, it ends the process.
    func trapsReload() { note { $0.trapsReload = true } }

    private func note(_ change: (inout State) -> Void) {
        let port = state.withLock { state -> Int? in
            change(&state)
            guard let port = state.port, state.isControlOpen, state.trapsReload, state.takesMail,
                !state.isReported
            else { return nil }
            state.isReported = true
            return port
        }
        if let port { onOpen(port) }
    }
}

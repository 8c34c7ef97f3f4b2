import Synchronization

/// The running child of each inbox, and what it said of itself.
final class ExecLinks: Sendable {
    private struct Link {
        var connection: ExecConnection?
        /// Kept while the child is started again.
        var hello: AdapterHello?
    }

    private let links = Mutex<[String: Link]>([:])

    /// Nil where no child of the inbox has said hello, or it has gone.
    func connection(of inbox: String) -> ExecConnection? { links.withLock { $0[inbox]?.connection } }

    func hello(of inbox: String) -> AdapterHello? { links.withLock { $0[inbox]?.hello } }

    func attach(_ connection: ExecConnection, hello: AdapterHello, to inbox: String) {
        links.withLock { $0[inbox] = Link(connection: connection, hello: hello) }
    }

    /// Does nothing where another one has taken its place.
    func detach(_ connection: ExecConnection, from inbox: String) {
        links.withLock { links in
            if links[inbox]?.connection === connection { links[inbox]?.connection = nil }
        }
    }
}

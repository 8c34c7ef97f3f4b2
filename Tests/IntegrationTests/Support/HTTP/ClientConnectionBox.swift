/// Carries a connection from the thread that opened it to the one that uses it next.
struct ClientConnectionBox: @unchecked Sendable {
    // Whoever holds the box uses the connection only after the one before has let go of it.
    let connection: ClientConnection

    init(_ connection: ClientConnection) {
        self.connection = connection
    }
}

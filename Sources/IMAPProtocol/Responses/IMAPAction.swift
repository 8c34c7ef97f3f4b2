/// What a client has to do, or has learnt.
package enum IMAPAction: Sendable, Hashable {
    /// Write these bytes. They may hold a password: never log them.
    case send([UInt8])
    /// The server said something that belongs to no single command, a BYE among it.
    case response(IMAPResponse)
    /// A command has ended.
    case completed(IMAPTag, IMAPStatus)
    /// The server has taken IDLE and will speak when something happens.
    case idling(IMAPTag)
    /// Close the connection. Nothing follows.
    case failed(IMAPError)
}

/// Names one command of one connection.
package struct IMAPTag: Sendable, Hashable {
    let number: Int

    var text: String { "a\(number)" }
}

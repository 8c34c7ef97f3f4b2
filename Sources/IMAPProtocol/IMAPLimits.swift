/// How much of a server's talk is taken. What is over `message` is skipped; all else over a limit ends the connection.
package struct IMAPLimits: Sendable, Hashable {
    /// Bytes of one response, without its literals. A SEARCH answer without ESEARCH takes eight bytes a message.
    package var response = 8 << 20
    /// Bytes of the literals of one response. The first literal that passes it, and those after it, are read and
    /// thrown away, and only their size is kept.
    package var message = 64 << 20
    /// Literals in one response.
    package var literals = 64
    /// Parentheses inside one another.
    package var depth = 32
    /// Values of one response that are kept: capabilities, flags, the ranges of a set.
    package var values = 1_000_000
    /// Bytes of a server's sentence that are kept.
    package var text = 512

    package init() {}
}

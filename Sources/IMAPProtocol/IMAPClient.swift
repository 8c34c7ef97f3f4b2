/// A client's side of one IMAP connection (RFC 3501, RFC 9051): bytes in, actions out, no I/O.
package struct IMAPClient: Sendable {
    package init() {}
}

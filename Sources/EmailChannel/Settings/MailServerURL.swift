/// Where a mail server is, as settings name it: `imaps://HOST[:PORT]` with TLS from the start, `imap://HOST[:PORT]`
/// without; `smtps` and `smtp` alike.
struct MailServerURL: Sendable, Hashable {
    /// A name, or an address without its brackets.
    let host: String
    let port: Int?
    let isImplicitTLS: Bool

    /// `scheme` is the one without TLS. Nil where the text is no such URL; a single slash at its end is forgiven.
    init?(_ text: String, scheme: String) {
        isImplicitTLS = text.hasPrefix("\(scheme)s://")
        guard isImplicitTLS || text.hasPrefix("\(scheme)://") else { return nil }
        var rest = text.dropFirst(scheme.count + (isImplicitTLS ? 4 : 3))
        if rest.last == "/" { rest = rest.dropLast() }
        let isBracketed = rest.hasPrefix("[")
        let end = isBracketed ? rest.firstIndex(of: "]") : rest.firstIndex(of: ":") ?? rest.endIndex
        guard let end else { return nil }
        let name = isBracketed ? rest[rest.index(after: rest.startIndex)..<end] : rest[..<end]
        let behind = isBracketed ? rest[rest.index(after: end)...] : rest[end...]
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            case UInt8(ascii: ":"): isBracketed
            default: false
            }
        }
        guard !name.isEmpty, isPlain else { return nil }
        host = String(name)
        if behind.isEmpty {
            port = nil
            return
        }
        guard behind.hasPrefix(":"), let number = UInt16(behind.dropFirst()), number > 0 else { return nil }
        port = Int(number)
    }
}

/// A command as bytes, cut where the server must say that it wants the next part.
struct CommandWriter {
    private(set) var parts: [[UInt8]] = [[]]

    private let capabilities: Set<String>
    private let isUTF8: Bool

    /// Bytes of a quoted string; longer ones go as literals, for servers that bound their lines.
    private static let longestQuoted = 1000

    init(capabilities: Set<String>, isUTF8: Bool) {
        self.capabilities = capabilities
        self.isUTF8 = isUTF8
    }

    mutating func add(_ text: String) {
        parts[parts.count - 1] += text.utf8
    }

    mutating func end() {
        add("\r\n")
    }

    mutating func add(mailbox: String) {
        // The one name that has no case (RFC 3501, 5.1).
        if mailbox.utf8.count == 5, mailbox.uppercased() == "INBOX" { return add("INBOX") }
        add(bytes: isUTF8 ? Array(mailbox.utf8) : ModifiedUTF7.encode(mailbox), isUTF8: isUTF8)
    }

    mutating func add(string: String) {
        add(bytes: Array(string.utf8), isUTF8: isUTF8)
    }

    private mutating func add(bytes: [UInt8], isUTF8: Bool) {
        let isQuotable =
            bytes.count <= Self.longestQuoted
            && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && ($0 < 0x80 || isUTF8) }
        guard isQuotable else { return add(literal: bytes) }
        add("\"")
        for byte in bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                parts[parts.count - 1].append(UInt8(ascii: "\\"))
            }
            parts[parts.count - 1].append(byte)
        }
        add("\"")
    }

    /// RFC 7888: `{n+}` goes without asking, with LITERAL- only up to 4096 bytes.
    private mutating func add(literal bytes: [UInt8]) {
        if capabilities.contains("LITERAL+") || (capabilities.contains("LITERAL-") && bytes.count <= 4096) {
            add("{\(bytes.count)+}\r\n")
            parts[parts.count - 1] += bytes
        } else {
            add("{\(bytes.count)}\r\n")
            parts.append(bytes)
        }
    }
}

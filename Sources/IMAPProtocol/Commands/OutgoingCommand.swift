/// A command on its way out.
struct OutgoingCommand: Sendable {
    enum Dialogue: Sendable {
        /// What is left of `parts` goes out one by one, each when the server asks for it.
        case plain
        /// The whole talk ends with the command.
        case idle
        /// What to answer to the server's challenges, in order; after them the exchange is given up.
        case authentication(replies: [[UInt8]])
    }

    let tag: IMAPTag
    var parts: [[UInt8]]
    var dialogue: Dialogue

    /// Bytes of a command line that every server takes; a longer first answer waits for the server's question.
    private static let longestLine = 8000

    init(_ command: IMAPCommand, tag: IMAPTag, capabilities: Set<String>, isUTF8: Bool) {
        self.tag = tag
        dialogue = .plain
        var writer = CommandWriter(capabilities: capabilities, isUTF8: isUTF8)
        writer.add(tag.text + " ")
        switch command {
        case .capability: writer.add("CAPABILITY")
        case .noop: writer.add("NOOP")
        case .logout: writer.add("LOGOUT")
        case .enableUTF8: writer.add("ENABLE UTF8=ACCEPT")
        case .id(let name):
            writer.add("ID (\"name\" ")
            writer.add(string: name)
            writer.add(")")
        case .login(let user, let password):
            writer.add("LOGIN ")
            writer.add(string: user)
            writer.add(" ")
            writer.add(string: password)
        case .authenticate(let credentials):
            writer.add("AUTHENTICATE \(credentials.mechanism)")
            let first = Base64Text.encode(credentials.message)
            var replies = credentials.replies
            if capabilities.contains("SASL-IR"), first.count < Self.longestLine {
                writer.add(" " + String(decoding: first, as: UTF8.self))
            } else {
                replies.insert(first, at: 0)
            }
            dialogue = .authentication(replies: replies)
        case .select(let mailbox), .examine(let mailbox), .create(let mailbox):
            writer.add(command.verb + " ")
            writer.add(mailbox: mailbox)
        case .search(let search):
            let isExtended = capabilities.contains("ESEARCH") || capabilities.contains("IMAP4REV2")
            writer.add("UID SEARCH \(isExtended ? "RETURN (ALL) " : "")")
            writer.add("UID \(search.first):\(search.last.map(String.init) ?? "*")")
            if search.isUndeleted { writer.add(" UNDELETED") }
        case .fetch(let uids, .sizes): writer.add("UID FETCH \(uids) (UID RFC822.SIZE)")
        case .fetch(let uids, .messages): writer.add("UID FETCH \(uids) (UID INTERNALDATE FLAGS BODY.PEEK[])")
        case .store(let uids, let flags):
            writer.add("UID STORE \(uids) +FLAGS.SILENT (\(flags.joined(separator: " ")))")
        case .move(let uids, let mailbox), .copy(let uids, let mailbox):
            writer.add("UID \(command.verb) \(uids) ")
            writer.add(mailbox: mailbox)
        case .expunge(let uids): writer.add("UID EXPUNGE \(uids)")
        case .idle:
            writer.add("IDLE")
            dialogue = .idle
        }
        writer.end()
        parts = writer.parts
    }
}

extension IMAPCommand {
    fileprivate var verb: String {
        switch self {
        case .select: "SELECT"
        case .examine: "EXAMINE"
        case .create: "CREATE"
        case .move: "MOVE"
        default: "COPY"
        }
    }
}

extension IMAPCredentials {
    package var mechanism: String {
        switch self {
        case .plain: "PLAIN"
        case .xoauth2: "XOAUTH2"
        case .oauthBearer: "OAUTHBEARER"
        }
    }

    fileprivate var message: [UInt8] {
        switch self {
        case .plain(let user, let password): [0] + user.utf8 + [0] + password.utf8
        case .xoauth2(let user, let token): Array("user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8)
        case .oauthBearer(let user, let token, let host, let port):
            Array(
                "n,a=\(Self.escaped(user)),\u{1}host=\(host)\u{1}port=\(port)\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8)
        }
    }

    /// What answers the challenge that tells of an error, so that the server can refuse.
    fileprivate var replies: [[UInt8]] {
        switch self {
        case .plain: []
        case .xoauth2: [[]]
        case .oauthBearer: [Base64Text.encode([1])]
        }
    }

    /// A `saslname` (RFC 5801): comma and equals sign stand for something else there.
    private static func escaped(_ name: String) -> String {
        var text = ""
        for character in name.unicodeScalars {
            switch character {
            case ",": text += "=2C"
            case "=": text += "=3D"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}

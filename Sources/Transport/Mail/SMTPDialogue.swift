/// Keeps the server's answers beside the commands that they answer. Sans-IO: verbs and lines in, a verdict out.
struct SMTPDialogue {
    /// The longest text of a reply that is kept, in bytes.
    private static let longest = 500

    private var stage = MailFailure.Stage.greeting
    private var lines: [UInt8] = []
    private var recipients = 0
    /// Of MAIL, RCPT (in order), and of the message.
    private(set) var recipientReplies: [SMTPReply] = []
    private(set) var messageReply: SMTPReply?
    /// The last answer that was a refusal, and where.
    private(set) var refusal: (stage: MailFailure.Stage, reply: SMTPReply)?
    private(set) var hasAnswer = false

    /// Takes the verb of a command that was sent; what follows AUTH is none, and leaves the stage as it is.
    mutating func sent(_ verb: UnsafeBufferPointer<UInt8>) {
        let verb = String(decoding: verb, as: UTF8.self).uppercased()
        switch verb {
        case "AUTH": stage = .login
        case "MAIL": stage = .sender
        case "RCPT": stage = .recipient
        case "DATA": stage = .message
        case "EHLO", "HELO", "STARTTLS": stage = .greeting
        default: break
        }
    }

    /// Takes one line of the server.
    mutating func received(_ line: UnsafeBufferPointer<UInt8>) {
        guard line.count >= 3, let code = Self.code(line) else { return }
        hasAnswer = true
        if lines.count < Self.longest {
            if !lines.isEmpty { lines.append(UInt8(ascii: " ")) }
            let text = line.dropFirst(4).prefix(Self.longest - lines.count)
            lines += text.filter { $0 >= 0x20 && $0 != 0x7F }
        }
        guard line.count < 4 || line[3] != UInt8(ascii: "-") else { return }
        let reply = SMTPReply(code: code, text: String(decoding: lines, as: UTF8.self))
        lines = []
        take(reply)
    }

    private mutating func take(_ reply: SMTPReply) {
        if !reply.isPositive { refusal = (stage, reply) }
        switch stage {
        case .recipient: recipientReplies.append(reply)
        // 354 asks for the message; what comes after it is the word on it.
        case .message where reply.code != 354: messageReply = reply
        case .greeting, .login, .sender, .message: break
        }
    }

    /// Whether the first recipient was taken.
    var reachesFirst: Bool { recipientReplies.first?.isPositive ?? false }

    private static func code(_ line: UnsafeBufferPointer<UInt8>) -> Int? {
        var code = 0
        for byte in line.prefix(3) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            code = code * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return code
    }
}

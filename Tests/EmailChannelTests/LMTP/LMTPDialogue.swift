import ChannelKit

@testable import EmailChannel

/// A session with its client's side: what is sent is carried out at once, what is stored is kept.
struct LMTPDialogue {
    var session: LMTPSession
    var stored: [LMTPTransaction] = []
    var refusals: [LMTPRefusal] = []
    var isClosed = false
    /// What becomes of the messages; nil leaves them pending.
    var isDurable: Bool? = true
    let memory: MailMemory

    static let inboxes = ["support@example.com": "support", "sales@example.com": "sales", "пошта@example.com": "post"]

    /// Greets, and says LHLO.
    init(limits: LMTPLimits = LMTPLimits(messageSize: 4096), isGreeted: Bool = true) {
        memory = MailMemory(limit: limits.memory)
        var book = MailAddressBook()
        for (address, inbox) in Self.inboxes { _ = book.add(address, of: inbox) }
        session = LMTPSession(host: "here", limits: limits, memory: memory) { [book] in book.inbox(for: $0) }
        _ = run()
        if isGreeted { _ = say("LHLO mta") }
    }

    /// Sends a line, and returns the replies.
    @discardableResult
    mutating func say(_ lines: String...) -> [String] {
        send(lines.map { $0 + "\r\n" }.joined())
    }

    /// Sends exactly this.
    @discardableResult
    mutating func send(_ text: String) -> [String] {
        session.receive(Array(text.utf8))
        return run()
    }

    /// Carries out what is to be done.
    mutating func run() -> [String] {
        var written: [UInt8] = []
        while let action = session.next() {
            switch action {
            case .write(let bytes): written += bytes
            case .refused(let refusal): refusals.append(refusal)
            case .close: isClosed = true
            case .store(let transaction):
                stored.append(transaction)
                if let isDurable { session.stored(isDurable) }
            }
        }
        let lines = String(decoding: written, as: UTF8.self).split(separator: "\r\n").map(String.init)
        return lines
    }

    /// The status codes of the replies alone.
    static func codes(_ replies: [String]) -> [String] {
        replies.map { reply in
            let words = reply.split(separator: " ")
            return words.count > 1 && words[1].split(separator: ".").count == 3
                ? "\(words[0]) \(words[1])" : "\(words[0])"
        }
    }

    mutating func codes(_ lines: String...) -> [String] {
        Self.codes(send(lines.map { $0 + "\r\n" }.joined()))
    }

    /// The envelope for one recipient.
    mutating func address(to recipients: String...) {
        say("MAIL FROM:<a@b.example>")
        for recipient in recipients { say("RCPT TO:<\(recipient)>") }
    }
}

extension LMTPTransaction {
    var text: String { String(decoding: body, as: UTF8.self) }
}

import ChannelKit

/// What holds of every session, whatever its client sends; for tests that make such clients.
extension LMTPSession {
    /// Pieces of a client's talk that lead a mutation to places of their own.
    package static let fuzzWords = [
        "\r\n", "\n", "\r", "\0", ".", "\r\n.\r\n", "\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n..\r\n",
        "LHLO mta\r\n",
        "EHLO mta\r\n", "MAIL FROM:<a@b.example>\r\n", "MAIL FROM:<> SIZE=100 BODY=8BITMIME SMTPUTF8\r\n",
        "MAIL FROM:<a@b> SIZE=999999999999999999999\r\n", "MAIL FROM:<\"a\\\"> b\"@c.example>\r\n",
        "RCPT TO:<support@example.com>\r\n", "RCPT TO:<sales+x@example.com>\r\n", "RCPT TO:<nobody@example.com>\r\n",
        "RCPT TO:<@a,@b:support@example.com>\r\n", "RCPT TO:<пошта@example.com>\r\n", "RCPT TO:<>\r\n", "DATA\r\n",
        "Subject: Hi\r\n\r\n..dots\r\n.\r\n", "BDAT 5\r\nhello", "BDAT 0 LAST\r\n", "BDAT 7 LAST\r\nRSET\r\n.",
        "BDAT 99999 LAST\r\n", "BDAT 9223372036854775807\r\n", "BDAT ", " LAST", "RSET\r\n", "NOOP\r\n", "VRFY x\r\n",
        "HELP\r\n", "QUIT\r\n", " SIZE=", " BODY=BINARYMIME", " X=", "<", ">", "\"", "\\", "@", ":", " ", "é",
    ]

    /// Carries out a session with a client that sends these bytes, in one piece and cut at places that follow from
    /// them, and says what is wrong; nil where nothing is.
    package static func fuzzProblem(with client: [UInt8]) -> String? {
        var whole = FuzzPeer()
        var cut = FuzzPeer()
        whole.send(client[...])
        for piece in FuzzCut(client) {
            cut.send(piece)
            if let problem = cut.problem { return problem }
        }
        guard whole.said == cut.said, whole.stored == cut.stored, whole.isClosed == cut.isClosed else {
            return "what was sent in pieces has another effect"
        }
        // Its end comes from us or by silence; a message that was begun may not stay in memory either way.
        if client.count % 2 == 0 { whole.stop() }
        whole.expire()
        return whole.problem ?? whole.problemAtEnd
    }
}

/// The pieces in which bytes arrive: of sizes that follow from the bytes, each of at least one.
struct FuzzCut: Sequence, IteratorProtocol {
    private static let sizes = [1, 1, 2, 3, 7, 64, 1000, 2048, 5000]

    private let bytes: [UInt8]
    private var position = 0
    private var state: UInt64

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // FNV-1a over the beginning.
        state = bytes.prefix(4096).reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard position < bytes.count else { return nil }
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let size = Self.sizes[Int((state >> 33) % UInt64(Self.sizes.count))]
        defer { position += Swift.min(size, bytes.count - position) }
        return bytes[position...].prefix(size)
    }
}

/// A session with narrow limits, and everything that it did.
private struct FuzzPeer {
    struct Stored: Hashable {
        var sender: String
        var recipients: [LMTPTransaction.Recipient]
        var body: [UInt8]
    }

    private static let limits = {
        var limits = LMTPLimits(messageSize: 4096, memory: 8192)
        limits.recipients = 20
        limits.commands = 500
        return limits
    }()

    private var session: LMTPSession
    private let memory: MailMemory
    private(set) var said: [UInt8] = []
    private(set) var stored: [Stored] = []
    private(set) var isClosed = false
    private(set) var problem: String?
    /// Replies that promise, and those that are owed.
    private var promised = 0
    private var owed = 0
    /// Where in `said` the reading of replies goes on.
    private var read = 0

    init() {
        var book = MailAddressBook()
        for (address, inbox) in [("support@example.com", "support"), ("sales@example.com", "sales")] {
            _ = book.add(address, of: inbox)
        }
        let memory = MailMemory(limit: Self.limits.memory)
        self.memory = memory
        session = LMTPSession(host: "here", limits: Self.limits, memory: memory) { [book] in book.inbox(for: $0) }
        carryOut()
    }

    mutating func send(_ bytes: ArraySlice<UInt8>) {
        session.receive(bytes)
        carryOut()
    }

    mutating func stop() {
        session.stop()
        carryOut()
    }

    mutating func expire() {
        session.expire()
        carryOut()
    }

    var problemAtEnd: String? {
        if !isClosed { return "the session is not over at its end" }
        return memory.bytes == 0 ? nil : "\(memory.bytes) bytes of bodies are still held at the end"
    }

    private mutating func carryOut() {
        while let action = session.next() {
            if isClosed { problem = "something happens after the end" }
            switch action {
            case .write(let bytes): said += bytes
            case .refused: break
            case .close: isClosed = true
            case .store(let transaction): store(transaction)
            }
        }
        readReplies()
        if memory.bytes > Self.limits.memory { problem = "bodies take more memory than they may" }
        if promised != owed { problem = "\(promised) recipients were promised, \(owed) are stored" }
    }

    /// Every fifth message cannot be stored.
    private mutating func store(_ transaction: LMTPTransaction) {
        if transaction.body.count > Self.limits.messageSize { problem = "a message is over the size" }
        if transaction.recipients.isEmpty { problem = "a message has no recipient" }
        stored.append(
            Stored(sender: transaction.sender, recipients: transaction.recipients, body: transaction.body))
        let isDurable = stored.count % 5 != 0
        if isDurable { owed += transaction.recipients.count }
        session.stored(isDurable)
    }

    /// RFC 5321 §4.5.3.1.5: three digits, at most 512 bytes, one CRLF.
    private mutating func readReplies() {
        while let end = said[read...].firstIndex(of: 10) {
            let line = said[read...end]
            read = end + 1
            guard line.count <= 512, line.suffix(2) == [13, 10], line.count >= 6,
                line.prefix(3).allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
                !line.dropLast(2).contains(where: { $0 < 0x20 || $0 == 0x7F })
            else {
                problem = "a reply has not its form: \(String(decoding: line.prefix(80), as: UTF8.self))"
                return
            }
            if line.dropLast(2).reversed().starts(with: "stored".utf8.reversed()) { promised += 1 }
        }
        if read != said.count { problem = "a reply does not end" }
    }
}

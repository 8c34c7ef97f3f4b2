/// What holds of every connection, whatever the server says; for tests that make such servers.
///
/// An input is a line with words, what the client asks for one after another (`login`, `select`, `fetch`…), and below it
/// what the server says. The client asks for the next thing when the last has ended, as our reader does; with the word
/// `pipelined` it asks for all at once.
extension IMAPClient {
    /// Pieces of a server's talk that lead a mutation to places of their own.
    package static let fuzzWords = [
        "\r\n", "\n", "\r", "\0", " ", "(", ")", "[", "]", "{", "}", "\"", "\\", "((((((((", "NIL", "+", "+ \r\n",
        "+ idling\r\n", "{0}\r\n", "{1}\r\n", "{5}\r\nhello", "~{3}\r\n\0\u{1}\u{2}", "{12+}\r\n", "{99999}\r\n",
        "{999999999999999999}\r\n", "{9999999999999999999}\r\n", "a1 OK done\r\n", "a2 OK done\r\n", "a3 NO no\r\n",
        "a4 BAD bad\r\n", "a5 OK [READ-WRITE] done\r\n", "* BYE over\r\n", "* PREAUTH hello\r\n",
        "* OK [CAPABILITY IMAP4rev1 LITERAL- ESEARCH]\r\n", "* CAPABILITY IMAP4rev1 SASL-IR LITERAL+ IDLE\r\n",
        "* 4294967295 EXISTS\r\n", "* 4294967296 EXISTS\r\n", "* 0 EXPUNGE\r\n", "* SEARCH 1 2 3\r\n",
        "* SEARCH 4294967295 4294967295\r\n", "* ESEARCH (TAG \"a4\") UID ALL 1:4294967295,7\r\n",
        "* VANISHED (EARLIER) 1:5\r\n", "* VANISHED 4294967295:1\r\n", "* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n",
        "* 1 FETCH (UID 1 FLAGS (\\Seen) RFC822.SIZE 5 INTERNALDATE \"01-Jan-2026 00:00:00 +0000\")\r\n",
        "BODY[HEADER.FIELDS (A)]<0> ", "BODY[] NIL", "ENVELOPE (", "* ENABLED UTF8=ACCEPT\r\n", "[UIDVALIDITY ",
        "[UIDNEXT ", "[PERMANENTFLAGS (", "[ALERT] ", "UID ", "ALL ", "FETCH ", "é", "\u{FF}", "login ", "idle ",
        "pipelined ", "bearer ", "fetch ", "1:3,7,9:11",
    ]

    /// Holds the talk twice, once with what the server says line by line and once cut at places that follow from the
    /// bytes, and says what is wrong; nil where nothing is.
    package static func fuzzProblem(with input: [UInt8]) -> String? {
        let script = input.prefix { $0 != 0x0A }
        var whole = FuzzTalk(script)
        var cut = FuzzTalk(script)
        var rest = input.dropFirst(script.count + 1)
        var state = UInt64(truncatingIfNeeded: input.count) &+ 1
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 0x0A }.count + 1
            let lineBytes = rest.prefix(line)
            rest = rest.dropFirst(line)
            let expected = whole.hear(Array(lineBytes))
            var pieces = lineBytes
            var actions: [IMAPAction] = []
            while !pieces.isEmpty {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let size = 1 + Int(state >> 33) % (state % 3 == 0 ? 3 : 700)
                actions += cut.hear(Array(pieces.prefix(size)))
                pieces = pieces.dropFirst(size)
            }
            guard actions == expected else { return "what came in pieces means something else" }
            whole.react(to: expected)
            cut.react(to: actions)
            if let problem = whole.problem { return problem }
        }
        return nil
    }
}

/// One side of the talk: a client with narrow limits, and what it wants.
private struct FuzzTalk {
    private static let limits = {
        var limits = IMAPLimits()
        limits.response = 32 << 10
        limits.message = 16 << 10
        limits.literals = 8
        limits.depth = 8
        limits.values = 2000
        return limits
    }()

    private var client = IMAPClient(limits: limits)
    private var wishes: ArraySlice<IMAPCommand>
    private var open: Set<IMAPTag> = []
    private var hasFailed = false
    private(set) var problem: String?

    init(_ script: ArraySlice<UInt8>) {
        let words = script.prefix(2000).split(whereSeparator: { $0 <= 0x20 }).prefix(40)
            .map { String(decoding: $0, as: UTF8.self) }
        wishes = words.compactMap(Self.command)[...]
        if words.contains("pipelined") { while !wishes.isEmpty { askNext() } } else { askNext() }
    }

    mutating func hear(_ bytes: [UInt8]) -> [IMAPAction] {
        client.receive(bytes)
    }

    /// Checks what the client said, and asks on.
    mutating func react(to actions: [IMAPAction]) {
        for action in actions {
            if hasFailed { problem = "something comes after the failure" }
            switch action {
            case .send(let bytes):
                if bytes.count > 16 << 10 { problem = "the client sends more than it was asked to" }
            case .response(let response): check(response)
            case .completed(let tag, let status):
                if open.remove(tag) == nil { problem = "a command ends that has not begun, or twice" }
                check(status)
                askNext()
            case .idling: _ = client.finishIdle()
            case .failed: hasFailed = true
            }
        }
    }

    private mutating func askNext() {
        guard let wish = wishes.popFirst() else { return }
        open.insert(client.send(wish).tag)
    }

    private mutating func check(_ response: IMAPResponse) {
        switch response {
        case .status(let status): check(status)
        case .found(let uids), .vanished(let uids, _): check(uids)
        case .capabilities(let words), .enabled(let words), .flags(let words):
            if words.count > Self.limits.values { problem = "a list is over its limit" }
        case .fetched(let message):
            guard case .bytes(let body)? = message.body else { break }
            if body.count > Self.limits.response { problem = "a body is over its limit" }
        default: break
        }
    }

    /// A byte of another charset becomes three of UTF-8.
    private mutating func check(_ status: IMAPStatus) {
        if status.text.utf8.count > 3 * Self.limits.text { problem = "a sentence is over its limit" }
        if status.text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            problem = "a sentence has control characters"
        }
    }

    private mutating func check(_ uids: IMAPUIDSet) {
        var previous: UInt32?
        for range in uids.ranges {
            if let previous, previous >= range.lowerBound - 1 { problem = "ranges of a set overlap or touch" }
            previous = range.upperBound
        }
        let middle = uids.prefix(100).last ?? 1
        if uids.count > 0, !uids.contains(middle) { problem = "a set does not contain what it has" }
        let split = uids.through(middle).count + (middle == .max ? 0 : uids.from(middle + 1).count)
        if split != uids.count { problem = "a set is not the sum of its halves" }
    }

    private static func command(_ word: String) -> IMAPCommand? {
        let set = IMAPUIDSet(1...100)
        return switch word {
        case "capability": .capability
        case "noop": .noop
        case "logout": .logout
        case "id": .id(name: "inboxd")
        case "login": .login(user: "joe", password: "s3cret \"ä\\")
        case "plain": .authenticate(.plain(user: "joe", password: "secret"))
        case "xoauth2": .authenticate(.xoauth2(user: "joe", token: "token"))
        case "bearer": .authenticate(.oauthBearer(user: "joe", token: "token", host: "localhost", port: 143))
        case "enable": .enableUTF8
        case "select": .select(mailbox: "INBOX")
        case "examine": .examine(mailbox: "Entwürfe")
        case "create": .create(mailbox: "Archive")
        case "search": .search(IMAPSearch(from: 1))
        case "sizes": .fetch(set, .sizes)
        case "fetch": .fetch(set, .messages)
        case "store": .store(set, adding: ["\\Seen"])
        case "move": .move(set, mailbox: "Archive")
        case "copy": .copy(set, mailbox: "Archive")
        case "expunge": .expunge(set)
        case "idle": .idle
        default: nil
        }
    }
}

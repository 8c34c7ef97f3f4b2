import Testing

@testable import IMAPProtocol

@Suite struct IMAPClientResponseTests {
    private func responses(_ text: String, limits: IMAPLimits = IMAPLimits()) -> [IMAPAction] {
        var client = Transcripts.client(limits: limits)
        return client.receive(text.crlf)
    }

    @Test(
        arguments: [
            ("* 23 EXISTS", .exists(23)),
            ("* 0 EXISTS", .exists(0)),
            ("* 5 expunge", .expunged(5)),
            ("* VANISHED (EARLIER) 3:4,9", .vanished(IMAPUIDSet([3, 4, 9]), earlier: true)),
            ("* SEARCH", .found(IMAPUIDSet())),
            ("* SEARCH 2 3 7 (MODSEQ 917)", .found(IMAPUIDSet([2, 3, 7]))),
            ("* ESEARCH (TAG \"a1\") UID COUNT 3 ALL 7:5", .found(IMAPUIDSet(5...7))),
            ("* ESEARCH UID", .found(IMAPUIDSet())),
            ("* capability imap4rev1 idle", .capabilities(["IMAP4REV1", "IDLE"])),
            ("* OK still here {12}", .status(IMAPStatus(.ok, text: "still here {12}"))),
            ("* OK [UIDVALIDITY 77] x", .status(IMAPStatus(.ok, code: .uidValidity(77), text: "x"))),
            ("* OK [UIDVALIDITY no] x", .status(IMAPStatus(.ok, code: .other("UIDVALIDITY"), text: "x"))),
            ("* NO [ALERT] full", .status(IMAPStatus(.no, code: .alert, text: "full"))),
            ("* OK [BADCODE never ends", .status(IMAPStatus(.ok, text: "[BADCODE never ends"))),
            ("* BYE [UNAVAILABLE] later", .status(IMAPStatus(.bye, code: .unavailable, text: "later"))),
            ("* XLIST anything ( at all", .other("XLIST")),
            ("* 9 XTHING", .other("XTHING")),
            (
                "* 2 FETCH (FLAGS (\\Seen $A) UID 4 RFC822.SIZE 9)",
                .fetched(IMAPFetched(sequence: 2, uid: 4, size: 9, flags: ["\\Seen", "$A"]))
            ),
            (
                "* 2 FETCH (MODSEQ (12) UID 4 BODY[TEXT] \"x)\" BODY[] \"q\\\"q\")",
                .fetched(IMAPFetched(sequence: 2, uid: 4, body: .bytes(Array("q\"q".utf8))))
            ),
            (
                "* 2 FETCH (INTERNALDATE \" 1-Mar-2024 00:00:00 +0100\")",
                .fetched(IMAPFetched(sequence: 2, internalDate: 1_709_247_600))
            ),
        ] as [(String, IMAPResponse)])
    func readsUntagged(line: String, expected: IMAPResponse) {
        #expect(responses(line + "\n") == [.response(expected)])
    }

    @Test(arguments: [
        ("a1 OK done", IMAPStatus(.ok, text: "done")),
        ("a1 NO [TRYCREATE] no such mailbox {3}", IMAPStatus(.no, code: .tryCreate, text: "no such mailbox {3}")),
        ("a1 NO [AUTHENTICATIONFAILED]", IMAPStatus(.no, code: .authenticationFailed)),
        ("a1 NO [OVERQUOTA] full", IMAPStatus(.no, code: .overQuota, text: "full")),
        ("a1 BAD what", IMAPStatus(.bad, text: "what")),
    ])
    func readsEnds(line: String, status: IMAPStatus) {
        #expect(responses(line + "\n") == [.completed(IMAPTag(number: 1), status)])
    }

    @Test func readsLiteralsOfBothKindsWhateverTheyHold() {
        let body = "* BYE {3}\na1 )".crlf
        let text =
            "* 1 FETCH (BODY[] {\(body.count)}\n".crlf + body + " UID 3 RFC822 ~{3}\n".crlf + [0, 13, 10] + ")\n".crlf
        var client = Transcripts.client()
        #expect(
            client.receive(text + "a1 OK\n".crlf) == [
                .response(.fetched(IMAPFetched(sequence: 1, uid: 3, body: .bytes(body)))),
                .completed(IMAPTag(number: 1), IMAPStatus(.ok)),
            ])
    }

    @Test func skipsWhatIsOverTheLimitAndNamesItsSize() {
        var limits = IMAPLimits()
        limits.message = 10
        let text =
            "* 1 FETCH (UID 1 BODY[] {11}\n01234567890)\n* 2 FETCH (UID 2 BODY[] {10}\n0123456789)\n"
        #expect(
            responses(text, limits: limits) == [
                .response(.fetched(IMAPFetched(sequence: 1, uid: 1, body: .skipped(size: 11)))),
                .response(.fetched(IMAPFetched(sequence: 2, uid: 2, body: .bytes(Array("0123456789".utf8))))),
            ])
    }

    @Test func countsAnEnormousLiteralWithoutKeepingIt() {
        var client = Transcripts.client()
        #expect(client.receive("* 1 FETCH (BODY[] {900000000000000000}\n".crlf).isEmpty)
        for _ in 0..<100 { #expect(client.receive([UInt8](repeating: 0x29, count: 10_000)).isEmpty) }
    }

    @Test(arguments: [
        "no tag\n", "\n", "* \n", "*\n", "* 1 FETCH\n", "* 1 FETCH (UID)\n", "* 1 FETCH (UID 4\n",
        "* 99999999999 EXISTS\n",
        "* 1 FETCH (BODY[] {5} )\n", "* 1 FETCH (BODY[] {9999999999999999999}\n", "* SEARCH 0\n", "* SEARCH x\n",
        "a9 OK never sent\n", "a1 PREAUTH\n", "* VANISHED 0\n", "* 1 FETCH (BODY[] \"open)\n", "* FLAGS (a\n",
        "* ESEARCH ALL 1:\n", "* ESEARCH ((((\n", "* 1 FETCH (X )\n",
    ])
    func refusesWhatIsNotIMAP(text: String) {
        #expect(responses(text).last.isFailure)
    }

    @Test func saysNothingMoreAfterAFailure() {
        var client = Transcripts.client()
        #expect(client.receive("broken\n".crlf).last.isFailure)
        #expect(client.receive("* 1 EXISTS\n".crlf).isEmpty)
        #expect(client.send(.noop).actions.isEmpty)
    }

    @Test(arguments: ["response", "depth", "literals"])
    func holdsToItsLimits(limit: String) {
        var limits = IMAPLimits()
        (limits.response, limits.depth, limits.literals) = (200, 3, 2)
        let (inside, over) =
            switch limit {
            case "response": ("* X " + String(repeating: "a", count: 100), "* X " + String(repeating: "a", count: 200))
            case "depth": ("* 1 FETCH (X (((a))))", "* 1 FETCH (X ((((a)))))")
            default: ("* 1 FETCH (X ({1}\na{1}\nb))", "* 1 FETCH (X ({1}\na{1}\nb{1}\nc))")
            }
        #expect(!responses(inside + "\n", limits: limits).last.isFailure)
        #expect(responses(over + "\n", limits: limits).last.isFailure)
    }

    @Test func followsTheCapabilities() {
        var client = IMAPClient()
        _ = client.receive("* OK [CAPABILITY IMAP4rev1 IDLE] hi\n".crlf)
        #expect(client.has("IDLE"))
        let tag = client.send(.noop).tag
        #expect(client.receive("\(tag.text) OK [CAPABILITY IMAP4rev1 MOVE] in\n".crlf).count == 1)
        #expect(client.capabilities == ["IMAP4REV1", "MOVE"])
        _ = client.receive("* ENABLED UTF8=ACCEPT\n".crlf)
        #expect(client.isUTF8Enabled)
    }

    // MARK: However it is cut

    @Test(arguments: 0..<40)
    func givesTheSameActionsHoweverTheBytesAreCut(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        var limits = IMAPLimits()
        if seed % 2 == 1 { limits.message = 11 }
        var bytes = Transcripts.session + "a1 OK done\n+ go on\na2 NO [X] no\n".crlf
        if seed >= 20 {
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
        }
        var whole = Transcripts.client(limits: limits)
        let expected = whole.receive(bytes)
        #expect(!expected.isEmpty)
        var single = Transcripts.client(limits: limits)
        #expect(bytes.flatMap { single.receive([$0]) } == expected)
        var cut = Transcripts.client(limits: limits)
        var actions: [IMAPAction] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...30, using: &random)
            actions += cut.receive(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(actions == expected)
    }

    /// The transcript itself reads to its end.
    @Test func readsAWholeSession() {
        var client = Transcripts.client()
        let actions = client.receive(Transcripts.session)
        #expect(!actions.last.isFailure)
        #expect(actions.count == Transcripts.responses)
        #expect(actions.last == .response(.status(IMAPStatus(.bye, text: "Autologout"))))
    }

    @Test(arguments: 0..<20)
    func survivesAnyBytes(seed: Int) {
        var random = Seeded(state: UInt64(seed) &+ 1000)
        let pieces = [
            "{3}\r\n", "{", "}", "(", ")", "[", "]", "\"", "\\", "~{1}\r\n", "\r\n", "* ", "a1 ", "FETCH ", "0",
            "4294967295", ":", ",",
        ]
        for _ in 0..<100 {
            var bytes = Transcripts.session
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(contentsOf: pieces.randomElement(using: &random)!.utf8, at: at)
                default: bytes.removeSubrange(at..<min(bytes.count, at + 20))
                }
            }
            var client = Transcripts.client()
            let actions = client.receive(bytes)
            // Only the last action may be a failure.
            #expect(!actions.dropLast().contains { Optional($0).isFailure })
        }
    }
}

extension IMAPAction? {
    var isFailure: Bool {
        if case .failed? = self { true } else { false }
    }
}

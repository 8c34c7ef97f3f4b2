import Testing

@testable import EmailChannel

@Suite struct LMTPSessionTests {
    // MARK: Greeting

    @Test func announcesWhatItSpeaks() {
        var dialogue = LMTPDialogue(isGreeted: false)
        #expect(
            dialogue.say("lhlo mta.example") == [
                "250-here", "250-PIPELINING", "250-8BITMIME", "250-SMTPUTF8", "250-ENHANCEDSTATUSCODES", "250-CHUNKING",
                "250 SIZE 4096",
            ])
    }

    @Test func greetsFirst() {
        var session = LMTPSession(
            host: "here", limits: LMTPLimits(), memory: MailMemory(limit: 0), inbox: { _ in nil })
        guard case .write(let bytes)? = session.next() else { Issue.record("no greeting"); return }
        #expect(String(decoding: bytes, as: UTF8.self) == "220 here LMTP inboxd\r\n")
        #expect(session.next() == nil)
    }

    @Test(arguments: [
        ("EHLO x", "500 5.5.1"), ("HELO x", "500 5.5.1"), ("LHLO", "501 5.5.4"), ("LHLO a b", "501 5.5.4"),
        ("MAIL FROM:<a@b>", "503 5.5.1"), ("RCPT TO:<a@b>", "503 5.5.1"), ("DATA", "503 5.5.1"),
        ("BDAT 0 LAST", "503 5.5.1"), ("NOOP", "250 2.0.0"), ("noop whatever", "250 2.0.0"), ("RSET", "250 2.0.0"),
        ("RSET now", "501 5.5.4"), ("VRFY support", "252 2.5.0"), ("HELP", "214 2.0.0"), ("STARTTLS", "500 5.5.1"),
        ("", "500 5.5.1"), ("QUIT", "221 2.0.0"), ("QUIT now", "501 5.5.4"), ("DATA x", "501 5.5.4"),
    ])
    func beforeLHLO(line: String, reply: String) {
        var dialogue = LMTPDialogue(isGreeted: false)
        #expect(dialogue.codes(line) == [reply])
        #expect(dialogue.isClosed == (line == "QUIT"))
    }

    // MARK: Envelope

    @Test(arguments: [
        ("MAIL FROM:<>", "250 2.1.0"), ("mail from: <a@b>", "250 2.1.0"), ("MAIL FROM:<a@b> SIZE=4096", "250 2.1.0"),
        ("MAIL FROM:<a@b> SIZE=4097", "552 5.3.4"), ("MAIL FROM:<a@b> SIZE=99999999999999999999", "552 5.3.4"),
        ("MAIL FROM:<a@b> SIZE=x", "555 5.5.4"), ("MAIL FROM:<a@b> SIZE", "555 5.5.4"),
        ("MAIL FROM:<a@b> BODY=8BITMIME SMTPUTF8 size=1", "250 2.1.0"),
        ("MAIL FROM:<a@b> BODY=BINARYMIME", "555 5.5.4"),
        ("MAIL FROM:<a@b> AUTH=<>", "555 5.5.4"), ("MAIL FROM:<a@b> SIZE=1 SIZE=2", "501 5.5.4"),
        ("MAIL FROM:<a@b>SIZE=1", "501 5.1.7"), ("MAIL FROM:a@b", "501 5.1.7"), ("MAIL FROM:<a@b", "501 5.1.7"),
        ("MAIL FROM:<a b@c>", "501 5.1.7"), ("MAIL FROM:<\"a b\"@c>", "250 2.1.0"),
        ("MAIL FROM:<\"a>b\"@c>", "250 2.1.0"),
        ("MAIL FROM:<@relay,@other:a@b>", "250 2.1.0"), ("MAIL FROM:<@relay>", "501 5.1.7"),
        ("MAIL TO:<a@b>", "501 5.5.4"),
        ("MAIL FROM:<ü@b>", "553 5.6.7"), ("MAIL FROM:<ü@b> SMTPUTF8", "250 2.1.0"),
        ("MAIL FROM:<a\u{1}@b>", "501 5.1.7"),
    ])
    func mail(line: String, reply: String) {
        var dialogue = LMTPDialogue()
        #expect(dialogue.codes(line) == [reply])
    }

    @Test func aLongAddressIsRefused() {
        var dialogue = LMTPDialogue()
        #expect(dialogue.codes("MAIL FROM:<\(String(repeating: "a", count: 400))@b>") == ["501 5.1.7"])
    }

    @Test(arguments: [
        ("RCPT TO:<support@example.com>", "250 2.1.5"), ("RCPT TO:<SUPPORT@Example.COM>", "250 2.1.5"),
        ("RCPT TO:<support+order-7@example.com>", "250 2.1.5"), ("RCPT TO:<\"support\"@example.com>", "250 2.1.5"),
        ("RCPT TO:<nobody@example.com>", "550 5.1.1"), ("RCPT TO:<support@other.example>", "550 5.1.1"),
        ("RCPT TO:<+support@example.com>", "550 5.1.1"), ("RCPT TO:<postmaster>", "550 5.1.1"),
        ("RCPT TO:<>", "501 5.1.3"),
        ("RCPT TO:<support@example.com> NOTIFY=NEVER", "555 5.5.4"), ("RCPT TO:<пошта@example.com>", "553 5.6.7"),
        ("RCPT support@example.com", "501 5.5.4"), ("MAIL FROM:<a@b>", "503 5.5.1"), ("DATA", "503 5.5.1"),
        ("BDAT 0 LAST", "503 5.5.1"),
    ])
    func afterMail(line: String, reply: String) {
        var dialogue = LMTPDialogue()
        dialogue.say("MAIL FROM:<a@b>")
        #expect(dialogue.codes(line) == [reply])
    }

    @Test func addressesBeyondASCIITakeSMTPUTF8() {
        var dialogue = LMTPDialogue()
        dialogue.say("MAIL FROM:<a@b> SMTPUTF8")
        #expect(dialogue.codes("RCPT TO:<Пошта@example.com>") == ["250 2.1.5"])
        dialogue.say("DATA", "x", ".")
        #expect(dialogue.stored.first?.recipients == [.init(address: "Пошта@example.com", inbox: "post")])
    }

    @Test func recipientsAreLimited() {
        var limits = LMTPLimits()
        limits.recipients = 2
        var dialogue = LMTPDialogue(limits: limits)
        dialogue.address(to: "support@example.com", "sales@example.com")
        #expect(dialogue.codes("RCPT TO:<support+x@example.com>") == ["452 4.5.3"])
        #expect(dialogue.codes("DATA", "x", ".") == ["354", "250 2.0.0", "250 2.0.0"])
        #expect(dialogue.refusals == [.tooManyRecipients])
    }

    @Test func moreThanTheRequiredHundredRecipientsAreTaken() {
        #expect(LMTPLimits().recipients >= 100)
    }

    @Test func resetForgetsTheTransaction() {
        var dialogue = LMTPDialogue()
        dialogue.address(to: "support@example.com")
        #expect(dialogue.codes("RSET", "DATA", "MAIL FROM:<c@d>") == ["250 2.0.0", "503 5.5.1", "250 2.1.0"])
    }

    // MARK: Data

    @Test func aMessageIsStoredAndEachRecipientIsTold() {
        var dialogue = LMTPDialogue()
        dialogue.address(
            to: "support@example.com", "nobody@example.com", "sales+x@example.com", "Support+y@example.com")
        #expect(dialogue.say("DATA") == ["354 Go on; a dot alone ends it"])
        let replies = dialogue.say("Subject: Hi", "", "..dots", "bye", ".")
        #expect(
            replies == [
                "250 2.0.0 <support@example.com> stored", "250 2.0.0 <sales+x@example.com> stored",
                "250 2.0.0 <Support+y@example.com> stored",
            ])
        #expect(dialogue.stored.map(\.text) == ["Subject: Hi\r\n\r\n.dots\r\nbye\r\n"])
        #expect(dialogue.stored[0].sender == "a@b.example")
        #expect(dialogue.stored[0].client == "mta")
        let inboxes = dialogue.stored[0].inboxes
        #expect(inboxes.map(\.inbox) == ["support", "sales"])
        #expect(
            inboxes.map(\.addresses) == [["support@example.com", "Support+y@example.com"], ["sales+x@example.com"]])
        #expect(dialogue.refusals == [.unknownRecipient])
    }

    @Test func whatCannotBeStoredIsTemporarilyRefusedForEach() {
        var dialogue = LMTPDialogue()
        dialogue.isDurable = false
        dialogue.address(to: "support@example.com", "sales@example.com")
        #expect(dialogue.codes("DATA", "x", ".", "NOOP") == ["354", "451 4.3.0", "451 4.3.0", "250 2.0.0"])
        #expect(dialogue.refusals == [.storeFailure])
    }

    @Test func nothingIsSaidBeforeItIsDurable() {
        var dialogue = LMTPDialogue()
        dialogue.isDurable = nil
        dialogue.address(to: "support@example.com")
        #expect(dialogue.codes("DATA", "x", ".", "QUIT") == ["354"])
        #expect(dialogue.stored.count == 1)
        dialogue.session.expire()
        dialogue.session.stored(true)
        #expect(LMTPDialogue.codes(dialogue.run()) == ["250 2.0.0", "221 2.0.0"])
        #expect(dialogue.isClosed)
    }

    @Test func everythingMayBePipelined() {
        let script =
            "LHLO mta\r\nMAIL FROM:<a@b>\r\nRCPT TO:<support@example.com>\r\nRCPT TO:<x@y>\r\nDATA\r\none\r\n.\r\n"
            + "MAIL FROM:<>\r\nRCPT TO:<sales@example.com>\r\nBDAT 3\r\nab\rBDAT 4 LAST\r\ncdefQUIT\r\n"
        let expected = [
            "250-here", "250-PIPELINING", "250-8BITMIME", "250-SMTPUTF8", "250-ENHANCEDSTATUSCODES", "250-CHUNKING",
            "250",
            "250 2.1.0", "250 2.1.5", "550 5.1.1", "354", "250 2.0.0", "250 2.1.0", "250 2.1.5", "250 2.0.0",
            "250 2.0.0",
            "221 2.0.0",
        ]
        // In one piece, and however it may be cut.
        for size in [1, 2, 3, 7, 64, script.utf8.count] {
            var dialogue = LMTPDialogue(isGreeted: false)
            var replies: [String] = []
            var rest = Array(script.utf8)[...]
            while !rest.isEmpty {
                replies += dialogue.send(String(decoding: rest.prefix(size), as: UTF8.self))
                rest = rest.dropFirst(size)
            }
            #expect(LMTPDialogue.codes(replies) == expected, "in pieces of \(size)")
            #expect(dialogue.stored.map(\.text) == ["one\r\n", "ab\rcdef"])
            #expect(dialogue.stored.map(\.sender) == ["a@b", ""])
        }
    }

    @Test func aMessageOfTheLargestSizeIsTakenAndALargerOneIsNot() {
        var dialogue = LMTPDialogue()
        let full = String(repeating: "x", count: 4094)
        dialogue.address(to: "support@example.com")
        #expect(dialogue.codes("DATA", full, ".") == ["354", "250 2.0.0"])
        dialogue.address(to: "support@example.com", "sales@example.com")
        #expect(dialogue.codes("DATA", full + "x", ".", "NOOP") == ["354", "552 5.3.4", "552 5.3.4", "250 2.0.0"])
        #expect(dialogue.stored.count == 1)
        #expect(dialogue.refusals == [.tooLarge])
        dialogue.stored = []
        #expect(dialogue.memory.bytes == 0)
    }

    // MARK: Chunks

    @Test func aFailedChunkFailsTheMessage() {
        var dialogue = LMTPDialogue()
        dialogue.address(to: "support@example.com", "sales@example.com")
        let large = String(repeating: "x", count: 5000)
        #expect(LMTPDialogue.codes(dialogue.send("BDAT 5000\r\n\(large)")) == ["552 5.3.4"])
        #expect(LMTPDialogue.codes(dialogue.send("BDAT 1\r\nx")) == ["503 5.5.1"])
        #expect(LMTPDialogue.codes(dialogue.send("BDAT 1 LAST\r\nx")) == ["503 5.5.1", "503 5.5.1"])
        #expect(dialogue.stored.isEmpty)
        dialogue.address(to: "support@example.com")
        #expect(LMTPDialogue.codes(dialogue.send("BDAT 0 LAST\r\n")) == ["250 2.0.0"])
    }

    @Test func chunksAndDataDoNotMix() {
        var dialogue = LMTPDialogue()
        dialogue.address(to: "support@example.com")
        #expect(LMTPDialogue.codes(dialogue.send("BDAT 1\r\nx")) == ["250 2.0.0"])
        #expect(dialogue.codes("DATA", "RCPT TO:<sales@example.com>") == ["503 5.5.1", "503 5.5.1"])
        #expect(LMTPDialogue.codes(dialogue.send("BDAT 1 LAST\r\ny")) == ["250 2.0.0"])
        #expect(dialogue.stored.map(\.text) == ["xy"])
    }

    @Test func chunksOutOfPlaceAreSwallowed() {
        var dialogue = LMTPDialogue()
        #expect(LMTPDialogue.codes(dialogue.send("BDAT 6\r\nRSET\r\nNOOP\r\n")) == ["503 5.5.1", "250 2.0.0"])
        #expect(LMTPDialogue.codes(dialogue.send("BDAT 6 LAST\r\nRSET\r\nNOOP\r\n")) == ["503 5.5.1", "250 2.0.0"])
    }

    @Test(arguments: ["BDAT", "BDAT x", "BDAT -1", "BDAT 1 FIRST", "BDAT 99999999999999999999 LAST", "BDAT 1 LAST x"])
    func aChunkWithoutASizeEndsTheSession(line: String) {
        var dialogue = LMTPDialogue()
        #expect(dialogue.codes(line) == ["501 5.5.4", "421 4.5.0"])
        #expect(dialogue.isClosed)
    }

    // MARK: Limits

    @Test func memoryIsSharedByAllSessions() {
        var limits = LMTPLimits(messageSize: 100_000)
        limits.memory = 20_000
        var dialogue = LMTPDialogue(limits: limits)
        let other = dialogue.memory.lease()
        #expect(other.grow(to: 15_000))
        // Announced, it is refused before it is sent; else when there is no room left.
        dialogue.say("MAIL FROM:<a@b> SIZE=10000", "RCPT TO:<support@example.com>")
        #expect(dialogue.codes("DATA", "RSET") == ["452 4.3.1", "250 2.0.0"])
        dialogue.address(to: "support@example.com")
        #expect(dialogue.codes("DATA", String(repeating: "x", count: 6000), ".") == ["354", "452 4.3.1"])
        dialogue.address(to: "support@example.com")
        #expect(
            LMTPDialogue.codes(dialogue.send("BDAT 6000 LAST\r\n" + String(repeating: "x", count: 6000))) == [
                "452 4.3.1"
            ])
        #expect(dialogue.memory.bytes == 15_000)
        other.empty()
        dialogue.address(to: "support@example.com")
        #expect(dialogue.codes("DATA", String(repeating: "x", count: 6000), ".") == ["354", "250 2.0.0"])
        #expect(dialogue.refusals == [.memory, .memory, .memory])
        dialogue.stored = []
        #expect(dialogue.memory.bytes == 0)
    }

    @Test func longLinesAreRefusedWhole() {
        var dialogue = LMTPDialogue()
        let line = "NOOP " + String(repeating: "x", count: 3000)
        #expect(dialogue.codes(line + "\r\nNOOP") == ["500 5.5.2", "250 2.0.0"])
        #expect(dialogue.codes("NOOP " + String(repeating: "x", count: 2041)) == ["250 2.0.0"])
    }

    @Test func badCommandsEndTheSession() {
        var limits = LMTPLimits()
        limits.badCommands = 2
        var dialogue = LMTPDialogue(limits: limits)
        #expect(dialogue.codes("X", "Y", "Z", "NOOP") == ["500 5.5.1", "500 5.5.1", "500 5.5.1", "421 4.7.0"])
        #expect(dialogue.isClosed)
        #expect(dialogue.refusals.last == .tooManyCommands)
    }

    @Test func commandsWithoutAMessageEndTheSession() {
        var limits = LMTPLimits()
        limits.commands = 6
        var dialogue = LMTPDialogue(limits: limits)
        for _ in 0..<3 {
            dialogue.address(to: "support@example.com")
            #expect(dialogue.codes("DATA", "x", ".") == ["354", "250 2.0.0"])
        }
        #expect(dialogue.codes("NOOP", "NOOP", "NOOP", "NOOP", "NOOP", "NOOP", "NOOP").last == "421 4.7.0")
    }

    @Test func idleSessionsAreEnded() {
        var dialogue = LMTPDialogue()
        dialogue.session.expire()
        #expect(LMTPDialogue.codes(dialogue.run()) == ["421 4.4.2"])
        #expect(dialogue.isClosed)
        #expect(dialogue.say("NOOP") == [])
    }

    // MARK: Stopping

    @Test func stoppingEndsWhatIsBetweenMessages() {
        var dialogue = LMTPDialogue()
        dialogue.address(to: "support@example.com")
        dialogue.session.stop()
        #expect(LMTPDialogue.codes(dialogue.run()) == ["421 4.3.2"])
        #expect(dialogue.isClosed)
    }

    @Test func stoppingLetsAMessageComeToItsEnd() {
        var dialogue = LMTPDialogue()
        dialogue.address(to: "support@example.com")
        dialogue.say("DATA", "x")
        dialogue.session.stop()
        #expect(dialogue.run() == [])
        #expect(dialogue.codes(".") == ["250 2.0.0", "421 4.3.2"])
        #expect(dialogue.isClosed)
        #expect(dialogue.stored.count == 1)
    }

    // MARK: Smuggling

    @Test(arguments: ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\n.\r"])
    func aDotBetweenBareLineEndsIsNoEndAndIsRefused(end: String) {
        var dialogue = LMTPDialogue()
        dialogue.address(to: "support@example.com")
        let smuggled = "MAIL FROM:<evil@b>\r\nRCPT TO:<sales@example.com>\r\nDATA\r\n"
        #expect(
            LMTPDialogue.codes(dialogue.send("DATA\r\nfirst\(end)\(smuggled)second\r\n.\r\n")) == ["354", "550 5.5.2"])
        #expect(dialogue.stored.isEmpty)
        #expect(dialogue.refusals == [.ambiguousEnd])
    }

    @Test(arguments: ["a\nb\r\n", "a\rb\r\n", "a\r\r\n", "\n\n", "a\n.b\r\n", "a\r.b\r\n", "a.\n"])
    func otherBareLineEndsAreContent(text: String) {
        var dialogue = LMTPDialogue()
        dialogue.address(to: "support@example.com")
        #expect(LMTPDialogue.codes(dialogue.send("DATA\r\n\(text)\r\n.\r\n")) == ["354", "250 2.0.0"])
        #expect(dialogue.stored.map(\.text) == [text + "\r\n"])
    }

    @Test(arguments: ["NOOP\n", "NOOP\rRSET\r\n", "NO\0OP\r\n", "\n", "NOOP x\ry\r\n"])
    func commandLinesEndWithCRLF(text: String) {
        var dialogue = LMTPDialogue()
        #expect(LMTPDialogue.codes(dialogue.send(text + "NOOP\r\n")) == ["500 5.5.2", "250 2.0.0"])
    }
}

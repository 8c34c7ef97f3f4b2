import Testing

@testable import IMAPProtocol

@Suite struct IMAPClientCommandTests {
    private func client(_ capabilities: String = "IMAP4rev1") -> IMAPClient {
        var client = IMAPClient()
        _ = client.receive("* OK [CAPABILITY \(capabilities)] hi\n".crlf)
        return client
    }

    private func text(_ actions: [IMAPAction]) -> String {
        actions.map { if case .send(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { "(\($0))" } }
            .joined(separator: "|")
    }

    @Test(
        arguments: [
            (.capability, "CAPABILITY"), (.noop, "NOOP"), (.logout, "LOGOUT"), (.idle, "IDLE"),
            (.id(name: "inboxd"), "ID (\"name\" \"inboxd\")"), (.enableUTF8, "ENABLE UTF8=ACCEPT"),
            (.login(user: "joe", password: "a \"b\\"), "LOGIN \"joe\" \"a \\\"b\\\\\""),
            (.select(mailbox: "inbox"), "SELECT INBOX"),
            (.examine(mailbox: "Entwürfe & mehr"), "EXAMINE \"Entw&APw-rfe &- mehr\""),
            (.create(mailbox: "台北"), "CREATE \"&U,BTFw-\""),
            (.create(mailbox: "😀"), "CREATE \"&2D3eAA-\""),
            (.search(IMAPSearch(from: 43)), "UID SEARCH UID 43:*"),
            (.search(IMAPSearch(from: 1, through: 9, isUndeleted: true)), "UID SEARCH UID 1:9 UNDELETED"),
            (.fetch(IMAPUIDSet([1, 2, 5]), .sizes), "UID FETCH 1:2,5 (UID RFC822.SIZE)"),
            (.fetch(IMAPUIDSet([7]), .messages), "UID FETCH 7 (UID INTERNALDATE FLAGS BODY.PEEK[])"),
            (.store(IMAPUIDSet([7]), adding: ["\\Seen", "$Inboxd"]), "UID STORE 7 +FLAGS.SILENT (\\Seen $Inboxd)"),
            (.move(IMAPUIDSet([7]), mailbox: "Archive"), "UID MOVE 7 \"Archive\""),
            (.copy(IMAPUIDSet([7]), mailbox: "Archive"), "UID COPY 7 \"Archive\""),
            (.expunge(IMAPUIDSet([7])), "UID EXPUNGE 7"),
        ] as [(IMAPCommand, String)])
    func writesCommands(command: IMAPCommand, line: String) {
        var client = client()
        #expect(text(client.send(command).actions) == "a1 \(line)\r\n")
    }

    @Test func asksForTheExtendedSearchWhereThereIsOne() {
        var client = client("IMAP4rev1 ESEARCH")
        #expect(text(client.send(.search(IMAPSearch(from: 4))).actions) == "a1 UID SEARCH RETURN (ALL) UID 4:*\r\n")
    }

    @Test func waitsForTheGreeting() {
        var client = IMAPClient()
        #expect(client.send(.capability).actions.isEmpty)
        #expect(text(client.receive("* PREAUTH hi\n".crlf)).hasSuffix("|a1 CAPABILITY\r\n"))
        var refused = IMAPClient()
        _ = refused.send(.noop)
        #expect(
            refused.receive("* BYE full\n".crlf) == [.response(.status(IMAPStatus(.bye, text: "full")))])
        var other = IMAPClient()
        #expect(other.receive("* 4 EXISTS\n".crlf).last.isFailure)
    }

    // MARK: Literals

    @Test(arguments: [
        ("IMAP4rev1 LITERAL+", "a1 LOGIN \"joe\" {3+}\r\nä!\r\n"), ("LITERAL-", "a1 LOGIN \"joe\" {3+}\r\nä!\r\n"),
    ])
    func sendsALiteralWithoutAskingWhereItMay(capabilities: String, expected: String) {
        var client = client(capabilities)
        #expect(text(client.send(.login(user: "joe", password: "ä!")).actions) == expected)
    }

    @Test func sendsALongLiteralOnlyWhenAsked() {
        let long = String(repeating: "x", count: 5000)
        var client = client("LITERAL-")
        let (tag, actions) = client.send(.login(user: "joe", password: long))
        #expect(text(actions) == "a1 LOGIN \"joe\" {5000}\r\n")
        // What comes behind it waits.
        #expect(client.send(.noop).actions.isEmpty)
        #expect(client.receive("* 3 EXISTS\n".crlf) == [.response(.exists(3))])
        #expect(text(client.receive("+\n".crlf)) == "\(long)\r\n|a2 NOOP\r\n")
        #expect(client.receive("a1 OK\n".crlf) == [.completed(tag, IMAPStatus(.ok))])
    }

    @Test func givesALiteralUpWhereTheServerRefusesIt() {
        var client = client()
        let tag = client.send(.login(user: "ä", password: "b")).tag
        _ = client.send(.noop)
        #expect(
            client.receive("a1 NO too large\n".crlf) == [
                .completed(tag, IMAPStatus(.no, text: "too large")), .send("a2 NOOP\n".crlf),
            ])
    }

    // MARK: AUTHENTICATE

    @Test(
        arguments: [
            (.plain(user: "joe", password: "pw"), "PLAIN", "AGpvZQBwdw=="),
            (.xoauth2(user: "joe", token: "t"), "XOAUTH2", "dXNlcj1qb2UBYXV0aD1CZWFyZXIgdAEB"),
            (
                .oauthBearer(user: "a,b", token: "t", host: "h", port: 993), "OAUTHBEARER",
                "bixhPWE9MkNiLAFob3N0PWgBcG9ydD05OTMBYXV0aD1CZWFyZXIgdAEB"
            ),
        ] as [(IMAPCredentials, String, String)])
    func authenticates(credentials: IMAPCredentials, mechanism: String, message: String) {
        var quick = client("SASL-IR")
        #expect(text(quick.send(.authenticate(credentials)).actions) == "a1 AUTHENTICATE \(mechanism) \(message)\r\n")
        var slow = client()
        #expect(text(slow.send(.authenticate(credentials)).actions) == "a1 AUTHENTICATE \(mechanism)\r\n")
        #expect(text(slow.receive("+ \n".crlf)) == "\(message)\r\n")
        #expect(slow.receive("a1 OK in\n".crlf) == [.completed(IMAPTag(number: 1), IMAPStatus(.ok, text: "in"))])
    }

    @Test(
        arguments: [
            (.xoauth2(user: "joe", token: "t"), "\r\n"),
            (.oauthBearer(user: "joe", token: "t", host: "h", port: 1), "AQ==\r\n"),
            (.plain(user: "joe", password: "pw"), "*\r\n"),
        ] as [(IMAPCredentials, String)])
    func answersTheErrorChallenge(credentials: IMAPCredentials, reply: String) {
        var client = client("SASL-IR")
        _ = client.send(.authenticate(credentials))
        #expect(text(client.receive("+ eyJzdGF0dXMiOiI0MDAifQ==\n".crlf)) == reply)
        // And gives up where the server does not stop asking.
        #expect(text(client.receive("+ again\n".crlf)) == "*\r\n")
        #expect(client.receive("a1 NO [AUTHENTICATIONFAILED] no\n".crlf).count == 1)
        #expect(text(client.send(.logout).actions) == "a2 LOGOUT\r\n")
    }

    // MARK: IDLE

    @Test func idlesUntilItIsEnded() {
        var client = client("IDLE")
        let tag = client.send(.idle).tag
        #expect(client.receive("+ idling\n".crlf) == [.idling(tag)])
        #expect(client.receive("+ idling\n".crlf).isEmpty)
        #expect(client.receive("* 4 EXISTS\n".crlf) == [.response(.exists(4))])
        #expect(client.send(.noop).actions.isEmpty)
        #expect(text(client.finishIdle()) == "DONE\r\n")
        #expect(client.finishIdle().isEmpty)
        #expect(text(client.receive("a1 OK\n".crlf)).hasSuffix("|a2 NOOP\r\n"))
        #expect(client.finishIdle().isEmpty)
    }

    @Test func endsIdleOnlyAfterTheServerTookIt() {
        var client = client("IDLE")
        let tag = client.send(.idle).tag
        #expect(client.finishIdle().isEmpty)
        #expect(client.receive("+\n".crlf) == [.idling(tag), .send("DONE\n".crlf)])
    }

    @Test func goesOnWhereTheServerRefusesIdle() {
        var client = client()
        let tag = client.send(.idle).tag
        #expect(client.receive("a1 BAD unknown\n".crlf) == [.completed(tag, IMAPStatus(.bad, text: "unknown"))])
        #expect(text(client.send(.noop).actions) == "a2 NOOP\r\n")
    }

    @Test func keepsCommandsUnderWayApart() {
        var client = client()
        let (first, second) = (client.send(.noop).tag, client.send(.noop).tag)
        #expect(
            client.receive("a2 OK\na1 NO\n".crlf) == [
                .completed(second, IMAPStatus(.ok)), .completed(first, IMAPStatus(.no)),
            ])
        #expect(client.receive("a1 OK\n".crlf).last.isFailure)
    }

    @Test func namesMailboxesInUTF8OnceThatIsEnabled() {
        var client = client()
        _ = client.receive("* ENABLED UTF8=ACCEPT\n".crlf)
        #expect(text(client.send(.select(mailbox: "Entwürfe")).actions) == "a1 SELECT \"Entwürfe\"\r\n")
    }
}

import InboxDomain
import Testing

@testable import EmailMessage

@Suite struct EmailComposerTests {
    private static func message(_ change: (inout OutgoingEmail) -> Void = { _ in }) -> OutgoingEmail {
        // 2026-03-02T09:00:00Z
        var message = OutgoingEmail(
            from: EmailAddress(name: "Support", address: "help@example.com"), subject: "Re: parcel",
            text: "It is on its way.\n", date: Instant(milliseconds: 1_772_442_000_000),
            messageID: "r1@help.example.com",
            boundarySeed: "seed")
        message.to = [EmailAddress(name: "Ann", address: "ann@example.org")]
        change(&message)
        return message
    }

    private static let full = message { message in
        message.from = EmailAddress(name: #"Søren, the "Boss""#, address: "help@example.com")
        message.to = [
            EmailAddress(name: "山田太郎", address: "yamada@example.org"), EmailAddress(address: "bob@example.org"),
            EmailAddress(name: "Example, Ann", address: "ann@example.org"),
        ]
        message.cc = [
            EmailAddress(
                name: "A very long name of somebody who has many names, all of which are long and need room",
                address: "c@x.org")
        ]
        message.replyTo = [EmailAddress(name: "Support", address: "help+1042.abcdef@example.com")]
        message.subject = "Re: Über 日本語の長い件名、これはとても長い件名です、折り返しが必要です and more ASCII words that have to be folded [#1042]"
        message.inReplyTo = ["q1@example.org"]
        message.references = ["q0@example.org", "q1@example.org"]
        message.text = "Grüße\n\n-- \nAnn\n.\n.dot\nFrom here \n" + String(repeating: "long ", count: 60)
        message.history = .init(attribution: "On Monday, Ann wrote:", text: "Hello\n> older\n\nbye <b> & co\n")
        message.files = [
            .init(
                name: "Rechnung für März, und ein sehr langer Name der Platz braucht.pdf",
                contentType: "application/pdf", content: Array(0...255)),
            .init(name: #"a "b".png"#, contentType: "image/png", content: [1, 2, 3], contentID: "pic.1@x"),
            .init(name: "forwarded.eml", contentType: "message/rfc822", content: Array("Subject: x\n\ny".utf8)),
        ]
        message.automatic = .replied
        message.headers = [("X-Ticket", "1042")]
    }

    @Test func pythonReadsWhatWasMeant() throws {
        let email = Self.full
        let mail = try PythonMail.read(try EmailComposer.compose(email).bytes)
        #expect(mail.defects.isEmpty)
        #expect(mail.subject == email.subject)
        #expect(mail.from == [#"Søren, the "Boss" help@example.com"#])
        #expect(mail.to == ["山田太郎 yamada@example.org", " bob@example.org", "Example, Ann ann@example.org"])
        #expect(mail.cc == ["\(email.cc[0].name ?? "") c@x.org"])
        #expect(mail.replyTo == ["Support help+1042.abcdef@example.com"])
        #expect(mail.messageID == "<r1@help.example.com>")
        #expect(mail.inReplyTo == "<q1@example.org>")
        #expect(mail.references == "<q0@example.org> <q1@example.org>")
        #expect(mail.automatic == "auto-replied")
        #expect(
            mail.structure == [
                "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
                "application/pdf", "application/octet-stream",
            ])
        #expect(mail.plain.hasPrefix("Grüße\n\n-- \nAnn\n.\n.dot\nFrom here \nlong "))
        #expect(mail.plain.hasSuffix("\n\nOn Monday, Ann wrote:\n> Hello\n>> older\n>\n> bye <b> & co\n"))
        #expect(mail.html.contains("bye &lt;b&gt; &amp; co"))
        #expect(mail.files.map(\.name) == [#"a "b".png"#, email.files[0].name, "forwarded.eml"])
        #expect(mail.files.map(\.cid) == ["<pic.1@x>", nil, nil])
        #expect(mail.files.map(\.bytes) == [[1, 2, 3], Array(0...255), Array("Subject: x\n\ny".utf8)])
    }

    @Test func weReadWhatWasMeant() throws {
        let email = Self.full
        let parsed = ParsedEmail(parsing: try EmailComposer.compose(email).bytes)
        #expect(parsed.subject == email.subject)
        #expect(
            [parsed.from, parsed.to, parsed.cc, parsed.replyTo] == [[email.from], email.to, email.cc, email.replyTo])
        #expect(parsed.date == email.date)
        #expect(parsed.messageID == email.messageID)
        #expect(parsed.references == email.references)
        #expect(parsed.text?.hasPrefix("Grüße\n\n-- \nAnn\n.\n.dot\nFrom here \n") == true)
        #expect(parsed.attachments.map(\.filename) == [#"a "b".png"#, email.files[0].name, "forwarded.eml"])
        #expect(parsed.headers["x-ticket"] == "1042")
        #expect(parsed.automatic.isAutomatic)
    }

    @Test(arguments: [
        "", "ascii", "über alles", String(repeating: "日本語テキスト", count: 100), "a\r\nb\rc\n", "tab\there \n", "=3D =\n",
        String(repeating: "x", count: 3000), String(repeating: "é", count: 2000), "\u{1}\u{1B}[31m", "--\n--x\n-- \n",
    ])
    func everyTextComesBack(text: String) throws {
        for allows8Bit in [false, true] {
            let composed = try EmailComposer.compose(
                Self.message {
                    $0.text = text
                    $0.allows8Bit = allows8Bit
                })
            let lines = composed.bytes.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.count <= 999 })
            #expect(lines.dropLast().allSatisfy { $0.last == ASCII.carriageReturn })
            #expect(composed.bytes.contains { $0 >= 0x80 } == composed.needs8Bit)
            let expected = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            let read = ParsedEmail(parsing: composed.bytes).text
            #expect(read == (expected.hasSuffix("\n") ? expected : expected + "\n"))
            #expect(try PythonMail.read(composed.bytes).defects.isEmpty)
        }
    }

    @Test func equalInputGivesEqualBytes() throws {
        #expect(try EmailComposer.compose(Self.full) == EmailComposer.compose(Self.full))
        let other = try EmailComposer.compose(Self.message { $0.boundarySeed = "other" })
        #expect(try EmailComposer.compose(Self.message()) != other)
    }

    @Test func addressesBeyondASCIIStay() throws {
        let composed = try EmailComposer.compose(
            Self.message { $0.to = [EmailAddress(name: "用户", address: "用户@例子.example")] })
        #expect(composed.needsSMTPUTF8)
        #expect(ParsedEmail(parsing: composed.bytes).to.first?.address == "用户@例子.example")
        #expect(try !EmailComposer.compose(Self.message()).needsSMTPUTF8)
    }

    // MARK: Injection

    static let injections = [
        "x\r\nBcc: evil@example.net", "x\nBcc: evil@example.net", "x\rBcc: evil@example.net", "x\0y", "x\r\n\r\nbody",
    ]

    @Test(arguments: injections) func textForPeopleStaysOnItsLine(value: String) throws {
        let composed = try EmailComposer.compose(
            Self.message {
                $0.subject = value
                $0.from.name = value
                $0.to[0].name = value
                $0.files = [.init(name: value, contentType: "text/plain", content: [])]
                $0.history = .init(attribution: value, text: value)
            })
        let mail = try PythonMail.read(composed.bytes)
        #expect(mail.defects.isEmpty)
        #expect(mail.names == ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"])
        #expect(!composed.bytes.contains(0))
    }

    @Test(arguments: injections) func otherValuesAreRefused(value: String) {
        let changes: [(inout OutgoingEmail) -> Void] = [
            { $0.from.address = "a@\(value)" }, { $0.to[0].address = "\(value)@x.org" },
            { $0.cc = [EmailAddress(address: value)] }, { $0.replyTo = [EmailAddress(address: "\"\(value)\"@x.org")] },
            { $0.messageID = value }, { $0.headers = [("X-A", value)] }, { $0.headers = [(value, "x")] },
            { $0.files = [.init(name: "a", contentType: "text/\(value)", content: [])] },
            { $0.files = [.init(name: "a", contentType: "image/png", content: [], contentID: value)] },
        ]
        for change in changes {
            #expect(throws: ComposingError.self) { try EmailComposer.compose(Self.message(change)) }
        }
    }

    @Test(arguments: injections) func identifiersOfOthersAreLeftOut(value: String) throws {
        let composed = try EmailComposer.compose(
            Self.message {
                $0.inReplyTo = [value]
                $0.references = [value, "good@x.org"]
            })
        let mail = try PythonMail.read(composed.bytes)
        #expect(mail.inReplyTo == nil)
        #expect(mail.references == "<good@x.org>")
    }

    @Test(arguments: [
        "", "ann", "ann@", "@x.org", "a b@x.org", "a@x.org, b@x.org", "<a@x.org>", "a@b@x.org", "a@x\u{2028}.org",
    ])
    func noAddress(text: String) {
        #expect(throws: ComposingError.address(field: "To")) {
            try EmailComposer.compose(Self.message { $0.to = [EmailAddress(address: text)] })
        }
    }

    @Test(arguments: ["From", "bcc", "Subject", "Content-Type", "content-transfer-encoding", "", "A:B", "A B", "É"])
    func noFurtherField(name: String) {
        #expect(throws: ComposingError.header(name: name)) {
            try EmailComposer.compose(Self.message { $0.headers = [(name, "x")] })
        }
    }

    @Test func someoneMustGetIt() {
        #expect(throws: ComposingError.noRecipient) { try EmailComposer.compose(Self.message { $0.to = [] }) }
    }

    @Test func longThreadsKeepTheirBeginningAndEnd() throws {
        let composed = try EmailComposer.compose(
            Self.message { $0.references = (0..<100).map { "r\($0)@x.org" } })
        let references = ParsedEmail(parsing: composed.bytes).references
        #expect(references.first == "r0@x.org")
        #expect(references.last == "r99@x.org")
        #expect(references.count == 21)
    }

    @Test func aBoundaryInTheTextIsAvoided() throws {
        let first = try EmailComposer.compose(Self.message())
        let text = first.bytes.text
        let start = try #require(text.firstRange(of: "boundary=\""))
        let boundary = text[start.upperBound...].prefix { $0 != "\"" }
        let second = try EmailComposer.compose(Self.message { $0.text = "--\(boundary)\n" })
        #expect(ParsedEmail(parsing: second.bytes).text == "--\(boundary)\n")
    }
}

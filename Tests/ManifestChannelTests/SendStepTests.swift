import ChannelKit
import InboxDomain
import Testing
import Transport

@testable import ManifestChannel

/// Replies that take several requests, and what is remembered between them.
@Suite struct SendStepTests {
    static let now = Instant(milliseconds: 1_772_442_000_000)
    static let ok = ChannelCase.Send.Answer.response(status: 200, headers: [], body: Array(#"{"id":"u"}"#.utf8))

    static let program = #"""
        if .attachments != [] and .answers == [] then
          {method: "POST", url: "https://x.example/upload", attachment: 0, step: "upload"}
        else
          {method: "POST", url: "https://x.example/send",
           json: {text, reply_to, key: .idempotency_key, file: .answers[0].body.id, step: .answers[0].step}}
        end
        """#

    static let manifest = ChannelFolder.manifest(
        rest: """
            send:
              program: send.jq
              success: .status == 201
              id: .body.id
              limit: {count: 10}
              attachments: {size: 1MB}
              errors:
                - {when: '.step == "upload" and .status == 413', class: permanent, code: '"oversize"'}
                - {when: '.status == 500', class: maybe_sent}
            """)

    static func sent(_ id: String) -> ChannelCase.Send.Answer {
        .response(status: 201, headers: [], body: Array(#"{"id":"\#(id)"}"#.utf8))
    }

    static let lost = ChannelCase.Send.Answer.lost

    static func failed(_ status: Int) -> ChannelCase.Send.Answer {
        .response(status: status, headers: [], body: [])
    }

    static func message(_ text: String, files: Int = 0) -> OutgoingMessage {
        OutgoingMessage(
            message: MessageID(7), conversation: ConversationID(1), threadKey: "c", recipient: "r", text: text,
            replyTo: "m1", idempotencyKey: "k",
            attachments: (0..<files).map { OutgoingAttachment(name: "f\($0).png", type: .unknown, bytes: [UInt8($0)]) })
    }

    private func send(
        _ message: OutgoingMessage, _ answers: [ChannelCase.Send.Answer], journal: MemoryJournal = MemoryJournal(),
        program: String = program
    ) async throws -> (outcome: String, bodies: [String]) {
        let folder = try ChannelFolder(manifest: Self.manifest, send: program)
        let exchange = CaseExchange(answers)
        let adapter = try folder.adapter(exchange: exchange)
        let outcome = await adapter.send(message, now: Self.now, journal: journal)
        let bodies = exchange.requests.map { request in
            String(decoding: request.payload?.read() ?? request.body, as: UTF8.self)
        }
        switch outcome {
        case .sent(let id): return ("sent \(id ?? "-")", bodies)
        case .sentInPart: return ("in part", bodies)
        case .failed(let failure): return ("\(failure.retry) \(failure.code) \(failure.detail)", bodies)
        }
    }

    private func body(_ text: String, reply: String? = nil, key: String, file: String? = nil) -> String {
        let quote = { (text: String?) in text.map { "\"\($0)\"" } ?? "null" }
        return "{\"text\":\"\(text)\",\"reply_to\":\(quote(reply)),\"key\":\"\(key)\",\"file\":\(quote(file)),"
            + "\"step\":\(quote(file.map { _ in "upload" }))}"
    }

    @Test func aFileIsUploadedAndThenSent() async throws {
        let journal = MemoryJournal()
        let (outcome, bodies) = try await send(
            Self.message("", files: 1), [Self.ok, Self.sent("a")], journal: journal)
        #expect(outcome == "sent a")
        #expect(bodies == ["\0", body("", reply: "m1", key: "k", file: "u")])
        #expect(journal.progress == SendProgress(total: 1))
    }

    @Test func aPlainMessageNotesNothing() async throws {
        let journal = MemoryJournal()
        #expect(try await send(Self.message("hi"), [Self.sent("a")], journal: journal).outcome == "sent a")
        #expect(journal.progress == nil)
    }

    @Test func partsGoOutInOrderUnderTheirOwnKeys() async throws {
        let journal = MemoryJournal()
        let (outcome, bodies) = try await send(
            Self.message("one two three"), [Self.sent("a"), Self.sent("b")], journal: journal)
        #expect(outcome == "sent a")
        #expect(bodies == [body("one two", reply: "m1", key: "k"), body("three", key: "k-2")])
        #expect(journal.progress == SendProgress(total: 2, sent: 2, ids: ["a", "b"]))
    }

    @Test func anotherAttemptGoesOnWhereTheLastOneEnded() async throws {
        let journal = MemoryJournal()
        let message = Self.message("one two three", files: 1)
        let first = try await send(message, [Self.sent("a"), .noConnection], journal: journal)
        #expect(first.outcome.hasPrefix("transient no_connection part 2 of 3: "))
        #expect(journal.progress == SendProgress(total: 3, sent: 1, ids: ["a"]))
        let second = try await send(message, [Self.sent("b"), .lost], journal: journal)
        #expect(second.outcome.hasPrefix("transient answer_lost part 3 of 3: "))
        #expect(second.bodies == [body("three", key: "k-2"), "\0"])
        #expect(journal.progress == SendProgress(total: 3, sent: 2, ids: ["a", "b"], isHarmless: true))
        let third = try await send(message, [Self.ok, Self.sent("c")], journal: journal)
        #expect(third.outcome == "sent a")
        #expect(third.bodies == ["\0", body("", key: "k-3", file: "u")])
    }

    @Test(arguments: [
        ([failed(413)], "permanent oversize"), ([failed(500)], "transient http_500"), ([failed(429)], "rateLimited"),
        ([ok, failed(500)], "maybeSent http_500"), ([ok, lost], "maybeSent answer_lost"),
        ([lost], "transient answer_lost"),
    ])
    func whatPreparesIsJudgedByTheRulesAlone(answers: [ChannelCase.Send.Answer], outcome: String) async throws {
        let journal = MemoryJournal()
        let result = try await send(Self.message("", files: 1), answers, journal: journal).outcome
        #expect(result.hasPrefix(outcome), "\(result)")
        #expect(journal.progress?.isHarmless == (answers.count == 1))
    }

    @Test func limitsThatChangedInBetweenEndIt() async throws {
        let journal = MemoryJournal(SendProgress(total: 5, sent: 2, ids: ["a", "b"]))
        let (outcome, bodies) = try await send(Self.message("one two three"), [Self.sent("c")], journal: journal)
        #expect(outcome.hasPrefix("permanent limits_changed 2 of 5 parts are sent"))
        #expect(bodies.isEmpty)
    }

    @Test func whatCannotBeNotedIsNotSentTwice() async throws {
        let folder = try ChannelFolder(manifest: Self.manifest, send: Self.program)
        let exchange = CaseExchange(Self.sent("a"))
        let adapter = try folder.adapter(exchange: exchange)
        guard
            case .failed(let failure) = await adapter.send(
                Self.message("one two three"), now: Self.now, journal: BrokenJournal())
        else {
            Issue.record("sent")
            return
        }
        #expect(failure.retry == .maybeSent)
        #expect(failure.code == "store_failure")
        #expect(exchange.requests.count == 1)
    }

    @Test func stepsWithoutEndAreEnded() async throws {
        let (outcome, bodies) = try await send(
            Self.message("hi"), [Self.ok], program: #"{method: "POST", url: "https://x.example", step: "again"}"#)
        #expect(outcome == "permanent send_program send.jq made more than 50 steps")
        #expect(bodies.count == 51)
    }

    @Test func aFormWithAFileIsStreamed() async throws {
        let program = #"""
            {method: "POST", url: "https://x.example", form: [{name: "a\"b", value: 1}, {name: "j", json: {x: .text}},
             {name: "file", attachment: 0, content_type: "x/y", filename: "n\r\nx: y"}, null]}
            """#
        let bodies = try await send(Self.message("", files: 1), [Self.sent("a")], program: program).bodies
        let boundary = Self.message("", files: 1).formBoundary
        #expect(
            bodies == [
                [
                    "--\(boundary)", "content-disposition: form-data; name=\"a%22b\"", "", "1", "--\(boundary)",
                    "content-disposition: form-data; name=\"j\"", "content-type: application/json", "", #"{"x":""}"#,
                    "--\(boundary)", "content-disposition: form-data; name=\"file\"; filename=\"n%0D%0Ax: y\"",
                    "content-type: x/y", "", "\0", "--\(boundary)--", "",
                ].joined(separator: "\r\n")
            ])
    }

    @Test func theProgramTellsWhetherItQuotes() throws {
        #expect(try ChannelFolder(manifest: Self.manifest, send: Self.program).adapter().capabilities.canQuote)
        let plain = try ChannelFolder(
            manifest: Self.manifest, send: #"{method: "POST", url: "https://x", json: {text}}"#)
        #expect(try !plain.adapter().capabilities.canQuote)
        #expect(try plain.adapter().capabilities.attachments?.count == 1)
    }
}

private struct BrokenJournal: SendJournal {
    struct Broken: Error {}

    var progress: SendProgress? { nil }

    func note(_ progress: SendProgress) async throws {
        throw Broken()
    }
}

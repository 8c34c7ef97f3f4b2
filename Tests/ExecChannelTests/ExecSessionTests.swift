import ChannelKit
import InboxDomain
import Testing

@testable import ExecChannel

@Suite struct ExecSessionTests {
    static let start = Instant(milliseconds: 1_000_000_000_000)
    static let hello =
        #"{"type":"hello","version":1,"name":"test","capabilities":{"send":true,"idempotent":false,"x":1},"y":2}"#

    static func at(_ seconds: Int64) -> Instant { start.adding(seconds: seconds) }

    private static func session(_ lines: String...) -> ExecSession {
        var session = ExecSession(redaction: Redaction(["swordfish"]), now: start)
        for line in [hello] + lines { _ = session.handle(.bytes(Array("\(line)\n".utf8)), at: start) }
        return session
    }

    private static func event(_ id: String, _ text: String = "hi") -> [UInt8] {
        Array(#"{"type":"event","id":"\#(id)","event":{"text":"\#(text)"},"cursor":"c-\#(id)"}"#.utf8) + [10]
    }

    private static func written(_ actions: [ExecSession.Action]) -> [String] {
        actions.flatMap { action -> [String] in
            guard case .write(let bytes) = action else { return [] }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    private static func failures(_ actions: [ExecSession.Action]) -> [SourceFailure] {
        actions.compactMap { if case .fail(let failure) = $0 { failure } else { nil } }
    }

    private static func reports(_ actions: [ExecSession.Action]) -> [SourceReport] {
        actions.compactMap { if case .report(let report) = $0 { report } else { nil } }
    }

    private static let message = OutgoingMessage(
        message: MessageID(1), conversation: ConversationID(2), threadKey: "t", recipient: "ada", text: "Hi",
        replyTo: "m1", lastInboundAt: Instant(milliseconds: 5), idempotencyKey: "k")

    @Test func eventsAreAcknowledgedOnceTheyAreStored() {
        var session = Self.session()
        var stored: [Int64] = []
        for id in ["a", "b", "a"] {
            for action in session.handle(.bytes(Self.event(id)), at: Self.start) {
                guard case .store(let number, let event) = action else { continue }
                #expect(event.id == id)
                #expect(event.cursor == "c-\(id)")
                #expect(event.body == Array(#"{"text":"hi"}"#.utf8))
                stored.append(number)
            }
        }
        #expect(stored == [1, 2, 3])
        let lines = Self.written(session.handle(.stored([1, 2, 3]), at: Self.start))
        #expect(lines == ["a", "b", "a"].map { #"{"type":"ack","id":"\#($0)"}"# })
        #expect(Self.written(session.handle(.stored([1]), at: Self.start)) == [])
    }

    @Test func itIsFullWhileTooMuchWaits() {
        var session = Self.session()
        for number in 0..<ExecProtocol.window { _ = session.handle(.bytes(Self.event("\(number)")), at: Self.start) }
        #expect(session.isFull)
        _ = session.handle(.stored([1]), at: Self.start)
        #expect(!session.isFull)
        var large = Self.session()
        let text = String(repeating: "x", count: 900_000)
        for number in 0..<5 { _ = large.handle(.bytes(Self.event("\(number)", text)), at: Self.start) }
        #expect(large.isFull)
    }

    @Test(arguments: [
        ("this is no JSON", "it is no JSON"), ("[]", "it is no JSON object"), ("{}", "type is missing"),
        (#"{"type":"event","event":{}}"#, "event.id must be a text of 1 to 200 bytes"),
        (#"{"type":"event","id":7,"event":{}}"#, "event.id must be a text of 1 to 200 bytes"),
        (#"{"type":"event","id":"a","event":{},"cursor":7}"#, "event.cursor must be a text of at most 4096 bytes"),
        (#"{"type":"sent"}"#, "sent.id is missing"), (#"{"type":"state","state":"happy"}"#, "state.state must be"),
        (hello, "it says hello a second time"),
    ]) func whatCannotBeUsedIsToldAndTheRestGoesOn(line: String, problem: String) {
        var session = Self.session()
        let actions = session.handle(.bytes(Array("\(line)\n".utf8)), at: Self.start)
        let told = Self.written(actions).joined()
        #expect(told.hasPrefix(#"{"type":"error","line":2,"#))
        #expect(told.contains(problem))
        #expect(told.contains(line.contains(#""id":"a""#) ? #""id":"a""# : #""id":null"#))
        #expect(Self.failures(actions).isEmpty)
        #expect(Self.reports(actions).first?.problem?.contains(problem) == true)
        let next = session.handle(.bytes(Self.event("a")), at: Self.start)
        #expect(next.count == 1)
    }

    @Test func manyOfThemEndIt() {
        var session = Self.session()
        let garbage = Array(String(repeating: "x\n", count: ExecProtocol.malformedLimit).utf8)
        #expect(Self.failures(session.handle(.bytes(garbage), at: Self.start)).isEmpty)
        #expect(Self.failures(session.handle(.bytes(garbage), at: Self.at(60))).isEmpty)
        let actions = session.handle(.bytes(Array("x\n".utf8)), at: Self.at(61))
        #expect(Self.failures(actions).map(\.code) == ["malformed_lines"])
        #expect(Self.written(actions).last == #"{"type":"stop"}"#)
    }

    @Test(arguments: [
        #"{"type":"hello","version":2,"name":"x","capabilities":{}}"#,
        #"{"type":"hello","version":1,"name":"","capabilities":{}}"#, #"{"type":"hello","version":1,"name":"x"}"#,
        #"{"type":"hello","version":1,"name":"x","capabilities":{"send":"yes"}}"#,
        #"{"type":"hello","version":1,"name":"x","capabilities":{"text_limit":{"unit":"words","count":7}}}"#,
        #"{"type":"hello","version":1,"name":"x","capabilities":{"reply_window":0}}"#,
    ]) func aHelloThatWeCannotWorkWithNeedsTheOperator(line: String) {
        var session = ExecSession(redaction: Redaction([]), now: Self.start)
        let failure = Self.failures(session.handle(.bytes(Array("\(line)\n".utf8)), at: Self.start)).first
        #expect(failure?.code == "hello_refused")
        #expect(failure?.retry == .needsOperator)
    }

    @Test func capabilitiesAreRead() throws {
        var session = ExecSession(redaction: Redaction([]), now: Self.start)
        let line =
            #"{"type":"hello","version":1,"name":"x","capabilities":{"send":true,"idempotent":true,"reply_window":60,"#
            + #""text_limit":{"unit":"bytes","count":400}}}"#
        _ = session.handle(.bytes(Array("\(line)\n".utf8)), at: Self.start)
        let expected = ChannelCapabilities(
            canSend: true, textLimit: ChannelCapabilities.TextLimit(unit: .bytes, count: 400), replyWindow: 60,
            idempotency: .always)
        #expect(session.hello?.capabilities == expected)
    }

    @Test func nothingComesBeforeHello() {
        var session = ExecSession(redaction: Redaction([]), now: Self.start)
        let actions = session.handle(.bytes(Self.event("a")), at: Self.start)
        #expect(Self.written(actions).joined().contains("it comes before hello"))
        #expect(!session.canSend)
        #expect(session.handle(.send(Self.message), at: Self.start).isEmpty)
    }

    @Test func aSendIsWrittenAndItsAnswerGoesToWhoeverWaits() {
        var session = Self.session()
        let lines = Self.written(session.handle(.send(Self.message), at: Self.start))
        #expect(
            lines == [
                #"{"type":"send","id":"1","message":{"conversation":"t","recipient":"ada","text":"Hi","#
                    + #""reply_to":"m1","last_inbound_at":5,"idempotency_key":"k"}}"#
            ])
        let answer = Array(#"{"type":"sent","id":"1","provider_id":"p"}"#.utf8) + [10]
        #expect(session.handle(.bytes(answer), at: Self.start) == [.outcome(1, .sent(providerID: "p"))])
        guard case .log(let level, let message)? = session.handle(.bytes(answer), at: Self.start).first else {
            Issue.record("a second answer must be logged")
            return
        }
        #expect(level == "warning")
        #expect(message.contains("which nobody waits for"))
    }

    @Test(
        arguments: [
            (
                #""class":"permanent","code":"401","detail":"no swordfish""#, SendFailure.Retry.permanent, "401",
                "no [secret]"
            ),
            (#""class":"needs_operator","code":"x""#, .needsOperator, "x", ""),
            (#""class":"maybe_sent","code":"x""#, .maybeSent, "x", ""),
            (#""class":"rate_limited","code":"x","retry_after":7"#, .rateLimited(until: at(7)), "x", ""),
            (#""class":"rate_limited","code":"x""#, .rateLimited(until: at(60)), "x", ""),
            (#""class":"of a later version""#, .transient, "unknown", ""), (#""x":1"#, .transient, "unknown", ""),
        ] as [(String, SendFailure.Retry, String, String)]) func failuresHaveAClass(
            members: String, retry: SendFailure.Retry, code: String, detail: String
        )
    {
        var session = Self.session()
        _ = session.handle(.send(Self.message), at: Self.start)
        let line = "{\"type\":\"failed\",\"id\":\"1\",\(members)}\n"
        let actions = session.handle(.bytes(Array(line.utf8)), at: Self.start)
        #expect(actions == [.outcome(1, .failed(SendFailure(retry, code: code, detail: detail)))])
    }

    @Test(arguments: [(false, SendFailure.Retry.maybeSent), (true, .transient)])
    func whatIsNotAnsweredMayHaveGoneOut(isIdempotent: Bool, retry: SendFailure.Retry) {
        var session = ExecSession(redaction: Redaction([]), now: Self.start)
        let hello = Self.hello.replacing(#""idempotent":false"#, with: #""idempotent":\#(isIdempotent)"#)
        _ = session.handle(.bytes(Array("\(hello)\n".utf8)), at: Self.start)
        _ = session.handle(.send(Self.message), at: Self.at(1))
        _ = session.handle(.send(Self.message), at: Self.at(20))
        func outcomes(_ actions: [ExecSession.Action]) -> [String] {
            actions.compactMap { action in
                guard case .outcome(let id, .failed(let failure)) = action, failure.retry == retry else { return nil }
                return "\(id) \(failure.code)"
            }
        }
        #expect(outcomes(session.handle(.tick, at: Self.at(30))).isEmpty)
        #expect(outcomes(session.handle(.tick, at: Self.at(31))) == ["1 no_answer"])
        #expect(outcomes(session.handle(.ended, at: Self.at(32))) == ["2 adapter_ended"])
    }

    @Test func silenceIsAskedAndThenTakenForItsEnd() {
        var session = Self.session()
        #expect(Self.written(session.handle(.tick, at: Self.at(29))).isEmpty)
        #expect(Self.written(session.handle(.tick, at: Self.at(30))) == [#"{"type":"ping","id":"1"}"#])
        _ = session.handle(.bytes(Array("{\"type\":\"pong\",\"id\":\"1\"}\n".utf8)), at: Self.at(31))
        #expect(Self.written(session.handle(.tick, at: Self.at(60))).isEmpty)
        #expect(Self.written(session.handle(.tick, at: Self.at(61))) == [#"{"type":"ping","id":"2"}"#])
        #expect(Self.failures(session.handle(.tick, at: Self.at(90))).isEmpty)
        #expect(Self.failures(session.handle(.tick, at: Self.at(91))).map(\.code) == ["no_pong"])
        #expect(session.handle(.tick, at: Self.at(200)).isEmpty)
    }

    @Test func helloMustComeInTime() {
        var session = ExecSession(redaction: Redaction([]), now: Self.start)
        #expect(session.handle(.tick, at: Self.at(19)).isEmpty)
        #expect(Self.failures(session.handle(.tick, at: Self.at(20))).map(\.code) == ["no_hello"])
    }

    @Test func successIsShownOnceItHasLasted() {
        var session = Self.session(#"{"type":"state","state":"connecting"}"#)
        #expect(Self.reports(session.handle(.tick, at: Self.at(9))).isEmpty)
        let state = Array(#"{"type":"state","state":"connected"}"#.utf8) + [10]
        #expect(Self.reports(session.handle(.bytes(state), at: Self.at(10))) == [SourceReport(.connected)])
        #expect(Self.reports(session.handle(.tick, at: Self.at(11))).isEmpty)

        var young = Self.session()
        #expect(Self.reports(young.handle(.tick, at: Self.at(2))).isEmpty)
        #expect(Self.reports(young.handle(.tick, at: Self.at(3))) == [SourceReport(.connected)])
        let failing = Array(#"{"type":"state","state":"failing","problem":"no swordfish"}"#.utf8) + [10]
        let expected = SourceReport(.failing, problem: "no [secret]")
        #expect(Self.reports(young.handle(.bytes(failing), at: Self.at(4))) == [expected])
    }

    @Test func stoppingIsSaidOnce() {
        var session = Self.session()
        #expect(Self.written(session.handle(.stop, at: Self.start)) == [#"{"type":"stop"}"#])
        #expect(session.handle(.stop, at: Self.start).isEmpty)
        #expect(!session.canSend)
    }

    @Test func unknownTypesAreLeftAside() {
        var session = Self.session()
        let actions = session.handle(.bytes(Array("{\"type\":\"poll\"}\n".utf8)), at: Self.start)
        #expect(actions == [.log(level: "warning", message: "line 2 has the unknown type “poll”")])
    }
}

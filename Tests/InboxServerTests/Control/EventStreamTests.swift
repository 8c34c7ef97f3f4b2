import ControlAPI
import InboxDomain
import Testing

@testable import InboxServer

@Suite struct EventStreamTests {
    private let service = FakeControlService()

    private static func event(_ id: Int64) -> EventRecord {
        EventRecord(id: id, at: FakeControlService.time, kind: "message.received", conversation: 42)
    }

    private func drain(_ stream: EventStream) async -> [String] {
        var pieces: [String] = []
        while let piece = await stream.next() { pieces.append(String(decoding: piece, as: UTF8.self)) }
        return pieces
    }

    private static func line(_ id: Int64) -> String {
        #"{"at":"2026-03-02T09:00:00Z","conversation":42,"data":{},"id":\#(id),"kind":"message.received"}"# + "\n"
    }

    @Test func givesWhatThereIsThenWaitsForMore() async {
        service.give([
            EventBatch(events: [Self.event(1), Self.event(2)], last: 2), EventBatch(events: [], last: 2),
            EventBatch(events: [Self.event(3)], last: 3),
        ])
        let pieces = await drain(EventStream(service, after: nil, limit: 10))
        #expect(pieces == [Self.line(1) + Self.line(2), "\n", Self.line(3)])
        #expect(service.calls == ["events - 10 0", "events 2 10 30", "events 2 10 30", "events 3 10 30"])
    }

    @Test func aFailureIsTheLastLine() async {
        service.fail(with: ControlError(.unavailable, "the store does not answer"))
        let pieces = await drain(EventStream(service, after: 7, limit: 10))
        #expect(pieces == [#"{"error":{"code":"unavailable","message":"the store does not answer"}}"# + "\n"])
    }

    @Test func staysOverOnceItIsOver() async {
        let stream = EventStream(service, after: nil, limit: 10)
        #expect(await stream.next() == nil)
        #expect(await stream.next() == nil)
        #expect(service.calls.count == 1)
    }
}

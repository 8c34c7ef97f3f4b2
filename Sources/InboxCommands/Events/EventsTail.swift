import ArgumentParser
import ControlAPI

struct EventsTail: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "The latest events; with --follow, also each new one as it happens.")

    @Flag(name: .shortAndLong, help: "Go on until interrupted.")
    var follow = false

    @Option(help: ArgumentHelp("Only events after this one.", valueName: "id"))
    var after: Int64?

    @Option(help: "At most this many at a time, up to 1000.")
    var limit = 20

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit goes from 1 to 1000") }
    }

    func run(_ session: Session) async throws {
        let style = Style(session.terminal)
        var last = after
        var wait = 0
        repeat {
            let batch = try await fetch(after: last, wait: wait, session)
            for event in batch.events {
                session.line(options.json ? try Self.json(event) : Self.line(event, style))
            }
            last = batch.last
            wait = EventQuery.maximalWait
        } while follow && !Task.isCancelled
    }

    private func fetch(after: Int64?, wait: Int, _ session: Session) async throws(CommandError) -> EventBatch {
        let query = [("after", after.map(String.init)), ("limit", String(limit)), ("wait", String(wait))]
        return try await client(session).get(
            ["v1", "events"], query: query, timeout: .seconds(wait + 30), as: EventBatch.self
        ).value
    }

    private static func json(_ event: EventRecord) throws -> String {
        String(decoding: try ControlJSON.encode(event), as: UTF8.self)
    }

    private static func line(_ event: EventRecord, _ style: Style) -> String {
        let facts = [
            event.conversation.map { "#\($0)" }, event.queue.map { "queue=\($0)" }, event.inbox.map { "inbox=\($0)" },
            event.actor.map { "by=\($0)" },
        ].compactMap { $0 }
        let data = event.data.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.plainText)" }
        return [
            style.paint(TimeText.instant(event.at), .faint), String(event.id), style.paint(event.kind, .strong),
            DisplayText.clean((facts + data).joined(separator: " ")),
        ].filter { !$0.isEmpty }.joined(separator: "  ")
    }
}

extension JSONValue {
    /// For people: texts without quotes.
    fileprivate var plainText: String {
        switch self {
        case .null: "-"
        case .flag(let value): String(value)
        case .number(let value): String(value)
        case .fraction(let value): String(value)
        case .text(let value): value
        case .list(let values): values.map(\.plainText).joined(separator: ",")
        case .object(let values):
            values.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.plainText)" }.joined(separator: ",")
        }
    }
}

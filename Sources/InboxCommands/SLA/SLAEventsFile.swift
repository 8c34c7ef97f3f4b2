import ControlAPI
import Foundation
import InboxDomain

/// Events of one conversation in a file: one JSON object a line, empty lines left out.
enum SLAEventsFile {
    private struct Line: Decodable {
        var at: String
        var type: String
        var priority: String?
        var status: String?
    }

    private enum Kind: String, CaseIterable {
        case created
        case customerMessage = "customer_message"
        case agentReply = "agent_reply"
        case agentNote = "agent_note"
        case autoReply = "auto_reply"
        case replyFailed = "reply_failed"
        case status, priority
    }

    /// Bytes; some ten thousand events.
    private static let longest = 1 << 20

    /// The events in the order of the lines, which is that of time; at one instant `created` comes first.
    ///
    /// Throws `usage`, with the line, where something is no event or is earlier than the line before, where there are
    /// none, and where the conversation is created twice or after another event.
    static func read(_ path: String, _ session: Session) throws(CommandError) -> [SLAEvaluation.Event] {
        var events: [SLAEvaluation.Event] = []
        var created: (line: Int, at: Instant)?
        var last: (line: Int, at: Instant)?
        for (index, text) in try text(path, session).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        where text.contains(where: { !$0.isWhitespace }) {
            let place = "\(path == "-" ? "standard input" : path):\(index + 1)"
            let event = try parse(text, place)
            if let last, event.at < last.at {
                throw CommandError(
                    .usage, "\(place): \(event.at.formatted) is before line \(last.line) (\(last.at.formatted))",
                    hint: "put the events in the order of time")
            }
            last = (index + 1, event.at)
            if case .created = event.event {
                if let created {
                    throw CommandError(.usage, "\(place): created a second time, after line \(created.line)")
                }
                created = (index + 1, event.at)
            }
            events.append(event)
        }
        guard let first = events.map(\.at).min() else {
            throw CommandError(.usage, "\(path) has no events", hint: example)
        }
        if let created {
            guard created.at == first else {
                throw CommandError(
                    .usage, "\(path):\(created.line): the conversation is created after its first event, \(first)")
            }
        } else {
            events.append(SLAEvaluation.Event(at: first, event: .created(.normal)))
        }
        return events.enumerated().sorted { a, b in key(a.element, a.offset) < key(b.element, b.offset) }.map(\.element)
    }

    private static func key(_ event: SLAEvaluation.Event, _ offset: Int) -> (Instant, Int) {
        if case .created = event.event { return (event.at, -1) }
        return (event.at, offset)
    }

    private static func text(_ path: String, _ session: Session) throws(CommandError) -> String {
        if path == "-" {
            guard let input = session.readInput() else {
                throw CommandError(.usage, "standard input is no UTF-8 text of at most 1 MiB")
            }
            return input
        }
        guard let file = try? FileHandle(forReadingFrom: URL(filePath: path)),
            let data = try? file.read(upToCount: longest + 1) ?? Data()
        else {
            throw CommandError(.usage, "\(path) cannot be read")
        }
        guard data.count <= longest else { throw CommandError(.usage, "\(path) is longer than 1 MiB") }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandError(.usage, "\(path) is no UTF-8 text")
        }
        return text
    }

    private static let example = "a line is {\"at\":\"2026-03-02T09:00:00Z\",\"type\":\"customer_message\"}"

    private static func parse(_ text: Substring, _ place: String) throws(CommandError) -> SLAEvaluation.Event {
        guard let line = try? ControlJSON.decode(Line.self, from: Data(text.utf8)) else {
            throw CommandError(.usage, "\(place): no JSON object with texts “at” and “type”", hint: example)
        }
        let at: Instant
        do {
            at = try Instant(rfc3339: line.at)
        } catch {
            throw CommandError(.usage, "\(place): \(error)")
        }
        let event: SLAEvent =
            switch try value(line.type, "type", Kind.self, place) {
            case .created:
                .created(
                    try line.priority.map { text throws(CommandError) in
                        try value(text, "priority", Priority.self, place)
                    } ?? .normal)
            case .customerMessage: .customerMessage
            case .agentReply: .agentReply
            case .agentNote: .agentNote
            case .autoReply: .autoReply
            case .replyFailed: .replyFailed
            case .status: .status(try value(line.status ?? "", "status", ConversationStatus.self, place))
            case .priority: .priority(try value(line.priority ?? "", "priority", Priority.self, place))
            }
        return SLAEvaluation.Event(at: at, event: event)
    }

    private static func value<Value: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ what: String, _ type: Value.Type, _ place: String
    ) throws(CommandError) -> Value {
        if let value = Value(rawValue: text) { return value }
        let words = Value.allCases.map(\.rawValue)
        throw CommandError(
            .usage, text.isEmpty ? "\(place): the event has no \(what)" : "\(place): there is no \(what) “\(text)”",
            hint: Spelling.nearest(to: text, among: words).map { "did you mean “\($0)”?" }
                ?? "one of: " + words.joined(separator: ", "))
    }
}

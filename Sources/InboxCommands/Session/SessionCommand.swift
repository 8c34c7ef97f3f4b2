import ArgumentParser
import ControlAPI

/// A command that does something, as against one that only groups others.
protocol SessionCommand: ParsableCommand {
    var options: GlobalOptions { get }

    /// Does it, and prints the result. Failures are `CommandError`.
    func run(_ session: Session) async throws
}

extension SessionCommand {
    func client(_ session: Session) -> ControlClient {
        ControlClient(exchange: session.exchange, socket: options.socketPath(session))
    }

    /// Prints an answer: as it came with `--json`, else as `lines` makes it readable.
    func show<Value>(
        _ answer: ControlReply<Value>, _ session: Session, as lines: (Value, Style) -> [String]
    ) {
        if options.json {
            session.line(answer.json)
        } else {
            for line in lines(answer.value, Style(session.terminal)) { session.line(line) }
        }
    }

    /// Prints what was found without the daemon, in the same two forms.
    func show<Value: Encodable>(
        _ value: Value, _ session: Session, as lines: (Value, Style) -> [String]
    ) throws {
        let json = options.json ? String(decoding: try ControlJSON.encode(value), as: UTF8.self) : ""
        show(ControlReply(json: json, value: value), session, as: lines)
    }

    /// Prints a part of a list, and how to get the next.
    func show<Item>(
        page answer: ControlReply<Page<Item>>, _ session: Session, as lines: ([Item], Style) -> [String]
    ) {
        show(answer, session) { page, style in lines(page.items, style) }
        if !options.json, let next = answer.value.next {
            session.remark("There is more: add --cursor \(next)")
        }
    }

    /// Does the same to each of several conversations; goes on after a failure, and throws the first one at the end.
    func each(
        _ ids: [ConversationNumber], _ session: Session, _ act: (ConversationNumber) async throws -> Void
    ) async throws {
        var first: CommandError?
        for id in ids {
            do {
                try await act(id)
            } catch let error as CommandError where ids.count > 1 && error.status != .noDaemon {
                session.report(CommandError(error.status, "#\(id.value): \(error.message)", hint: error.hint))
                first = first ?? error
            }
        }
        if let first {
            throw CommandError(first.status, "not all of the \(ids.count) conversations were changed")
        }
    }
}

/// A conversation's number on the command line: `42` or `#42`.
struct ConversationNumber: ExpressibleByArgument, Hashable {
    var value: Int64

    init?(argument: String) {
        guard let value = Int64(argument.hasPrefix("#") ? argument.dropFirst() : argument[...]), value > 0 else {
            return nil
        }
        self.value = value
    }
}

import ArgumentParser
import ControlAPI
import InboxDomain

/// A length of real time on the command line: `90s`, `15m`, `2h`, `3d`, or several together, `1h30m`.
struct TimeSpan: ExpressibleByArgument, Hashable {
    var seconds: Int64

    init?(argument: String) {
        var total: Int64 = 0
        var digits = ""
        for character in argument {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            let unit: Int64
            switch character {
            case "s": unit = 1
            case "m": unit = 60
            case "h": unit = 3600
            case "d": unit = 86_400
            default: return nil
            }
            guard let count = Int64(digits), count <= 36_500 * 86_400 / unit else { return nil }
            total += count * unit
            digits = ""
        }
        guard digits.isEmpty, total > 0 else { return nil }
        seconds = total
    }
}

extension Timestamp: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}

/// `--for` or `--until`: when something ends.
struct EndOptions: ParsableArguments {
    @Option(name: .customLong("for"), help: ArgumentHelp("For this long: 90s, 15m, 2h, 3d.", valueName: "time"))
    var span: TimeSpan?

    @Option(help: ArgumentHelp("Until this instant: 2026-03-01T09:00:00Z.", valueName: "instant"))
    var until: Timestamp?

    func validate() throws {
        guard span == nil || until == nil else { throw ValidationError("give --for or --until, not both") }
    }

    /// Nil where neither is given.
    func end(_ session: Session) -> Timestamp? {
        until ?? span.map { Timestamp(session.now().adding(seconds: $0.seconds)) }
    }
}

/// What somebody writes: given as an argument, or `-` for standard input.
struct TextArgument: ParsableArguments {
    @Argument(help: "The text, or - to read it from standard input.")
    var text: String

    func read(_ session: Session) throws(CommandError) -> String {
        guard text == "-" else { return text }
        guard let input = session.readInput() else {
            throw CommandError(.usage, "standard input is no UTF-8 text of at most 1 MiB")
        }
        return input.last == "\n" ? String(input.dropLast()) : input
    }
}

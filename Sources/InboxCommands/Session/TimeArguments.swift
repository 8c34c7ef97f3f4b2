import ArgumentParser
import ControlAPI
import InboxDomain

/// A length of real time on the command line: `90s`, `15m`, `1h30m`, `3d`.
struct TimeSpan: ExpressibleByArgument, Hashable {
    var milliseconds: Int64

    init?(argument: String) {
        guard let milliseconds = try? DurationText.parse(argument), milliseconds > 0 else { return nil }
        self.milliseconds = milliseconds
    }
}

extension Timestamp: ExpressibleByArgument {
    package init?(argument: String) {
        guard let instant = try? Instant(rfc3339: argument) else { return nil }
        self.init(instant)
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
        until ?? span.map { Timestamp(session.now().adding(milliseconds: $0.milliseconds)) }
    }
}

import ArgumentParser
import BusinessTime
import ControlAPI
import InboxDomain

struct CalendarElapsed: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "elapsed", abstract: "The working time between two instants, in seconds.",
        discussion: "The end is not inside. Full seconds; what is left of one is not counted.")

    @OptionGroup var source: OfflineCalendar

    @Option(help: ArgumentHelp("The name of a calendar.", valueName: "name"))
    var calendar: String

    @Option(help: ArgumentHelp("The first instant: 2026-03-02T09:00:00Z.", valueName: "instant"))
    var from: Timestamp

    @Option(help: ArgumentHelp("The instant after it.", valueName: "instant"))
    var to: Timestamp

    @OptionGroup var options: GlobalOptions

    private struct Answer: Encodable {
        var elapsedSeconds: Int64
    }

    func run(_ session: Session) async throws {
        guard from <= to else {
            throw CommandError(.usage, "--to (\(to)) is before --from (\(from))", hint: "swap them")
        }
        let calendar = try source.find(calendar, session)
        let elapsed = calendar.elapsed(from: from.instant.milliseconds, to: to.instant.milliseconds)
        try show(Answer(elapsedSeconds: elapsed / 1000), session) { answer, _ in ["\(answer.elapsedSeconds)"] }
    }
}

import ArgumentParser
import BusinessTime
import ControlAPI
import InboxDomain

struct CalendarDue: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "The instant by which so much working time has passed.",
        discussion: "Prints one RFC 3339 instant, in UTC. That may be the closing minute, never the next opening.")

    @OptionGroup var source: OfflineCalendar

    @Option(help: ArgumentHelp("The name of a calendar.", valueName: "name"))
    var calendar: String

    @Option(help: ArgumentHelp("When the time begins to count: 2026-03-02T09:00:00Z.", valueName: "instant"))
    var from: Timestamp

    @Option(help: ArgumentHelp("Working time in h, m and s: 4h30m.", valueName: "time"))
    var after: WorkingSpan

    @OptionGroup var options: GlobalOptions

    private struct Answer: Encodable {
        var dueAt: Timestamp
    }

    func run(_ session: Session) async throws {
        let calendar = try source.find(calendar, session)
        guard let due = calendar.due(from: from.instant.milliseconds, milliseconds: after.milliseconds) else {
            throw CommandError(
                .failed,
                "“\(calendar.name)” has no \(DurationText.format(after.milliseconds)) of working time after "
                    + "\(from)", hint: "look at its hours and holidays: inboxctl calendar show \(calendar.name)")
        }
        let answer = Answer(dueAt: Timestamp(Instant(milliseconds: due)))
        try show(answer, session) { answer, _ in [answer.dueAt.description] }
    }
}

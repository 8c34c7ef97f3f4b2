import ArgumentParser
import BusinessTime
import ControlAPI
import InboxDomain

struct CalendarShow: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The days of a calendar: hours, holidays, changes of the clocks.")

    @OptionGroup var source: OfflineCalendar

    @Argument(help: ArgumentHelp("The name of a calendar.", valueName: "calendar"))
    var name: String

    @Option(help: "How many days, up to \(Calendar.longestListing).")
    var days = 14

    @Option(help: ArgumentHelp("The first day, such as 2026-03-02; else today.", valueName: "date"))
    var from: LocalDate?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (1...Calendar.longestListing).contains(days) else {
            throw ValidationError("--days goes from 1 to \(Calendar.longestListing)")
        }
    }

    func run(_ session: Session) async throws {
        let calendar = try source.find(name, session)
        let today = calendar.zone.local(at: session.now().milliseconds / 1000).date
        let listing = CalendarListing(of: calendar, from: from ?? today, days: days)
        try show(listing, session) { listing, style in listing.lines(style) }
    }
}

extension LocalDate: ExpressibleByArgument {
    package init?(argument: String) {
        guard let date = try? LocalDate(parsing: argument) else { return nil }
        self = date
    }
}

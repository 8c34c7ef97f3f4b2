import ArgumentParser
import ControlAPI
import InboxConfig
import InboxDomain

struct SimulateCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "What a changed configuration would have made of the conversations there were.",
        discussion: """
            Runs the routes, policies and calendars of another configuration file over stored conversations, page by \
            page, and lists those that would be in another queue, under another policy, or have another verdict of a \
            clock. Changes nothing.
            """)

    @Option(help: ArgumentHelp("The changed configuration file.", valueName: "file"))
    var config: String

    @Option(help: ArgumentHelp("Conversations created in this time.", valueName: "time"))
    var since = TimeSpan(milliseconds: 30 * 86_400_000)

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let configuration = try OfflineConfiguration.loadRules(config, session)
        let now = session.now()
        let simulation = Simulation(configuration: configuration, now: now)
        var totals = SimulationTotals()
        var cursor: String?
        repeat {
            let page = try await client(session).get(
                ["v1", "simulation"],
                query: [
                    ("since", now.adding(milliseconds: -since.milliseconds).formatted), ("limit", "100"),
                    ("cursor", cursor),
                ], as: Page<SimulationRecord>.self
            ).value
            for record in page.items {
                let outcome = simulation.outcome(of: record)
                totals.add(outcome)
                if outcome.isDifferent { try print(outcome, session) }
            }
            cursor = page.next
        } while cursor != nil
        if options.json {
            session.line(String(decoding: try ControlJSON.encode(totals), as: UTF8.self))
        } else {
            session.line(totals.sentence)
        }
    }

    /// At once: however many there are, none is kept.
    private func print(_ outcome: SimulationOutcome, _ session: Session) throws {
        if options.json {
            session.line(String(decoding: try ControlJSON.encode(outcome), as: UTF8.self))
        } else {
            session.line(DisplayText.clean(outcome.sentence))
        }
    }
}

extension TimeSpan: CustomStringConvertible {
    init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    var description: String { DurationText.format(milliseconds, usesDays: true) }
}

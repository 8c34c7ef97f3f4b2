import ArgumentParser
import ControlAPI
import InboxConfig
import InboxDomain

struct SLAEval: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Runs the clocks of a policy over events, without a daemon.",
        discussion: """
            The events are lines of JSON such as {"at":"2026-03-02T09:00:00Z","type":"customer_message"}. Types: created \
            (with priority), customer_message, agent_reply, agent_note, auto_reply, reply_failed, status (with status), \
            priority (with priority). They stand in the order of time; without created the conversation begins with its \
            first event, at normal priority. Prints a table on a terminal, and JSON elsewhere.
            """)

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = OfflineConfiguration.defaultFile

    @Option(help: ArgumentHelp("The name of an SLA policy.", valueName: "name"))
    var policy: String

    @Option(help: ArgumentHelp("The events, one a line; - is standard input.", valueName: "file"))
    var events: String

    @Option(
        help: ArgumentHelp(
            "As of this instant: later events are left out. Else the instant of the last event.", valueName: "instant"))
    var at: Timestamp?

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let configuration = try OfflineConfiguration.loadRules(config, session)
        let rules = try OfflineRules.find(policy, in: configuration, config)
        let events = try SLAEventsFile.read(events, session)
        let evaluation = SLAEvaluation(of: events, rules: rules, at: at?.instant)
        guard !options.json, session.terminal.width != nil else {
            session.line(String(decoding: try ControlJSON.encode(evaluation), as: UTF8.self))
            return
        }
        for line in evaluation.lines(Style(session.terminal)) { session.line(line) }
    }
}

import ArgumentParser
import ControlAPI
import InboxDomain

struct SLAExplain: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Why each clock of a conversation stands as it does.",
        discussion: """
            Each run of each clock: when it ran, when it stood still, and the closed periods that did not count. With \
            --policy and --events the same is said of a file of events, without a daemon; see inboxctl sla eval.
            """)

    @Argument(help: ArgumentHelp("The number of a conversation.", valueName: "conversation"))
    var conversation: ConversationNumber?

    @OptionGroup var source: OfflineClocks

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (conversation != nil) != source.isGiven else {
            throw ValidationError("name a conversation, or --policy and --events")
        }
        guard conversation != nil || source.isWhole else {
            throw ValidationError("--policy and --events stand together")
        }
    }

    func run(_ session: Session) async throws {
        guard let conversation else {
            let (events, rules) = try source.load(session)
            var replay = ClockReplay(rules: rules)
            let now = source.at?.instant ?? events[events.count - 1].at
            for event in events where event.at <= now { replay.apply(event.event, at: event.at) }
            replay.finish(at: now)
            try show(SLAExplanation(replay, at: now), session) { $0.lines($1) }
            return
        }
        let found = try await client(session).get(
            ["v1", "conversations", String(conversation.value), "sla"], as: SLAExplanation.self)
        show(found, session) { $0.lines($1) }
    }
}

/// `--config`, `--policy`, `--events` and `--at`: the clocks of a policy over a file of events.
struct OfflineClocks: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = OfflineConfiguration.defaultFile

    @Option(help: ArgumentHelp("The name of an SLA policy.", valueName: "name"))
    var policy: String?

    @Option(help: ArgumentHelp("The events, one a line; - is standard input.", valueName: "file"))
    var events: String?

    @Option(
        help: ArgumentHelp(
            "As of this instant: later events are left out. Else the instant of the last event.", valueName: "instant"))
    var at: Timestamp?

    var isGiven: Bool { policy != nil || events != nil }

    var isWhole: Bool { policy != nil && events != nil }

    /// Throws `usage` where either is missing or wrong.
    func load(_ session: Session) throws(CommandError) -> (events: [SLAEvaluation.Event], rules: SLARules) {
        guard let policy, let events else { throw CommandError(.usage, "name --policy and --events") }
        let configuration = try OfflineConfiguration.loadRules(config, session)
        let rules = try OfflineRules.find(policy, in: configuration, config)
        return (try SLAEventsFile.read(events, session), rules)
    }
}

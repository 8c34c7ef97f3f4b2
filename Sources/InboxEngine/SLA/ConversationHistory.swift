import InboxDomain
import InboxStore

/// What happened in a stored conversation, as far as clocks care: read from its events.
struct ConversationHistory {
    enum Step {
        case event(SLAEvent)
        /// It came under this policy, or under none.
        case policy(String?)
    }

    struct Entry {
        var at: Instant
        var step: Step
    }

    /// Events of one conversation that are read; the oldest of a longer history are left out.
    private static let longest = 20_000

    private(set) var entries: [Entry] = []
    /// The policy under which it began.
    private(set) var policy: String?
    /// The customer's first message.
    private(set) var firstMessage: MessageID?
    private var replies: [Int64] = []

    init(of conversation: Conversation, connection: any SQLConnection) throws {
        policy = conversation.slaPolicy
        for event in try Events(connection).of(conversation.id, limit: Self.longest) { take(event) }
        // Late deliveries carry the instant of their receipt.
        entries = entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    private mutating func take(_ event: StoredEvent) {
        switch EventType(rawValue: event.type) {
        case .conversationCreated:
            let data = event.fields
            policy = data.text("policy")
            add(event, .created(data.text("priority").flatMap(Priority.init) ?? .normal))
        case .messageReceived:
            firstMessage = firstMessage ?? event.message
            add(event, .customerMessage)
        case .messageQueued where event.actor == AutoReplier.author: add(event, .autoReply)
        case .messageQueued:
            if let id = event.message?.rawValue { replies.append(id) }
            add(event, .agentReply)
        case .messageEchoed: add(event, .agentReply)
        case .messageFailed:
            // Only where no later reply went out: then the customer was answered after all.
            guard let id = event.message?.rawValue, replies.contains(id) else { return }
            replies.removeAll { $0 == id }
            if !replies.contains(where: { $0 > id }) { add(event, .replyFailed) }
        case .noteAdded: add(event, .agentNote)
        case .conversationStatus, .conversationReopened:
            if let status = event.fields.text("to").flatMap(ConversationStatus.init) { add(event, .status(status)) }
        case .conversationPriority:
            if let priority = event.fields.text("to").flatMap(Priority.init) { add(event, .priority(priority)) }
        case .conversationMoved:
            if let policy = event.fields.text("policy") { entries.append(Entry(at: event.at, step: .policy(policy))) }
        default: break
        }
    }

    private mutating func add(_ event: StoredEvent, _ what: SLAEvent) {
        entries.append(Entry(at: event.at, step: .event(what)))
    }

    /// Runs the clocks over it, up to `now`. `timeline` gives the rules of a policy in the order in which they held; the
    /// first of them also for all that was before.
    func replay(
        until now: Instant, timeline: (String) throws -> [(since: Instant, rules: SLARules?)]
    ) throws -> ClockReplay {
        var held = try policy.map(timeline) ?? []
        let start = entries.first?.at ?? now
        var replay = ClockReplay(rules: Self.rules(of: held, at: start), firesSteps: false)
        held.removeAll { $0.since <= start }
        for entry in entries where entry.at <= now {
            while let next = held.first, next.since <= entry.at {
                replay.change(to: next.rules, at: next.since)
                held.removeFirst()
            }
            switch entry.step {
            case .event(let event): replay.apply(event, at: entry.at)
            case .policy(let policy):
                held = try policy.map(timeline) ?? []
                let rules = Self.rules(of: held, at: entry.at)
                held.removeAll { $0.since <= entry.at }
                if rules?.policy.name != replay.rules.last??.policy.name { replay.change(to: rules, at: entry.at) }
            }
        }
        for next in held where next.since <= now { replay.change(to: next.rules, at: next.since) }
        replay.finish(at: now)
        return replay
    }

    private static func rules(of timeline: [(since: Instant, rules: SLARules?)], at instant: Instant) -> SLARules? {
        (timeline.last { $0.since <= instant } ?? timeline.first)?.rules
    }
}

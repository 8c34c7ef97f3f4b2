import InboxConfig
import InboxDomain
import InboxStore

/// Moves many conversations to another queue at once: what becomes of each is worked out first, from a snapshot, and
/// then written in few statements.
///
/// What is written is what `ConversationUnit.move` would, conversation by conversation. Between `plan` and `write`
/// nothing may change conversations (see `SQLEngine.write(preparedBy:)`).
struct QueueMove: Sendable {
    /// Conversations that are read together.
    private static let part = 500

    let source: String
    let target: QueueDefinition
    let graph: EngineGraph
    let now: Instant
    let actor: String
    let reason: String

    /// What is to be written.
    struct Plan: Sendable {
        fileprivate var steps: [Step] = []
        /// What is known before anything is written.
        var outcome = Outcome()
        /// Whether everything is.
        var isComplete = true

        var count: Int { steps.count }
    }

    fileprivate enum Step: Sendable {
        /// Another queue is all that changes.
        case move(ConversationID)
        case change(ConversationChange)
        /// An escalation step that the move sets off has to write; it is done conversation by conversation.
        case later(ConversationID)
    }

    /// What became of the unfinished clocks, and of the first few conversations, by their place in the plan.
    struct Outcome: Sendable {
        static let longestSample = 10

        struct Example: Sendable {
            var conversation: Conversation
            var dueBefore: Instant?
            var dueAfter: Instant?
        }

        var deadlines = DeadlineShift()
        var sample: [Int: Example] = [:]

        fileprivate mutating func add(_ unit: ConversationUnit, before: ClockSet, at place: Int, now: Instant) {
            deadlines.count(before: before.clocks, after: unit.clocks.clocks, now: now)
            note(unit.conversation, before.nextDueAt, unit.clocks.nextDueAt, at: place)
        }

        fileprivate mutating func note(
            _ conversation: Conversation, _ before: Instant?, _ after: Instant?, at place: Int
        ) {
            guard place < Self.longestSample else { return }
            sample[place] = Example(conversation: conversation, dueBefore: before, dueAfter: after)
        }
    }

    // MARK: - Planning

    /// Works out what becomes of every conversation of the queue that the filter finds, the most urgent first.
    func plan(_ filter: ConversationFilter?, _ connection: any SQLConnection) throws -> Plan {
        var plan = Plan()
        try ConversationSearch(connection).find(filter, queue: source, now: now, size: Self.part) { part in
            let involved = part.filter { !isOnlyMoved($0) }.map(\.id)
            let clocks = try Clocks(connection).latest(of: involved)
            let others = Set(involved)
            var moved: [ConversationID] = []
            for conversation in part {
                if others.contains(conversation.id) {
                    try add(conversation, clocks[conversation.id] ?? [], to: &plan, connection)
                } else {
                    plan.outcome.note(conversation, conversation.nextDueAt, conversation.nextDueAt, at: plan.count)
                    plan.steps.append(.move(conversation.id))
                    moved.append(conversation.id)
                }
            }
            plan.outcome.deadlines.unchanged += try Clocks(connection).unfinishedCount(of: moved)
        }
        return plan
    }

    /// Whether the move changes nothing but the queue: it stays under the same version of the same policy, no timer is
    /// due, and nobody has it who would lose it or give it back.
    private func isOnlyMoved(_ conversation: Conversation) -> Bool {
        guard conversation.assignee == nil else { return false }
        guard let policy = conversation.slaPolicy else {
            return target.slaPolicy == nil && (conversation.nextTimerAt ?? .distantFuture) > now
        }
        guard target.slaPolicy == nil || target.slaPolicy == policy,
            graph.versions[policy] == nil || graph.versions[policy] == conversation.slaVersion,
            let timer = conversation.nextTimerAt
        else { return false }
        return timer > now
    }

    private func add(
        _ conversation: Conversation, _ clocks: [Clock], to plan: inout Plan, _ connection: any SQLConnection
    ) throws {
        do {
            var unit = try ConversationUnit(
                conversation, clocks: clocks, connection: connection, graph: graph, now: now)
            let before = try move(&unit)
            let change = try unit.change()
            plan.outcome.add(unit, before: before, at: plan.count, now: now)
            plan.steps.append(.change(change))
        } catch StoreError.statement {
            // A write on the snapshot. Any other reason shows again in the transaction.
            plan.isComplete = false
            plan.steps.append(.later(conversation.id))
        }
    }

    /// Returns how the clocks stood just before the move.
    private func move(_ unit: inout ConversationUnit) throws -> ClockSet {
        try unit.advance(to: now)
        let before = unit.clocks
        try unit.move(to: target.name, at: now, actor: actor, reason: reason)
        return before
    }

    // MARK: - Writing

    /// Writes a plan, and returns its whole outcome.
    func write(_ plan: Plan, _ connection: any SQLConnection) throws -> Outcome {
        var event = NewEvent(.conversationMoved, at: now, actor: actor, data: moveData)
        var events: [NewEvent] = []
        var moved: [ConversationID] = []
        for step in plan.steps {
            switch step {
            case .move(let id):
                moved.append(id)
                event.conversation = id
                events.append(event)
            case .change(let change):
                try change.writeState(connection)
                events += change.events
            case .later: continue
            }
            if events.count >= Self.part {
                try Events(connection).append(events)
                events.removeAll(keepingCapacity: true)
            }
        }
        try Events(connection).append(events)
        // In the order of the table, so that each of its pages is changed once: two thirds of the time.
        try Conversations(connection).setQueue(target.name, of: moved.sorted())
        return try finish(plan, connection)
    }

    /// Does what could not be planned, and returns the whole outcome.
    func finish(_ plan: Plan, _ connection: any SQLConnection) throws -> Outcome {
        var outcome = plan.outcome
        guard !plan.isComplete else { return outcome }
        for (place, step) in plan.steps.enumerated() {
            guard case .later(let id) = step, let conversation = try Conversations(connection).find(id) else {
                continue
            }
            var unit = try ConversationUnit(conversation, connection: connection, graph: graph, now: now)
            let before = try move(&unit)
            try unit.save()
            outcome.add(unit, before: before, at: place, now: now)
        }
        return outcome
    }

    /// As `ConversationUnit.move` describes a move that keeps the policy.
    private var moveData: JSONFields {
        ConversationUnit.moveData(from: source, to: target.name, policy: nil, reason: reason)
    }
}

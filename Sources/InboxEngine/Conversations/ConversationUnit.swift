import InboxConfig
import InboxDomain
import InboxStore

/// One conversation inside a write transaction: loaded once, changed through methods that keep its clocks, its history
/// and its timer right, and saved once.
///
/// Every change first brings the clocks up to its instant, so a breach before it is recorded where it belongs in time,
/// also when nobody was there to see it.
struct ConversationUnit {
    let connection: any SQLConnection
    let graph: EngineGraph
    /// When this transaction runs; events record by how much they come late.
    let now: Instant
    var conversation: Conversation
    private(set) var clocks: ClockSet
    /// As the store has it; nil for one that is not stored yet.
    private var stored: Conversation?
    private var storedClocks: [Clock]
    private var unsavedEvents: [NewEvent] = []
    /// Calls of webhooks, written with the rest.
    var unsavedCalls: [EscalationCall] = []

    /// Takes up a conversation that the store has.
    ///
    /// - Parameter clocks: The last two runs of each kind, where they were read already, with those of others.
    init(
        _ conversation: Conversation, clocks known: [Clock]? = nil, connection: any SQLConnection, graph: EngineGraph,
        now: Instant
    ) throws {
        self.connection = connection
        self.graph = graph
        self.now = now
        self.conversation = conversation
        stored = conversation
        storedClocks = try known ?? Clocks(connection).latest(of: conversation.id)
        clocks = ClockSet(clocks: storedClocks, conversation: conversation)
        try catchUp()
    }

    /// Begins a new conversation; it has no number before it is saved.
    init(new conversation: Conversation, connection: any SQLConnection, graph: EngineGraph, now: Instant) {
        self.connection = connection
        self.graph = graph
        self.now = now
        self.conversation = conversation
        self.conversation.slaVersion = conversation.slaPolicy.flatMap { graph.versions[$0] }
        storedClocks = []
        clocks = ClockSet(clocks: [], conversation: conversation)
    }

    /// Whether the store has it.
    var isStored: Bool { stored != nil }

    /// Where other rules hold than the graph's: while the time under older ones is counted, and where another transaction
    /// has come to newer ones already.
    var otherRules: SLARules??

    private var rules: SLARules? { otherRules ?? graph.rules(of: conversation.slaPolicy) }

    // MARK: - Clocks

    /// Lets an event act on the clocks, after all that fell due before it. What falls due at this very instant comes
    /// after the event: an answer at the due instant is in time.
    mutating func clock(_ event: SLAEvent, at instant: Instant) throws {
        try advance(to: instant.adding(milliseconds: -1))
        try act(event, at: instant)
    }

    private mutating func act(_ event: SLAEvent, at instant: Instant) throws {
        let changes = clocks.apply(event, at: instant, rules: rules)
        conversation.waitingSince = clocks.state.waitingSince
        try record(changes)
    }

    /// Fires what fell due up to `instant`: breaches, escalation steps, the end of a snooze, the close of a resolved
    /// conversation.
    mutating func advance(to instant: Instant) throws {
        if conversation.status == .snoozed, let end = conversation.snoozedUntil, end <= instant {
            try advanceClocks(to: end)
            try setStatus(.open, at: end, actor: nil, reason: "snooze_ended")
        }
        try advanceClocks(to: instant)
        if let end = closesAt, end <= instant {
            try setStatus(.closed, at: end, actor: nil, reason: "follow_up_window_ended")
        }
    }

    private mutating func advanceClocks(to instant: Instant) throws {
        // One instant at a time: what a step does (another priority) acts on the clocks from that instant on.
        while let rules, let timer = clocks.nextTimerAt, timer <= instant {
            try record(clocks.advance(to: timer, rules: rules))
            if clocks.nextTimerAt == timer { return }
        }
    }

    private var closesAt: Instant? {
        guard conversation.status == .resolved, let resolvedAt = conversation.resolvedAt else { return nil }
        return resolvedAt.adding(seconds: graph.configuration.conversations.followUpWindow)
    }

    /// Puts the clocks under a changed policy or calendar; the change is an event where it changes any of them.
    mutating func changeRules(from old: SLARules?, to new: SLARules?, at instant: Instant) throws {
        let before = clocks.clocks
        let changes = clocks.changePolicy(from: old, to: new, at: instant)
        let touched = clocks.clocks.filter { clock in
            let was = before.first { $0.kind == clock.kind && $0.run == clock.run }
            return was.map { $0.dueAt != clock.dueAt || $0.target != clock.target || $0.state != clock.state } ?? true
        }
        if !touched.isEmpty {
            var data = JSONFields()
            data.add("policy", conversation.slaPolicy)
            data.add(
                "clocks",
                touched.map { clock in
                    "\(clock.kind.rawValue) \(clock.run) \(clock.dueAt.map { "due \($0.formatted)" } ?? clock.state.rawValue)"
                })
            append(.slaRetargeted, at: instant, data: data)
        }
        try record(changes)
    }

    // MARK: - Changes

    mutating func setStatus(_ status: ConversationStatus, at instant: Instant, actor: String?, reason: String? = nil)
        throws
    {
        let old = conversation.status
        guard old != status else { return }
        conversation.status = status
        conversation.resolvedAt = status == .resolved || status == .closed ? conversation.resolvedAt ?? instant : nil
        if status != .snoozed { conversation.snoozedUntil = nil }
        if status == .open, conversation.assignee != nil { conversation.heldSince = instant }
        try act(.status(status), at: instant)
        var data = JSONFields()
        data.add("from", old.rawValue)
        data.add("to", status.rawValue)
        data.add("reason", reason)
        let isReopening = !old.isActive && status.isActive
        append(isReopening ? .conversationReopened : .conversationStatus, at: instant, actor: actor, data: data)
    }

    mutating func setPriority(_ priority: Priority, at instant: Instant, actor: String?) throws {
        let old = conversation.priority
        guard old != priority else { return }
        conversation.priority = priority
        try act(.priority(priority), at: instant)
        var data = JSONFields()
        data.add("from", old.rawValue)
        data.add("to", priority.rawValue)
        append(.conversationPriority, at: instant, actor: actor, data: data)
    }

    /// Moves to another queue, and under that queue's policy where it names one. The assignee stays only where that
    /// queue has them.
    mutating func move(to queue: String, at instant: Instant, actor: String?, reason: String? = nil) throws {
        let old = conversation.queue
        guard old != queue, let definition = graph.configuration.queues[queue] else { return }
        conversation.queue = queue
        if let assignee = conversation.assignee, !definition.agents.contains(assignee) {
            conversation.assignee = nil
            conversation.heldSince = nil
        }
        let oldPolicy = conversation.slaPolicy
        if let policy = definition.slaPolicy, policy != oldPolicy {
            let old = rules
            conversation.slaPolicy = policy
            conversation.slaVersion = graph.versions[policy]
            otherRules = nil
            try record(clocks.changePolicy(from: old, to: rules, at: instant))
        }
        let policy = conversation.slaPolicy == oldPolicy ? nil : conversation.slaPolicy
        append(
            .conversationMoved, at: instant, actor: actor,
            data: Self.moveData(from: old, to: queue, policy: policy, reason: reason))
    }

    /// What the event of a move tells; `policy` where that is another one now.
    static func moveData(from old: String, to queue: String, policy: String?, reason: String?) -> JSONFields {
        var data = JSONFields()
        data.add("from", old)
        data.add("to", queue)
        data.add("policy", policy)
        data.add("reason", reason)
        return data
    }

    mutating func assign(to agent: String?, at instant: Instant, actor: String?, reason: String? = nil) throws {
        let old = conversation.assignee
        guard old != agent else { return }
        conversation.assignee = agent
        conversation.heldSince = agent == nil ? nil : instant
        var data = JSONFields()
        data.add("from", old)
        data.add("to", agent)
        data.add("reason", reason)
        append(.conversationAssigned, at: instant, actor: actor, data: data)
    }

    mutating func setTags(adding: [String], removing: [String], at instant: Instant, actor: String?) throws {
        let old = conversation.tags
        conversation.tags.removeAll { removing.contains($0) }
        for tag in adding where !conversation.tags.contains(tag) {
            conversation.tags.append(tag)
        }
        guard conversation.tags != old else { return }
        var data = JSONFields()
        data.add("tags", conversation.tags)
        append(.conversationTagged, at: instant, actor: actor, data: data)
    }

    @discardableResult
    mutating func addNote(_ text: String, author: String, at instant: Instant) throws -> MessageID {
        if stored == nil { try save() }
        let id = try Messages(connection).insert(
            Message(
                id: MessageID(0), conversation: conversation.id, direction: .note, author: author, sentAt: instant,
                receivedAt: instant, text: text))
        append(.noteAdded, at: instant, message: id, actor: author)
        if author == conversation.assignee { conversation.heldSince = instant }
        try act(.agentNote, at: instant)
        return id
    }

    /// Adds to the conversation's history; written when it is saved.
    mutating func append(
        _ type: EventType, at instant: Instant, message: MessageID? = nil, actor: String? = nil,
        data: JSONFields = JSONFields()
    ) {
        unsavedEvents.append(NewEvent(type, at: instant, message: message, actor: actor, data: data))
    }

    /// Writes what changed: the conversation, its clocks, its history.
    mutating func save() throws {
        try schedule()
        try write()
    }

    /// What `save` would write about a stored conversation, to be written later.
    mutating func change() throws -> ConversationChange {
        try schedule()
        return takeChange()
    }

    /// The same after a timer was served: a timer that is still not in the future is dropped rather than served for ever.
    /// It can only come from a clock whose policy or calendar left the configuration.
    mutating func change(afterTimer instant: Instant) throws -> ConversationChange {
        try schedule()
        if let timer = conversation.nextTimerAt, timer <= instant { conversation.nextTimerAt = nil }
        return takeChange()
    }

    private mutating func schedule() throws {
        conversation.nextDueAt = conversation.status.isActive ? clocks.nextDueAt : nil
        conversation.nextTimerAt = [
            clocks.nextTimerAt, conversation.snoozedUntil, closesAt, try nextGiveBack()?.at,
        ].compactMap { $0 }.min()
    }

    private mutating func write() throws {
        if stored == nil {
            conversation.id = try Conversations(connection).insert(conversation)
            stored = conversation
        }
        try takeChange().write(connection)
    }

    private mutating func takeChange() -> ConversationChange {
        let id = conversation.id
        let change = ConversationChange(
            conversation: id, update: stored.flatMap { ConversationUpdate(from: $0, to: conversation) },
            clocks: clocks.clocks.filter { !storedClocks.contains($0) },
            events: unsavedEvents.map { event in
                var event = event
                event.conversation = id
                return event
            },
            calls: unsavedCalls)
        stored = conversation
        storedClocks = clocks.clocks
        unsavedEvents = []
        unsavedCalls = []
        return change
    }
}

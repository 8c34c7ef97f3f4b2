package import InboxDomain

/// The clocks of conversations, a row for each run.
package struct Clocks {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    private static let columns = """
        kind, run, policy, target_working, target_real, target_later, allowance, state, started_at, used_working, \
        used_real, since, paused_total, due_at, stopped_at, breached_at, fired_steps, timer_at, fired_before
        """

    /// The last two runs of each kind: all that the rules need, however long the conversation.
    package func latest(of conversation: ConversationID) throws -> [Clock] {
        let id = SQLValue.int(conversation.rawValue)
        return try connection.rows(Self.latestQuery, [id, id, id, id], Self.read)
            .sorted { ($0.startedAt, $0.run) < ($1.startedAt, $1.run) }
    }

    /// The same for many conversations, in one statement a few hundred; those without clocks are left out.
    package func latest(of conversations: [ConversationID]) throws -> [ConversationID: [Clock]] {
        var clocks: [ConversationID: [Clock]] = [:]
        for chunk in conversations.chunks(of: Self.chunk) {
            try connection.forEachRow(
                """
                SELECT \(Self.columns), conversation_id FROM clocks k
                WHERE conversation_id IN (\(SQLValue.placeholders(chunk.count)))
                    AND run >= (SELECT MAX(run) - 1 FROM clocks l
                        WHERE l.conversation_id = k.conversation_id AND l.kind = k.kind)
                """, chunk.map { .int($0.rawValue) }
            ) { row in
                clocks[ConversationID(row.int(19)), default: []].append(try Self.read(row))
                return true
            }
        }
        return clocks.mapValues { $0.sorted { ($0.startedAt, $0.run) < ($1.startedAt, $1.run) } }
    }

    /// Conversations a statement.
    private static let chunk = 200

    /// How many clocks of these conversations have not stopped.
    package func unfinishedCount(of conversations: [ConversationID]) throws -> Int {
        try conversations.chunks(of: Self.chunk).reduce(0) { count, chunk in
            let found = try connection.first(
                """
                SELECT COUNT(*) FROM clocks
                WHERE conversation_id IN (\(SQLValue.placeholders(chunk.count))) AND stopped_at IS NULL
                """, chunk.map { .int($0.rawValue) }
            ) { Int($0.int(0)) }
            return count + (found ?? 0)
        }
    }

    private static let latestQuery = ClockKind.allCases.map { kind in
        """
        SELECT * FROM (SELECT \(columns) FROM clocks
        WHERE conversation_id = ? AND kind = '\(kind.rawValue)' ORDER BY run DESC LIMIT 2) AS \(kind.rawValue)_runs
        """
    }.joined(separator: "\nUNION ALL\n")

    /// Every run, by kind and run.
    package func all(of conversation: ConversationID) throws -> [Clock] {
        try connection.rows(
            "SELECT \(Self.columns) FROM clocks WHERE conversation_id = ? ORDER BY kind, run",
            [.int(conversation.rawValue)], Self.read)
    }

    /// Writes clocks, new ones and ones that changed.
    package func save(_ clocks: [Clock], of conversation: ConversationID) throws {
        for clock in clocks {
            try connection.execute(
                """
                INSERT INTO clocks (conversation_id, \(Self.columns))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (conversation_id, kind, run) DO UPDATE SET policy = excluded.policy,
                    target_working = excluded.target_working, target_real = excluded.target_real,
                    target_later = excluded.target_later, allowance = excluded.allowance, state = excluded.state,
                    started_at = excluded.started_at, used_working = excluded.used_working,
                    used_real = excluded.used_real, since = excluded.since, paused_total = excluded.paused_total,
                    due_at = excluded.due_at, stopped_at = excluded.stopped_at, breached_at = excluded.breached_at,
                    fired_steps = excluded.fired_steps, timer_at = excluded.timer_at, fired_before = excluded.fired_before
                """,
                [.int(conversation.rawValue)] + Self.values(clock))
        }
    }

    private static func values(_ clock: Clock) -> [SQLValue] {
        let target = TargetColumns(clock.target)
        return [
            .text(clock.kind.rawValue), .int(Int64(clock.run)), .text(clock.policy), .optional(target.working),
            .optional(target.real), .flag(target.isLater), .int(clock.allowance), .text(clock.state.rawValue),
            .int(clock.startedAt.milliseconds), .int(clock.usedWorking), .int(clock.usedReal),
            .int(clock.since.milliseconds), .int(clock.pausedTotal), .optional(clock.dueAt?.milliseconds),
            .optional(clock.stoppedAt?.milliseconds), .optional(clock.breachedAt?.milliseconds),
            .int(Int64(bitPattern: clock.firedSteps)), .optional(clock.timerAt?.milliseconds),
            .optional(text(of: clock.firedBefore)),
        ]
    }

    private static func text(of fired: [String: UInt64]) -> String? {
        fired.isEmpty ? nil : JSONText.object(fired.mapValues { String($0) })
    }

    private static func read(_ row: any SQLRow) throws -> Clock {
        func instant(_ column: Int) -> Instant? {
            row.optionalInt(column).map { Instant(milliseconds: $0) }
        }
        guard let kind = ClockKind(rawValue: row.text(0)), let state = Clock.State(rawValue: row.text(7)),
            let target = TargetColumns(working: row.optionalInt(3), real: row.optionalInt(4), isLater: row.flag(5))
                .target
        else {
            throw StoreError.corrupt("clocks: kind \(row.text(0)), state \(row.text(7)) is not of this version")
        }
        return Clock(
            kind: kind, run: Int(row.int(1)), policy: row.text(2), target: target, allowance: row.int(6), state: state,
            startedAt: Instant(milliseconds: row.int(8)), usedWorking: row.int(9), usedReal: row.int(10),
            since: Instant(milliseconds: row.int(11)), pausedTotal: row.int(12), dueAt: instant(13),
            stoppedAt: instant(14), breachedAt: instant(15), firedSteps: UInt64(bitPattern: row.int(16)),
            firedBefore: row.optionalText(18).map { JSONText.stringObject($0).compactMapValues { UInt64($0) } } ?? [:],
            timerAt: instant(17))
    }
}

/// A target as three columns: working and real milliseconds, and which of the two instants counts where both stand.
private struct TargetColumns {
    var working: Int64?
    var real: Int64?
    var isLater: Bool

    init(working: Int64?, real: Int64?, isLater: Bool) {
        self.working = working
        self.real = real
        self.isLater = isLater
    }

    init(_ target: SLATarget) {
        switch target {
        case .working(let working): self.init(working: working, real: nil, isLater: false)
        case .real(let real): self.init(working: nil, real: real, isLater: false)
        case .earlier(let working, let real): self.init(working: working, real: real, isLater: false)
        case .later(let working, let real): self.init(working: working, real: real, isLater: true)
        }
    }

    var target: SLATarget? {
        switch (working, real) {
        case (let working?, let real?):
            isLater ? .later(working: working, real: real) : .earlier(working: working, real: real)
        case (let working?, nil): .working(working)
        case (nil, let real?): .real(real)
        case (nil, nil): nil
        }
    }
}

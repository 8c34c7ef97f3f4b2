package import ControlAPI
import InboxConfig
package import InboxDomain
import InboxStore

extension Desk {
    package func conversations(_ query: ConversationQuery) async throws -> Page<ControlAPI.ConversationSummary> {
        let filter = try Self.filter(query.filter.isEmpty ? "is:active" : query.filter)
        let offset = try query.page.cursor.map(Self.offset) ?? 0
        let now = time.now()
        return try await read { connection in
            let found = try ConversationSearch(connection).page(
                filter, order: query.sort.order, offset: offset, limit: query.page.limit + 1, now: now)
            return Page(
                items: try ConversationSummary.all(found.prefix(query.page.limit), connection: connection),
                next: found.count > query.page.limit ? String(offset + query.page.limit) : nil)
        }
    }

    package func conversation(_ id: ConversationID, page: PageRequest) async throws -> ConversationDetail {
        let graph = graph.current
        let now = time.now()
        let before = try page.cursor.map(Self.offset).map { EventID(Int64($0)) }
        return try await read { connection in
            guard let conversation = try Conversations(connection).find(id) else {
                throw ControlError(.notFound, "there is no conversation \(id)", hint: "inboxctl conversation list")
            }
            return try ConversationDetail(
                conversation, before: before, limit: page.limit, connection: connection, graph: graph, now: now)
        }
    }

    private static func offset(_ cursor: String) throws(ControlError) -> Int {
        guard let offset = Int(cursor), offset >= 0 else {
            throw ControlError(.invalid, "“\(cursor)” is no cursor", hint: "give back `next` of the page before")
        }
        return offset
    }

    // MARK: - Changes

    /// Applies one change to one conversation, and answers with how it stands then.
    private func change(
        _ id: ConversationID, by caller: Caller, _ action: String, asking: ConversationAction,
        detail: JSONFields = JSONFields(),
        _ body: @escaping @Sendable (inout ConversationUnit, Instant) throws -> Void
    ) async throws -> ControlAPI.ConversationSummary {
        try await change(by: caller, action, on: "conversation \(id)", detail: detail) { connection, graph, now in
            var unit = try Self.conversation(id, connection, graph, now)
            try Self.check(asking, unit)
            let before = unit.conversation
            try body(&unit, now)
            try unit.save()
            try Assigner(connection: connection, graph: graph, now: now)
                .fillRoom(left: before, unit.conversation, at: now)
            return try ConversationSummary(unit.conversation, connection: connection)
        }
    }

    package func assign(
        _ id: ConversationID, to agent: String?, by caller: Caller
    ) async throws -> ControlAPI.ConversationSummary {
        let agents = graph.current.configuration.agents
        if let agent, agents[agent] == nil { throw Self.unknown("agent", agent, among: agents.keys) }
        var detail = JSONFields()
        detail.add("agent", agent)
        return try await change(id, by: caller, "conversation.assign", asking: .assign, detail: detail) { unit, now in
            try unit.assign(to: agent, at: now, actor: caller.user)
        }
    }

    package func move(
        _ id: ConversationID, to queue: String, by caller: Caller
    ) async throws -> ControlAPI.ConversationSummary {
        _ = try Self.queue(queue, in: graph.current)
        var detail = JSONFields()
        detail.add("queue", queue)
        return try await change(id, by: caller, "conversation.move", asking: .move, detail: detail) { unit, now in
            try unit.move(to: queue, at: now, actor: caller.user)
            try Assigner(connection: unit.connection, graph: unit.graph, now: now).assign(&unit, at: now)
        }
    }

    package func note(_ id: ConversationID, text: String, by caller: Caller) async throws -> NoteResult {
        guard !text.isEmpty else { throw ControlError(.invalid, "the note is empty") }
        return try await change(by: caller, "conversation.note", on: "conversation \(id)") { connection, graph, now in
            var unit = try Self.conversation(id, connection, graph, now)
            let message = try unit.addNote(text, author: caller.agent ?? caller.user, at: now)
            try unit.save()
            return NoteResult(message: message.rawValue)
        }
    }

    package func resolve(_ id: ConversationID, by caller: Caller) async throws -> ControlAPI.ConversationSummary {
        try await change(id, by: caller, "conversation.resolve", asking: .resolve) { unit, now in
            try unit.setStatus(.resolved, at: now, actor: caller.user)
        }
    }

    package func reopen(_ id: ConversationID, by caller: Caller) async throws -> ControlAPI.ConversationSummary {
        try await change(id, by: caller, "conversation.reopen", asking: .reopen) { unit, now in
            try unit.setStatus(.open, at: now, actor: caller.user)
            try Assigner(connection: unit.connection, graph: unit.graph, now: now).assign(&unit, at: now)
        }
    }

    package func snooze(
        _ id: ConversationID, until: Instant, by caller: Caller
    ) async throws -> ControlAPI.ConversationSummary {
        guard until > time.now() else {
            throw ControlError(.invalid, "the snooze would end in the past", hint: "give a later instant")
        }
        var detail = JSONFields()
        detail.add("until", until.formatted)
        return try await change(id, by: caller, "conversation.snooze", asking: .snooze, detail: detail) { unit, now in
            try unit.setStatus(.snoozed, at: now, actor: caller.user)
            unit.conversation.snoozedUntil = until
        }
    }

    package func setPriority(
        _ id: ConversationID, _ priority: Priority, by caller: Caller
    ) async throws -> ControlAPI.ConversationSummary {
        var detail = JSONFields()
        detail.add("priority", priority.rawValue)
        return try await change(id, by: caller, "conversation.priority", asking: .prioritise, detail: detail) {
            unit, now in
            try unit.setPriority(priority, at: now, actor: caller.user)
        }
    }

    package func tag(
        _ id: ConversationID, adding: [String], removing: [String], by caller: Caller
    ) async throws -> ControlAPI.ConversationSummary {
        for tag in adding where tag.isEmpty || tag.utf8.count > 64 || tag.contains(where: \.isWhitespace) {
            throw ControlError(.invalid, "“\(tag)” is no tag", hint: "1 to 64 bytes without white space")
        }
        var detail = JSONFields()
        detail.add("add", adding)
        detail.add("remove", removing)
        return try await change(id, by: caller, "conversation.tag", asking: .tag, detail: detail) { unit, now in
            try unit.setTags(adding: adding, removing: removing, at: now, actor: caller.user)
            guard unit.conversation.tags.count <= 50 else {
                throw ControlError(.invalid, "conversation \(id) would have more than 50 tags")
            }
        }
    }
}

import ChannelKit
package import ControlAPI
import InboxConfig
package import InboxDomain
import InboxStore

extension Desk {
    // MARK: - Inboxes

    package func inboxes() async throws -> [InboxSummary] {
        let graph = graph.current
        let counts = try await ledgerCounts()
        let states = sources.all
        return try await read { connection in
            let depths = try Outbox(connection).depths()
            return graph.configuration.inboxes.values.sorted { $0.name < $1.name }.map {
                var summary = InboxSummary(
                    name: $0.name, channel: $0.channel, replyVia: $0.replyVia,
                    state: graph.adapters[$0.name] == nil ? "failing" : "ok",
                    problem: graph.failures[$0.name], ledger: counts[$0.name] ?? LedgerCounts(),
                    outbox: depths[$0.name] ?? 0)
                guard graph.adapters[$0.name] != nil else { return summary }
                if let status = states[$0.name] { summary.take(status) }
                if let problem = graph.problem(ofOutdated: $0.channel) {
                    if summary.state == "ok" { summary.state = "outdated" }
                    summary.problem = summary.problem ?? problem
                }
                return summary
            }
        }
    }

    package func inbox(_ name: String) async throws -> InboxDetail {
        let graph = graph.current
        guard let definition = graph.configuration.inboxes[name] else {
            throw Self.unknown("inbox", name, among: graph.configuration.inboxes.keys)
        }
        guard var summary = try await inboxes().first(where: { $0.name == name }) else {
            throw Self.unknown("inbox", name, among: graph.configuration.inboxes.keys)
        }
        let newest = try await ledgerCall { try await $0.list(inbox: name, state: nil, before: nil, limit: 1) }
        summary.lastReceivedAt = Timestamp(newest.first?.receivedAt)
        let capabilities = graph.replyPath(of: name).adapter?.capabilities
        let addresses = graph.adapters[name]?.mailAddresses ?? []
        return InboxDetail(
            inbox: summary,
            webhookURL: addresses.isEmpty ? "\(graph.configuration.server.publicURL)/in/\(name)" : nil,
            addresses: addresses.isEmpty ? nil : addresses,
            canSend: capabilities?.canSend ?? false,
            textLimit: capabilities?.textLimit.map { "\($0.count) \($0.unit.rawValue)" },
            replyWindowSeconds: capabilities?.replyWindow, location: "\(definition.location(of: ""))",
            rejected: metrics.rejections(inbox: name))
    }

    // MARK: - Deliveries

    package func deliveries(_ query: DeliveryQuery) async throws -> Page<ControlAPI.DeliverySummary> {
        let state = try query.state.map(Self.deliveryState)
        let before = try query.page.cursor.map { cursor throws(ControlError) in
            guard let id = Int64(cursor) else { throw ControlError(.invalid, "“\(cursor)” is no cursor") }
            return DeliveryID(id)
        }
        let found = try await ledgerCall { [limit = query.page.limit] in
            try await $0.list(inbox: query.inbox, state: state, before: before, limit: limit + 1)
        }
        let shown = found.prefix(query.page.limit)
        return Page(
            items: shown.map(ControlAPI.DeliverySummary.init),
            next: found.count > query.page.limit ? shown.last.map { "\($0.id)" } : nil)
    }

    package func delivery(_ id: DeliveryID, withBody: Bool) async throws -> DeliveryDetail {
        guard let record = try await ledgerCall({ try await $0.find(id) }) else {
            throw ControlError(.notFound, "there is no delivery \(id)", hint: "inboxctl delivery list")
        }
        let stored = try await ledgerCall { try await $0.body(of: id) }
        let effects = try await read { try DeliveryDetail.effects(of: record, connection: $0) }
        return DeliveryDetail(
            delivery: ControlAPI.DeliverySummary(record), method: stored?.method ?? "",
            subpath: stored?.subpath ?? "", query: stored?.query ?? "",
            headers: stored?.headers.map { DeliveryDetail.Header(name: $0.name, value: $0.value) } ?? [],
            body: withBody ? stored.map { DeliveryDetail.Body($0.body) } : nil, detail: record.detail,
            processedAt: Timestamp(record.settledAt), effects: effects)
    }

    /// Puts deliveries back to be processed again. Their effects are there only once, however often that happens.
    package func replay(_ request: ReplayRequest, by caller: Caller) async throws -> ReplayResult {
        guard (request.ids == nil) != (request.inbox == nil && request.state == nil) else {
            throw ControlError(
                .invalid, "name the deliveries, or an inbox and a state", hint: "inboxctl delivery replay 42")
        }
        let state = try request.state.map(Self.deliveryState)
        guard request.ids?.count ?? 0 <= PageRequest.maximalLimit else {
            throw ControlError(.invalid, "more than \(PageRequest.maximalLimit) deliveries at once")
        }
        let chosen = try await replayable(request, state: state)
        let counts = Dictionary(grouping: chosen, by: \.state.rawValue).mapValues(\.count)
        if !request.dryRun {
            var detail = JSONFields()
            detail.add("count", Int64(chosen.count))
            let subject = request.ids.map { "delivery \($0.map(String.init).joined(separator: ", "))" }
            _ = try await change(
                by: caller, "delivery.replay", on: subject ?? request.inbox ?? "all inboxes", detail: detail
            ) { [ledger] connection, _, _ in
                for record in chosen { try ledger.requeue(connection, record.id) }
            }
            signals.accepted.notify()
        }
        return ReplayResult(dryRun: request.dryRun, replayed: chosen.count, byState: counts)
    }

    private func replayable(_ request: ReplayRequest, state: DeliveryState?) async throws -> [DeliveryRecord] {
        if let ids = request.ids {
            var records: [DeliveryRecord] = []
            for id in Set(ids).sorted() {
                guard let record = try await ledgerCall({ try await $0.find(DeliveryID(id)) }) else {
                    throw ControlError(.notFound, "there is no delivery \(id)", hint: "inboxctl delivery list")
                }
                records.append(record)
            }
            return records.filter { $0.state != .pending }
        }
        return try await ledgerCall {
            try await $0.list(inbox: request.inbox, state: state, before: nil, limit: PageRequest.maximalLimit)
        }.filter { $0.state != .pending }
    }

    private static func deliveryState(_ word: String) throws(ControlError) -> DeliveryState {
        guard let state = DeliveryState(rawValue: word) else {
            throw unknown("state", word, among: DeliveryState.allCases.map(\.rawValue))
        }
        return state
    }

    // MARK: - Ledger

    package func ledgerCheck() async throws -> LedgerCheck {
        var check = LedgerCheck(try await ledgerCall { try await $0.check() })
        for (name, adapter) in graph.current.adapters.sorted(by: { $0.key < $1.key }) {
            guard let source = adapter.source as? any LedgerAuditing else { continue }
            do throws(SourceFailure) {
                check.add(holes: try await source.gaps(LedgerView(inbox: name, ledger: ledger)), of: name)
            } catch {
                check.add(note: "the sender could not be asked what it has: \(error.detail)", of: name)
            }
        }
        return check
    }

    func ledgerCounts() async throws -> [String: LedgerCounts] {
        try await ledgerCall { try await $0.counts() }.mapValues(LedgerCounts.init)
    }

    func ledgerCall<T: Sendable>(_ body: @Sendable (Ledger) async throws -> T) async throws -> T {
        do {
            return try await body(ledger)
        } catch {
            throw translated(error)
        }
    }
}

extension InboxSummary {
    /// What the inbox's source says of itself.
    fileprivate mutating func take(_ status: SourceStates.Status) {
        state =
            switch status.report.state {
            case .connecting: "connecting"
            case .connected: "ok"
            case .backfilling: "backfilling"
            case .failing: status.needsOperator ? "failing" : "backing_off"
            }
        problem = status.report.problem
        progress = status.report.progress
    }
}

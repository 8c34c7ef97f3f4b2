import ControlAPI
import InboxDomain
import Synchronization

/// Answers every operation with a small example, and remembers what it was asked to change.
final class FakeControlService: ControlService {
    private let log = Mutex<[String]>([])
    private let failure = Mutex<(any Error)?>(nil)
    private let batches = Mutex<[EventBatch]>([])

    /// One line for each operation, in order: its name, what it was given, and `by` whom.
    var calls: [String] { log.withLock { $0 } }

    /// From now on, every operation fails so.
    func fail(with error: any Error) {
        failure.withLock { $0 = error }
    }

    /// What `events` answers, one after another; then it ends the stream.
    func give(_ events: [EventBatch]) {
        batches.withLock { $0 = events }
    }

    private func note(_ line: String, by caller: Caller? = nil) throws {
        log.withLock { $0.append(line + (caller.map { " by \($0.user)/\($0.role.rawValue)" } ?? "")) }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    static let instant = Instant(milliseconds: 1_772_442_000_000)
    static var time: Timestamp { Timestamp(instant) }

    static let conversation = ConversationSummary(
        id: 42, queue: "billing", inbox: "whatsapp-eu", channel: "whatsapp", status: "open", priority: "normal",
        contact: "Jane Doe", createdAt: time, lastMessageAt: time)
    static let inbox = InboxSummary(
        name: "whatsapp-eu", channel: "whatsapp", replyVia: "support", state: "ok", ledger: LedgerCounts())

    func status() async throws -> DaemonStatus {
        try note("status")
        return DaemonStatus(
            version: "1", pid: 1, startedAt: Self.time, configurationLoadedAt: Self.time, configurationFile: "f",
            inboxes: 1, queues: 1, deliveries: .init(pending: 0, quarantined: 0),
            conversations: .init(byStatus: ["open": 1], unassigned: 1, overdue: 0),
            outbox: .init(queued: 0, retrying: 0, failed: 0), problems: [])
    }

    func attachments(_ query: AttachmentQuery) async throws -> Page<AttachmentSummary> {
        try note("attachments \(query.state) \(query.page.limit)")
        return Page(items: [
            AttachmentSummary(
                message: 7, position: 0, conversation: 42, inbox: "whatsapp-eu", receivedAt: Self.time, kind: "image",
                state: query.state, reason: "gone: it is not there", attempts: 1)
        ])
    }

    func attachment(_ message: MessageID, position: Int) async throws -> AttachmentContent {
        try note("attachment \(message) \(position)")
        return AttachmentContent(name: "Grüße.txt", sniffedType: "text/plain", bytes: Array("hello".utf8))
    }

    func retryAttachments(
        _ request: AttachmentRetryRequest, by caller: Caller
    ) async throws -> AttachmentRetryResult {
        try note(
            "retryAttachments \(request.message.map(String.init) ?? "-") \(request.position.map(String.init) ?? "-")",
            by: caller)
        return AttachmentRetryResult(retried: 1)
    }

    func channels() async throws -> [ChannelView] {
        try note("channels")
        let problem = Diagnostic(at: SourceLocation(file: "/c/whatsapp/channel.yaml", line: 3, column: 1), "is no YAML")
        return [
            ChannelView(
                name: "whatsapp", folder: "/c/whatsapp", state: "outdated", inboxes: ["whatsapp-eu"],
                problems: [DiagnosticView(problem)])
        ]
    }

    func queues() async throws -> [QueueSummary] {
        try note("queues")
        return [QueueSummary(name: "billing", assignment: "manual", active: 1, unassigned: 1, overdue: 0)]
    }

    func queue(_ name: String, page: PageRequest) async throws -> Page<ConversationSummary> {
        try note("queue \(name) \(page.limit) \(page.cursor ?? "-")")
        return Page(items: [Self.conversation], next: "c2")
    }

    func reassignQueue(_ name: String, _ request: ReassignRequest, by caller: Caller) async throws -> ReassignResult {
        try note("reassign \(name) \(request.to) \(request.where ?? "-") \(request.dryRun)", by: caller)
        return ReassignResult(from: name, to: request.to, dryRun: request.dryRun, moved: 1, deadlines: .init())
    }

    func redirectQueue(_ name: String, _ request: RedirectRequest, by caller: Caller) async throws -> QueueOverride? {
        try note("redirect \(name) \(request.to ?? "-") \(request.until?.description ?? "-")", by: caller)
        return nil
    }

    func pauseQueue(_ name: String, _ request: PauseRequest, by caller: Caller) async throws -> QueuePause? {
        try note("pause \(name) \(request.paused) \(request.until?.description ?? "-")", by: caller)
        return request.paused ? QueuePause(queue: name, reason: request.reason, by: caller.user, since: Self.time) : nil
    }

    func conversations(_ query: ConversationQuery) async throws -> Page<ConversationSummary> {
        try note("conversations \(query.filter) \(query.sort.rawValue) \(query.page.limit)")
        return Page(items: [Self.conversation])
    }

    func conversation(_ id: ConversationID, page: PageRequest) async throws -> ConversationDetail {
        try note("conversation \(id) \(page.limit)")
        return ConversationDetail(conversation: Self.conversation, contact: ContactView(id: 1), replyVia: "support")
    }

    func simulationRecords(since: Instant, page: PageRequest) async throws -> Page<SimulationRecord> {
        try note("simulation \(since.formatted) \(page.limit) \(page.cursor ?? "-")")
        let record = SimulationRecord(
            conversation: 7, facts: RouteTestRequest(), routed: SimulationRecord.Routed(priority: "normal"),
            events: [HistoryEvent(at: Timestamp(since), .created(.normal))],
            verdicts: [SimulationRecord.Verdict(clock: "resolution", run: 1, breached: false)])
        return Page(items: [record], next: "7")
    }

    func slaExplanation(_ id: ConversationID) async throws -> SLAExplanation {
        try note("explain \(id)")
        return SLAExplanation(ClockReplay(rules: nil), at: Instant(milliseconds: 0))
    }

    func assign(_ id: ConversationID, to agent: String?, by caller: Caller) async throws -> ConversationSummary {
        try note("assign \(id) \(agent ?? "-")", by: caller)
        return Self.conversation
    }

    func move(_ id: ConversationID, to queue: String, by caller: Caller) async throws -> ConversationSummary {
        try note("move \(id) \(queue)", by: caller)
        return Self.conversation
    }

    func upload(_ upload: Upload, by caller: Caller) async throws -> UploadResult {
        let counter = ByteCounter()
        try await upload.content { [self] bytes in
            counter.count.withLock { $0 += bytes.count }
            if let error = failure.withLock({ $0 }) { throw error }
        }
        let count = counter.count.withLock { $0 }
        try note("upload \(upload.name) \(upload.contentType ?? "-") \(count)", by: caller)
        return UploadResult(upload: "ab", name: upload.name, contentType: "text/plain", size: Int64(count))
    }

    private final class ByteCounter: Sendable {
        let count = Mutex(0)
    }

    func reply(_ id: ConversationID, _ request: ReplyRequest, by caller: Caller) async throws -> ReplyResult {
        let quoting = request.replyTo.map { " quoting \($0)" } ?? ""
        let files = (request.attachments ?? []).map { " with \($0.upload) \($0.name) \($0.contentID ?? "-")" }
        try note(
            "reply \(id) \(request.text) \(request.then?.rawValue ?? "-") \(request.asAgent ?? "-")\(quoting)"
                + files.joined(), by: caller)
        return ReplyResult(message: 7, outbox: 8, state: "queued")
    }

    func note(_ id: ConversationID, text: String, by caller: Caller) async throws -> NoteResult {
        try note("note \(id) \(text)", by: caller)
        return NoteResult(message: 9)
    }

    func resolve(_ id: ConversationID, by caller: Caller) async throws -> ConversationSummary {
        try note("resolve \(id)", by: caller)
        return Self.conversation
    }

    func reopen(_ id: ConversationID, by caller: Caller) async throws -> ConversationSummary {
        try note("reopen \(id)", by: caller)
        return Self.conversation
    }

    func snooze(_ id: ConversationID, until: Instant, by caller: Caller) async throws -> ConversationSummary {
        try note("snooze \(id) \(until)", by: caller)
        return Self.conversation
    }

    func setPriority(
        _ id: ConversationID, _ priority: Priority, by caller: Caller
    ) async throws -> ConversationSummary {
        try note("priority \(id) \(priority.rawValue)", by: caller)
        return Self.conversation
    }

    func tag(
        _ id: ConversationID, adding: [String], removing: [String], by caller: Caller
    ) async throws -> ConversationSummary {
        try note("tag \(id) +\(adding.joined(separator: ",")) -\(removing.joined(separator: ","))", by: caller)
        return Self.conversation
    }

    func inboxes() async throws -> [InboxSummary] {
        try note("inboxes")
        return [Self.inbox]
    }

    func inbox(_ name: String) async throws -> InboxDetail {
        try note("inbox \(name)")
        return InboxDetail(inbox: Self.inbox, webhookURL: "https://x/in/y", canSend: true, location: "f:1:1")
    }

    func deliveries(_ query: DeliveryQuery) async throws -> Page<DeliverySummary> {
        try note("deliveries \(query.inbox ?? "-") \(query.state ?? "-") \(query.page.limit)")
        return Page(items: [])
    }

    func delivery(_ id: DeliveryID, withBody: Bool) async throws -> DeliveryDetail {
        try note("delivery \(id) \(withBody)")
        let summary = DeliverySummary(
            id: id.rawValue, inbox: "whatsapp-eu", receivedAt: Self.time, state: "processed", size: 2)
        return DeliveryDetail(delivery: summary, method: "POST")
    }

    func threadExplanation(_ id: DeliveryID) async throws -> ThreadExplanation {
        try note("thread \(id)")
        return ThreadExplanation(
            delivery: id.rawValue, state: "processed",
            decisions: [
                ThreadExplanation.Decision(
                    message: 1, conversation: 2, rule: "message_id", outcome: "linked_closed", linkedTo: 3, steps: ["a"]
                )
            ])
    }

    func replay(_ request: ReplayRequest, by caller: Caller) async throws -> ReplayResult {
        try note("replay \(request.ids ?? []) \(request.state ?? "-") \(request.dryRun)", by: caller)
        return ReplayResult(dryRun: request.dryRun, replayed: 1, byState: [:])
    }

    func ledgerCheck() async throws -> LedgerCheck {
        try note("ledgerCheck")
        return LedgerCheck(inboxes: [], balanced: true)
    }

    func routeTest(_ facts: RoutingFacts) async throws -> RouteDecision {
        try note("routeTest \(facts.channel) \(facts.contact) \(facts.isKnownContact)")
        return RouteDecision(queue: "billing", priority: "normal")
    }

    func events(_ query: EventQuery) async throws -> EventBatch {
        try note("events \(query.after.map(String.init) ?? "-") \(query.limit) \(query.wait)")
        return try batches.withLock { batches in
            guard !batches.isEmpty else { throw CancellationError() }
            return batches.removeFirst()
        }
    }

    func agents() async throws -> [AgentView] {
        try note("agents")
        return [AgentView(name: "alice", fullName: "Alice Ng", available: true)]
    }

    func agent(_ name: String) async throws -> AgentDetail {
        try note("agent \(name)")
        return AgentDetail(
            agent: AgentView(name: name, fullName: name, available: true), queues: ["billing"],
            conversations: [Self.conversation])
    }

    func webhooks() async throws -> [WebhookView] {
        try note("webhooks")
        return [
            WebhookView(
                name: "ops", origin: "https://ops.example.com", state: "retrying", events: ["sla.*"], waiting: 2,
                oldestAt: Self.time, attempts: 1, nextAttemptAt: Self.time, lastAnswer: "503",
                lastAnswerAt: Self.time)
        ]
    }

    func testWebhook(_ name: String, by caller: Caller) async throws -> WebhookTest {
        try note("testWebhook \(name)", by: caller)
        return WebhookTest(webhook: name, call: "c1", delivered: true, answer: "200", milliseconds: 12)
    }

    func setCapacity(_ agent: String, _ capacity: Int?, by caller: Caller) async throws -> AgentView {
        try note("setCapacity \(agent) \(capacity.map(String.init) ?? "-")", by: caller)
        return AgentView(name: agent, fullName: agent, capacity: capacity, available: true)
    }

    func setAvailability(_ agent: String, available: Bool, by caller: Caller) async throws -> AgentView {
        try note("setAvailability \(agent) \(available)", by: caller)
        return AgentView(name: agent, fullName: agent, available: available)
    }

    func reload(by caller: Caller) async throws -> ReloadResult {
        try note("reload", by: caller)
        return ReloadResult(applied: true, diagnostics: [])
    }

    func configurationText() async throws -> String {
        try note("configurationText")
        return "server: {}\n"
    }
}

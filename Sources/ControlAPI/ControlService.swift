package import InboxDomain

/// What the control API can do. The engine implements it; the server puts it on a socket.
///
/// Every operation may be called concurrently. Failures are `ControlError`; anything else counts as `internal`, and
/// its text is logged, not shown. Roles are checked before a call, but not whose name a reply is written in. An
/// operation that changes something takes the caller, does all of it in one transaction together with its audit entry,
/// or nothing; having been told the same twice, it leaves the same state.
package protocol ControlService: Sendable {
    func status() async throws -> DaemonStatus

    // MARK: Queues

    func queues() async throws -> [QueueSummary]
    /// Active conversations, most urgent first: by earliest due instant, then by waiting time. `not_found` for an
    /// unknown queue.
    func queue(_ name: String, page: PageRequest) async throws -> Page<ConversationSummary>
    /// Moves conversations, and starts their clocks anew under the target's policy. `not_found` for an unknown queue,
    /// `invalid` for a filter that does not parse or a target that is the source.
    func reassignQueue(_ name: String, _ request: ReassignRequest, by caller: Caller) async throws -> ReassignResult
    /// Sends new conversations elsewhere, or ends that. `conflict` for a redirection that would lead in a circle.
    func redirectQueue(_ name: String, _ request: RedirectRequest, by caller: Caller) async throws -> QueueOverride?
    /// Stops assigning from a queue, or goes on with it. `invalid` for an end in the past.
    func pauseQueue(_ name: String, _ request: PauseRequest, by caller: Caller) async throws -> QueuePause?

    // MARK: Conversations

    func conversations(_ query: ConversationQuery) async throws -> Page<ConversationSummary>
    /// `page` is of the timeline.
    func conversation(_ id: ConversationID, page: PageRequest) async throws -> ConversationDetail
    /// How each clock of a conversation came to stand as it does.
    func slaExplanation(_ id: ConversationID) async throws -> SLAExplanation
    func assign(_ id: ConversationID, to agent: String?, by caller: Caller) async throws -> ConversationSummary
    func move(_ id: ConversationID, to queue: String, by caller: Caller) async throws -> ConversationSummary
    /// Stores a file, durably, for replies to carry. `too_large` over the limit; then nothing of it is kept.
    func upload(_ upload: Upload, by caller: Caller) async throws -> UploadResult
    /// Stores the reply, to be sent. `conflict` where the channel cannot take it: the reply window is over, the text is
    /// too long, it carries no such files, or it cannot send. `refused` for another agent's name by a mere agent.
    func reply(_ id: ConversationID, _ request: ReplyRequest, by caller: Caller) async throws -> ReplyResult
    func note(_ id: ConversationID, text: String, by caller: Caller) async throws -> NoteResult
    func resolve(_ id: ConversationID, by caller: Caller) async throws -> ConversationSummary
    func reopen(_ id: ConversationID, by caller: Caller) async throws -> ConversationSummary
    /// `invalid` for an instant in the past.
    func snooze(_ id: ConversationID, until: Instant, by caller: Caller) async throws -> ConversationSummary
    func setPriority(_ id: ConversationID, _ priority: Priority, by caller: Caller) async throws -> ConversationSummary
    func tag(
        _ id: ConversationID, adding: [String], removing: [String], by caller: Caller
    ) async throws -> ConversationSummary

    // MARK: Attachments

    /// `not_found` for an unknown state.
    func attachments(_ query: AttachmentQuery) async throws -> Page<AttachmentSummary>
    /// `conflict` while it is still to be fetched, `not_found` where it is missing or there is none.
    func attachment(_ message: MessageID, position: Int) async throws -> AttachmentContent
    /// Lets what is missing be fetched again, from the first attempt on.
    func retryAttachments(_ request: AttachmentRetryRequest, by caller: Caller) async throws -> AttachmentRetryResult

    // MARK: Channels, inboxes, deliveries, ledger

    /// Those that files describe, by name.
    func channels() async throws -> [ChannelView]

    func inboxes() async throws -> [InboxSummary]
    func inbox(_ name: String) async throws -> InboxDetail
    func deliveries(_ query: DeliveryQuery) async throws -> Page<DeliverySummary>
    func delivery(_ id: DeliveryID, withBody: Bool) async throws -> DeliveryDetail
    /// `not_found` for an unknown delivery.
    func threadExplanation(_ id: DeliveryID) async throws -> ThreadExplanation
    func replay(_ request: ReplayRequest, by caller: Caller) async throws -> ReplayResult
    func ledgerCheck() async throws -> LedgerCheck

    // MARK: Routing, events, agents, configuration

    func routeTest(_ facts: RoutingFacts) async throws -> RouteDecision
    /// Waits for up to `query.wait` seconds where there is nothing to report yet; ends early when cancelled.
    func events(_ query: EventQuery) async throws -> EventBatch
    /// What `inboxctl simulate` runs another configuration over: conversations created at or after `since`, oldest first.
    func simulationRecords(since: Instant, page: PageRequest) async throws -> Page<SimulationRecord>
    func agents() async throws -> [AgentView]
    func agent(_ name: String) async throws -> AgentDetail
    /// Nil takes the configuration's capacity again. `invalid` for less than 0 or more than 10,000.
    func setCapacity(_ agent: String, _ capacity: Int?, by caller: Caller) async throws -> AgentView
    func webhooks() async throws -> [WebhookView]
    /// Makes one call of the type `webhook.test` at once, beside those that wait, and says what came of it. `not_found` for
    /// an unknown webhook. A refusal by the webhook is no failure of this call.
    func testWebhook(_ name: String, by caller: Caller) async throws -> WebhookTest
    func setAvailability(_ agent: String, available: Bool, by caller: Caller) async throws -> AgentView
    /// A configuration with errors changes nothing, and is no failure of this call.
    func reload(by caller: Caller) async throws -> ReloadResult
    /// YAML, secrets left out.
    func configurationText() async throws -> String
}

import ChannelKit
import InboxDomain
import Synchronization
import Transport

/// A channel whose deliveries are the events themselves, as JSON, and whose provider does as it is told.
final class ScriptedAdapter: ChannelAdapter {
    private struct State {
        var outcomes: [SendOutcome] = []
        var sent: [OutgoingMessage] = []
        var steps: [AttachmentStep] = []
        var contents: [String: [UInt8]] = [:]
        var trustedOrigins: Set<WebOrigin> = []
        var whileSending: (@Sendable (OutgoingMessage, any SendJournal) async -> Void)?
    }

    let inbox: InboxDefinition
    let capabilities: ChannelCapabilities
    private let state = Mutex(State())

    init(_ inbox: InboxDefinition, capabilities: ChannelCapabilities) {
        self.inbox = inbox
        self.capabilities = capabilities
    }

    /// What the next sends come to, in order; those after it succeed.
    func script(_ outcomes: SendOutcome...) {
        state.withLock { $0.outcomes += outcomes }
    }

    /// Runs in each send, before its outcome is known.
    func whileSending(_ body: @escaping @Sendable (OutgoingMessage) async -> Void) {
        whileSending { message, _ in await body(message) }
    }

    func whileSending(_ body: @escaping @Sendable (OutgoingMessage, any SendJournal) async -> Void) {
        state.withLock { $0.whileSending = body }
    }

    // MARK: What customers attach

    /// What leads to content, in place of its URL.
    func script(steps: AttachmentStep...) {
        state.withLock { $0.steps = steps }
    }

    /// What stands in deliveries, by its reference.
    func hold(_ content: [UInt8], as ref: String) {
        state.withLock { $0.contents[ref] = content }
    }

    func trust(_ url: String) {
        if let origin = WebOrigin(url) { state.withLock { _ = $0.trustedOrigins.insert(origin) } }
    }

    func place(of attachment: Attachment) -> AttachmentPlace {
        guard attachment.kind.hasContent else { return .nowhere }
        if attachment.url != nil { return .remote }
        return attachment.ref == nil ? .nowhere : .delivery
    }

    func content(of attachment: Attachment, in delivery: RawDelivery) -> [UInt8]? {
        attachment.ref.flatMap { ref in state.withLock { $0.contents[ref] } }
    }

    func attachmentStep(
        _ attachment: Attachment, number: Int, answer: HTTPResponse?, now: Instant
    ) async -> AttachmentStep {
        let steps = state.withLock(\.steps)
        if steps.indices.contains(number - 1) { return steps[number - 1] }
        return .get(HTTPRequest(method: "GET", url: attachment.url ?? ""))
    }

    var trustedOrigins: Set<WebOrigin> { state.withLock(\.trustedOrigins) }

    var mailAddresses: [String] {
        switch inbox.settings["address"] {
        case .text(let address): [address]
        case .list(let values): values.compactMap { if case .text(let address) = $0 { address } else { nil } }
        default: []
        }
    }

    var sent: [OutgoingMessage] { state.withLock(\.sent) }
    var sentTexts: [String] { sent.map(\.text) }

    func admit(_ request: WebhookRequest, now: Instant) -> Admission {
        if request.header("x-bad") != nil {
            return .reject(.signatureWrong, WebhookResponse(status: 401))
        }
        return .accept(keeping: request.headers, acknowledgement: WebhookResponse(status: 200))
    }

    func normalize(_ delivery: RawDelivery) throws(NormalizationError) -> [NormalizedEvent] {
        let batch = try normalizeEach(delivery)
        if let failure = batch.failures.first { throw failure }
        return batch.events
    }

    func normalizeEach(_ delivery: RawDelivery) throws(NormalizationError) -> NormalizedBatch {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: delivery.body)
        } catch {
            throw NormalizationError(.notJSON, "\(error)")
        }
        var batch = NormalizedBatch()
        let values: [JSONValue] = if case .array(let list) = json { list } else { [json] }
        for value in values {
            do throws(NormalizationError) {
                batch.events.append(try event(value, delivery))
            } catch {
                batch.failures.append(error)
            }
        }
        return batch
    }

    private func event(_ json: JSONValue, _ delivery: RawDelivery) throws(NormalizationError) -> NormalizedEvent {
        try NormalizedEvent(json: json, receivedAt: delivery.receivedAt)
    }

    func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome {
        .failed(SendFailure(.permanent, code: "no_journal", detail: "asked without a journal"))
    }

    func send(_ message: OutgoingMessage, now: Instant, journal: any SendJournal) async -> SendOutcome {
        let (outcome, hook) = state.withLock { state in
            state.sent.append(message)
            let outcome = state.outcomes.isEmpty ? nil : state.outcomes.removeFirst()
            return (outcome, state.whileSending)
        }
        await hook?(message, journal)
        return outcome ?? .sent(providerID: "out-\(message.message)")
    }
}

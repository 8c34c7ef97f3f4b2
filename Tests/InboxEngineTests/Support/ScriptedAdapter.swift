import ChannelKit
import InboxDomain
import Synchronization

/// A channel whose deliveries are the events themselves, as JSON, and whose provider does as it is told.
final class ScriptedAdapter: ChannelAdapter {
    private struct State {
        var outcomes: [SendOutcome] = []
        var sent: [OutgoingMessage] = []
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

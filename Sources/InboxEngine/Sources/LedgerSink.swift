import ChannelKit
import InboxDomain
import InboxStore
import Synchronization

/// Hands what a source finds to the ledger, and remembers whether the source got as far as being connected.
final class LedgerSink: DeliverySink {
    private let inbox: String
    private let intake: Intake
    private let ledger: Ledger
    private let states: SourceStates
    private let hasConnected = Atomic(false)

    init(inbox: String, intake: Intake, ledger: Ledger, states: SourceStates) {
        self.inbox = inbox
        self.intake = intake
        self.ledger = ledger
        self.states = states
    }

    /// Whether the source has been connected since this was last asked.
    func takeConnected() -> Bool { hasConnected.exchange(false, ordering: .relaxed) }

    func cursor() async throws(SourceFailure) -> String? {
        do { return try await ledger.cursor(of: inbox) } catch { throw Self.failure(error) }
    }

    func accept(_ deliveries: [IncomingDelivery], cursor: String?) async throws(SourceFailure) -> [DeliveryID] {
        do {
            return try await intake.store(
                deliveries.map { (inbox, $0) }, cursor: cursor.map { SourceCursor(inbox: inbox, text: $0) })
        } catch {
            throw Self.failure(error)
        }
    }

    func known(_ keys: [String]) async throws(SourceFailure) -> Set<String> {
        do { return try await ledger.known(keys, inbox: inbox) } catch { throw Self.failure(error) }
    }

    func report(_ report: SourceReport) {
        if report.state == .connected || report.state == .backfilling { hasConnected.store(true, ordering: .relaxed) }
        states.set(inbox, report)
    }

    private static func failure(_ error: any Error) -> SourceFailure {
        SourceFailure(.transient, code: "store_failure", detail: "the store could not be used: \(error)")
    }
}

import ChannelKit
import InboxDomain
import InboxStore

/// What the ledger has of one inbox, for a source that audits it: nothing can be stored through this.
struct LedgerView: DeliverySink {
    let inbox: String
    let ledger: Ledger

    func cursor() async throws(SourceFailure) -> String? {
        do { return try await ledger.cursor(of: inbox) } catch { throw Self.failure(error) }
    }

    func known(_ keys: [String]) async throws(SourceFailure) -> Set<String> {
        do { return try await ledger.known(keys, inbox: inbox) } catch { throw Self.failure(error) }
    }

    func accept(_ deliveries: [IncomingDelivery], cursor: String?) async throws(SourceFailure) -> [DeliveryID] {
        throw SourceFailure(.transient, code: "read_only", detail: "an audit stores nothing")
    }

    func report(_ report: SourceReport) {}

    static func failure(_ error: any Error) -> SourceFailure {
        SourceFailure(.transient, code: "store_failure", detail: "the store could not be used: \(error)")
    }
}

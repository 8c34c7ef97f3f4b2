import ControlAPI
import Foundation
import InboxDomain
import InboxStore

extension ControlAPI.DeliverySummary {
    init(_ record: DeliveryRecord) {
        self.init(
            id: record.id.rawValue, inbox: record.inbox, receivedAt: Timestamp(record.receivedAt),
            state: record.state.rawValue, reason: record.reason, size: Int64(record.size))
    }
}

extension DeliveryDetail {
    /// What the delivery did, as far as messages and conversations tell.
    static func effects(of record: DeliveryRecord, connection: any SQLConnection) throws -> [Effect] {
        guard let message = record.message else { return [] }
        let stored = try Messages(connection).find(message)
        return [
            Effect(
                type: "message", conversation: record.conversation?.rawValue ?? stored?.conversation.rawValue,
                message: message.rawValue,
                summary: stored.map { "\($0.direction.rawValue) message of \($0.text.utf8.count) bytes" } ?? "")
        ]
    }
}

extension DeliveryDetail.Body {
    init(_ bytes: [UInt8]) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self.init(encoding: .text, data: text)
        } else {
            self.init(encoding: .base64, data: Data(bytes).base64EncodedString())
        }
    }
}

extension LedgerCounts {
    init(_ counts: DeliveryCounts) {
        self.init(
            received: counts.received, processed: counts.processed, duplicate: counts.duplicate,
            ignored: counts.ignored, quarantined: counts.quarantined, pending: counts.pending)
    }
}

extension LedgerCheck {
    /// Findings stand under their inbox; those of rows that are gone stand under the empty name.
    init(_ report: LedgerReport) {
        var holes = Dictionary(grouping: report.findings, by: { $0.inbox ?? "" })
            .mapValues { $0.map { "delivery \($0.delivery) \($0.problem)" } }
        let hidden = report.findingCount - report.findings.count
        if hidden > 0 { holes["", default: []].append("and \(hidden) more") }
        let names = Set(report.counts.keys).union(holes.keys).sorted()
        self.init(
            inboxes: names.map {
                InboxBalance(
                    inbox: $0, counts: LedgerCounts(report.counts[$0] ?? DeliveryCounts()), holes: holes[$0] ?? [])
            },
            balanced: report.isSound)
    }
}

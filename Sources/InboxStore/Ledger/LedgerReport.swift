package import InboxDomain

/// What a check of the whole ledger found.
package struct LedgerReport: Sendable, Hashable {
    /// One thing that is not as it must be.
    package struct Finding: Sendable, Hashable {
        /// Nil where the row that would say so is missing.
        package var inbox: String?
        package var delivery: DeliveryID
        /// For the operator: what is wrong, as a sentence without its full stop.
        package var problem: String
    }

    /// Findings that are kept; the rest are only counted.
    package static let maximalFindings = 100

    package private(set) var counts: [String: DeliveryCounts] = [:]
    /// The first ones, in the order of the deliveries.
    package private(set) var findings: [Finding] = []
    package private(set) var findingCount = 0

    /// Whether every delivery that was ever accepted is there, whole, and stands under one word.
    package var isSound: Bool { findingCount == 0 }

    mutating func count(_ inbox: String, _ state: DeliveryState) {
        counts[inbox, default: DeliveryCounts()][state] += 1
    }

    mutating func add(_ problem: String, delivery: DeliveryID, inbox: String?, count: Int = 1) {
        findingCount += count
        if findings.count < Self.maximalFindings {
            findings.append(Finding(inbox: inbox, delivery: delivery, problem: problem))
        }
    }
}

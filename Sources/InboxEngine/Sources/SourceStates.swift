package import ChannelKit
import Synchronization

/// How the source of each inbox is doing, as it said last.
package final class SourceStates: Sendable {
    package struct Status: Sendable, Hashable {
        package var report: SourceReport
        /// Whether it needs somebody: its credentials or settings were refused.
        package var needsOperator = false
    }

    private let states = Mutex<[String: Status]>([:])

    package init() {}

    package subscript(inbox: String) -> Status? { states.withLock { $0[inbox] } }

    package var all: [String: Status] { states.withLock { $0 } }

    func set(_ inbox: String, _ report: SourceReport, needsOperator: Bool = false) {
        states.withLock { $0[inbox] = Status(report: report, needsOperator: needsOperator) }
    }

    func remove(_ inbox: String) {
        states.withLock { $0[inbox] = nil }
    }
}

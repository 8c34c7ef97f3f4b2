import ChannelKit
package import InboxDomain

/// Compiles the conditions that routes write as `jq:`.
package struct JQPredicateCompiler: EventPredicateCompiler {
    package init() {}

    package func compile(_ source: String) throws(EventPredicateProblem) -> any EventPredicate {
        try JQPredicate(source)
    }
}

/// A jq program that holds of an event where its first output is neither `false` nor `null`.
///
/// It has the language of channel programs: no clock, no environment, no input but the event. A run may use 5 ms of
/// processor time. Any number of threads may ask at the same time.
package final class JQPredicate: EventPredicate {
    private static let limits = JQProgram.Limits(milliseconds: 5, outputs: 1, bytes: 64)

    package let description: String
    private let program: JQPool

    /// Takes about 20 ms.
    package init(_ source: String) throws(EventPredicateProblem) {
        do {
            // The first output alone: a program may go on without end after it.
            program = try JQPool("first((\(source)\n), null) | . != null and . != false", limits: Self.limits)
        } catch {
            switch error {
            case .compile(let line, let message):
                // What is missing at the end is noticed behind it.
                let lines = source.utf8.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
                throw EventPredicateProblem(line: min(line, lines), message: message)
            default: throw EventPredicateProblem(line: 1, message: Self.text(error))
            }
        }
        description = source
    }

    package func verdict(on event: [UInt8]) -> EventVerdict {
        guard !event.isEmpty else { return .failed("there is no event to look at") }
        do {
            let outputs = try program.run(event, with: Array("{}".utf8))
            return outputs == [.bool(true)] ? .holds : .holdsNot
        } catch {
            return .failed(Self.text(error))
        }
    }

    private static func text(_ error: JQError) -> String {
        switch error {
        case .compile(_, let message): message
        case .notJSON: "the event is no JSON"
        // What a program raises may quote the message: that does not belong in an explanation.
        case .failed: "the program raised an error"
        case .timeLimit: "it was stopped after \(limits.milliseconds) ms"
        case .outputLimit: "its output is too long"
        case .unavailable(let reason): reason
        }
    }
}

/// A compiled condition on a normalized event. The domain knows no language for it; whoever loads the configuration
/// compiles them with jq, with limits.
package protocol EventPredicate: Sendable, CustomStringConvertible {
    /// Whether it holds of `event`, a JSON text in UTF-8. Blocks for as long as the program runs, up to its time limit.
    func verdict(on event: [UInt8]) -> EventVerdict
}

/// What a predicate says of one event.
package enum EventVerdict: Sendable, Hashable {
    case holds
    case holdsNot
    /// It raised an error, or was stopped at its limit: what happened, for people.
    case failed(String)
}

/// Makes predicates from their source. Handed to whoever reads a configuration.
package protocol EventPredicateCompiler: Sendable {
    /// Throws where the source is no program, with the reason for people.
    func compile(_ source: String) throws(EventPredicateProblem) -> any EventPredicate
}

/// Why a predicate's source cannot be used.
package struct EventPredicateProblem: Error, Sendable, Hashable {
    /// The line of the source, from 1.
    package let line: Int
    package let message: String

    package init(line: Int, message: String) {
        self.line = line
        self.message = message
    }
}

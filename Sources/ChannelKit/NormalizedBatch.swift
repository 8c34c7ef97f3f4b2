/// What a delivery holds: its events in order, and what is wrong with those that cannot be understood.
package struct NormalizedBatch: Sendable, Hashable {
    package var events: [NormalizedEvent]
    package var failures: [NormalizationError]

    package init(events: [NormalizedEvent] = [], failures: [NormalizationError] = []) {
        self.events = events
        self.failures = failures
    }
}

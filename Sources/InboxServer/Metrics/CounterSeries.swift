import CoreMetrics
import Synchronization

/// A count that only grows.
final class CounterSeries: MetricSeries, CounterHandler {
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() {
        count.store(0, ordering: .relaxed)
    }

    func render(name: String, labels: MetricLabels, into page: inout String) {
        page += "\(name)\(labels.rendered()) \(count.load(ordering: .relaxed))\n"
    }
}

import CoreMetrics
import Synchronization

/// The sum and the number of recorded values that are no durations.
final class SummarySeries: MetricSeries, RecorderHandler {
    private struct Totals {
        var count = 0
        var sum = 0.0
    }

    private let totals = Mutex(Totals())

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        totals.withLock {
            $0.count += 1
            $0.sum += value
        }
    }

    func render(name: String, labels: MetricLabels, into page: inout String) {
        let (count, sum) = totals.withLock { ($0.count, $0.sum) }
        page += "\(name)_sum\(labels.rendered()) \(MetricText.number(sum))\n"
        page += "\(name)_count\(labels.rendered()) \(count)\n"
    }
}

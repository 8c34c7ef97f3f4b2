import CoreMetrics
import Synchronization

/// How long something took, in fixed buckets of seconds.
final class HistogramSeries: MetricSeries, TimerHandler {
    /// The upper edges, in nanoseconds.
    static let edges: [Int64] = [
        500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
        500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000, 30_000_000_000,
    ]

    private final class Bucket: Sendable {
        let count = Atomic<UInt64>(0)
    }

    /// One for each edge, and one for what is beyond the last.
    private let buckets = (0...edges.count).map { _ in Bucket() }
    private let sum = Atomic<UInt64>(0)

    func recordNanoseconds(_ duration: Int64) {
        let duration = max(0, duration)
        let place = Self.edges.firstIndex { duration <= $0 } ?? Self.edges.count
        buckets[place].count.wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(UInt64(duration), ordering: .relaxed)
    }

    /// The count is the sum of the buckets, so that the page is consistent in itself while others record.
    func render(name: String, labels: MetricLabels, into page: inout String) {
        var count: UInt64 = 0
        for (edge, bucket) in zip(Self.edges, buckets) {
            count += bucket.count.load(ordering: .relaxed)
            let edge = MetricText.seconds(UInt64(edge))
            page += "\(name)_bucket\(labels.rendered(extra: "le=\"\(edge)\"")) \(count)\n"
        }
        count += buckets[Self.edges.count].count.load(ordering: .relaxed)
        page += "\(name)_bucket\(labels.rendered(extra: "le=\"+Inf\"")) \(count)\n"
        page += "\(name)_sum\(labels.rendered()) \(MetricText.seconds(sum.load(ordering: .relaxed)))\n"
        page += "\(name)_count\(labels.rendered()) \(count)\n"
    }
}

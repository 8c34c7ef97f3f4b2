import CoreMetrics
import Synchronization

/// A value that goes up and down.
final class GaugeSeries: MetricSeries, RecorderHandler, MeterHandler {
    private let bits = Atomic<UInt64>(0)

    func record(_ value: Int64) {
        set(Double(value))
    }

    func record(_ value: Double) {
        set(value)
    }

    func set(_ value: Int64) {
        set(Double(value))
    }

    func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        change(by: amount)
    }

    func decrement(by amount: Double) {
        change(by: -amount)
    }

    func render(name: String, labels: MetricLabels, into page: inout String) {
        let value = Double(bitPattern: bits.load(ordering: .relaxed))
        page += "\(name)\(labels.rendered()) \(MetricText.number(value))\n"
    }

    private func change(by amount: Double) {
        var known = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: known) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(expected: known, desired: new, ordering: .relaxed)
            if exchanged { return }
            known = original
        }
    }
}

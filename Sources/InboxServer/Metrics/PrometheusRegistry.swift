package import CoreMetrics
import Synchronization

/// The metrics of the process, and their page in Prometheus' text format 0.0.4.
///
/// Families are declared up front with their help and every set of labels they can have, so that a series exists, as
/// zero, before its first event. Names follow `inboxd_<noun>_<unit>_total`. What a library makes without a declaration is
/// shown too, without help. Counting takes no lock; finding or making a series takes one, so keep the handler.
package final class PrometheusRegistry: MetricsFactory {
    package typealias Collector = @Sendable () async -> [MetricSample]

    private struct State {
        var families: [String: MetricFamily] = [:]
        var collectors: [Collector] = []
    }

    private let state = Mutex(State())

    package init() {}

    // MARK: Declaring

    package func declare(counter name: String, help: String, labels: [[(String, String)]] = [[]]) {
        declare(name, .counter, help, labels, CounterSeries.init)
    }

    package func declare(gauge name: String, help: String, labels: [[(String, String)]] = [[]]) {
        declare(name, .gauge, help, labels, GaugeSeries.init)
    }

    /// A histogram of durations; the name ends in `_seconds`.
    package func declare(timer name: String, help: String, labels: [[(String, String)]] = [[]]) {
        declare(name, .histogram, help, labels, HistogramSeries.init)
    }

    /// Asks `collector` for values each time the page is made. Its names are those of declared gauges; others are left
    /// out. Label sets that it does not name keep their last set value, or zero.
    package func addCollector(_ collector: @escaping Collector) {
        state.withLock { $0.collectors.append(collector) }
    }

    // MARK: The page

    package func render() async -> String {
        var samples: [String: [MetricLabels: Double]] = [:]
        for collector in state.withLock({ $0.collectors }) {
            for sample in await collector() {
                samples[sample.name, default: [:]][MetricLabels(sample.labels)] = sample.value
            }
        }
        let families = state.withLock { $0.families.values.sorted { $0.name < $1.name } }
        var page = ""
        for family in families {
            family.render(into: &page, samples: family.kind == .gauge ? samples[family.name] ?? [:] : [:])
        }
        return page
    }

    // MARK: MetricsFactory

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, .counter, dimensions, CounterSeries.init)
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate { return series(label, .summary, dimensions, SummarySeries.init) }
        return series(label, .gauge, dimensions, GaugeSeries.init)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, .gauge, dimensions, GaugeSeries.init)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, .histogram, dimensions, HistogramSeries.init)
    }

    // A series that was shown once stays: its disappearance would look like a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    // MARK: Series

    private func declare<Series: MetricSeries>(
        _ name: String, _ kind: MetricFamily.Kind, _ help: String, _ labels: [[(String, String)]],
        _ make: () -> Series
    ) {
        let name = MetricText.name(name)
        state.withLock { state in
            var family = state.families[name] ?? MetricFamily(name: name, kind: kind)
            guard family.kind == kind else { return }
            family.help = help
            for set in labels { _ = family.member(MetricLabels(set), make) }
            state.families[name] = family
        }
    }

    /// One that no page shows where the name is already one of another kind: a page with both would be refused whole.
    private func series<Series: MetricSeries>(
        _ name: String, _ kind: MetricFamily.Kind, _ labels: [(String, String)], _ make: () -> Series
    ) -> Series {
        let name = MetricText.name(name)
        return state.withLock { state in
            var family = state.families[name] ?? MetricFamily(name: name, kind: kind)
            guard family.kind == kind else { return make() }
            let series = family.member(MetricLabels(labels), make)
            state.families[name] = family
            return series
        }
    }
}

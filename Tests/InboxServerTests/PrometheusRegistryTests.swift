import InboxServer
import Metrics
import Testing

@Suite struct PrometheusRegistryTests {
    let registry = PrometheusRegistry()

    @Test func rendersThePage() async {
        registry.declare(
            counter: "inboxd_deliveries_rejected_total", help: "Deliveries refused,\nby reason.",
            labels: [[("reason", "too_large")], [("reason", "timeout")]])
        registry.declare(
            gauge: "inboxd_queue_depth", help: "Conversations waiting.", labels: [[("queue", "sup\"port")]])
        registry.declare(timer: "inboxd_accept_seconds", help: "From the last byte to the answer.")
        registry.declare(gauge: "inboxd_pending_deliveries", help: "Back\\log.")
        registry.addCollector {
            [
                MetricSample("inboxd_pending_deliveries", 12),
                MetricSample("inboxd_queue_depth", labels: [("queue", "vip")], 0.5),
                MetricSample("inboxd_undeclared", 1), MetricSample("inboxd_deliveries_rejected_total", 99),
            ]
        }
        Counter(label: "inboxd_deliveries_rejected_total", dimensions: [("reason", "timeout")], factory: registry)
            .increment(by: 3)
        let timer = Timer(
            label: "inboxd_accept_seconds", dimensions: [], preferredDisplayUnit: .seconds, factory: registry)
        timer.recordMilliseconds(1)
        timer.recordMilliseconds(30)
        timer.recordSeconds(60)
        #expect(await registry.render() == Self.page)
    }

    private static let page = """
        # HELP inboxd_accept_seconds From the last byte to the answer.
        # TYPE inboxd_accept_seconds histogram
        inboxd_accept_seconds_bucket{le="0.0005"} 0
        inboxd_accept_seconds_bucket{le="0.001"} 1
        inboxd_accept_seconds_bucket{le="0.0025"} 1
        inboxd_accept_seconds_bucket{le="0.005"} 1
        inboxd_accept_seconds_bucket{le="0.01"} 1
        inboxd_accept_seconds_bucket{le="0.025"} 1
        inboxd_accept_seconds_bucket{le="0.05"} 2
        inboxd_accept_seconds_bucket{le="0.1"} 2
        inboxd_accept_seconds_bucket{le="0.25"} 2
        inboxd_accept_seconds_bucket{le="0.5"} 2
        inboxd_accept_seconds_bucket{le="1"} 2
        inboxd_accept_seconds_bucket{le="2.5"} 2
        inboxd_accept_seconds_bucket{le="5"} 2
        inboxd_accept_seconds_bucket{le="10"} 2
        inboxd_accept_seconds_bucket{le="30"} 2
        inboxd_accept_seconds_bucket{le="+Inf"} 3
        inboxd_accept_seconds_sum 60.031
        inboxd_accept_seconds_count 3
        # HELP inboxd_deliveries_rejected_total Deliveries refused,\\nby reason.
        # TYPE inboxd_deliveries_rejected_total counter
        inboxd_deliveries_rejected_total{reason="timeout"} 3
        inboxd_deliveries_rejected_total{reason="too_large"} 0
        # HELP inboxd_pending_deliveries Back\\\\log.
        # TYPE inboxd_pending_deliveries gauge
        inboxd_pending_deliveries 12
        # HELP inboxd_queue_depth Conversations waiting.
        # TYPE inboxd_queue_depth gauge
        inboxd_queue_depth{queue="sup\\"port"} 0
        inboxd_queue_depth{queue="vip"} 0.5

        """

    @Test func gaugesGoUpAndDown() async {
        let meter = Meter(label: "inboxd_streams", dimensions: [], factory: registry)
        meter.increment(by: 3)
        meter.decrement()
        #expect(await registry.render() == "# TYPE inboxd_streams gauge\ninboxd_streams 2\n")
    }

    @Test func aNameBelongsToOneKind() async {
        registry.declare(counter: "inboxd_things_total", help: "Things.")
        Gauge(label: "inboxd_things_total", dimensions: [], factory: registry).record(7)
        #expect(await registry.render().hasSuffix("counter\ninboxd_things_total 0\n"))
    }

    @Test func countsFromManyThreadsAreNotLost() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { [registry] in
                    let counter = Counter(label: "inboxd_hits_total", dimensions: [], factory: registry)
                    let meter = Meter(label: "inboxd_level", dimensions: [], factory: registry)
                    for _ in 0..<1000 {
                        counter.increment()
                        meter.increment()
                    }
                }
            }
        }
        let page = await registry.render()
        #expect(page.contains("inboxd_hits_total 8000\n"))
        #expect(page.contains("inboxd_level 8000\n"))
    }

    @Test func aLabelThatIsNoClosedSetIsBounded() async {
        for number in 0..<3000 {
            Counter(label: "inboxd_leak_total", dimensions: [("id", "\(number)")], factory: registry).increment()
        }
        #expect(await registry.render().split(separator: "\n").count == 1001)
    }

    @Test func namesAreMadeValid() async {
        Counter(label: "http.requests-total", dimensions: [("le ss", "x")], factory: registry).increment()
        #expect(await registry.render().contains("http_requests_total{le_ss=\"x\"} 1\n"))
    }
}

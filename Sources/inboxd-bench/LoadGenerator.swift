import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Keeps a number of connections busy for a while: each sends its next request when it has the answer to the last.
///
/// With an `interval` each sends one request in that time, and waits where the answer came sooner. Where it came later
/// the next counts as sent when it should have been, so that a pause of the server shows in all that it held up.
struct LoadGenerator {
    struct Result {
        var requests: Int
        var failures: Int
        var seconds: Double
        /// Milliseconds, sorted.
        var latencies: [Double]

        var rate: Double { Double(requests) / seconds }

        func percentile(_ share: Double) -> Double {
            latencies.isEmpty ? 0 : latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))]
        }
    }

    let port: Int
    let connections: Int
    let requests: [[UInt8]]
    var interval: TimeAmount?

    /// Runs for `seconds`, at most for 60.
    func run(seconds: Double) async throws -> Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let buffers = requests.map { ByteBuffer(bytes: $0) }
        let end = NIODeadline.now() + .nanoseconds(Int64(min(seconds, 60) * 1e9))
        let start = NIODeadline.now()
        let totals = Totals()
        let bootstrap = ClientBootstrap(group: group).channelOption(.tcpOption(.tcp_nodelay), value: 1)
        for number in 0..<connections {
            let channel = try await bootstrap.channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let caller = Caller(
                        buffers: buffers, first: number * buffers.count / connections, interval: interval, end: end,
                        totals: totals)
                    try channel.pipeline.syncOperations.addHandler(caller)
                }
            }.connect(host: "127.0.0.1", port: port).get()
            totals.channels.withLock { $0.append(channel) }
        }
        for channel in totals.channels.withLock({ $0 }) {
            try await channel.closeFuture.get()
        }
        let passed = Double((NIODeadline.now() - start).nanoseconds) / 1e9
        try await group.shutdownGracefully()
        return totals.result(seconds: passed)
    }
}

/// What all connections count together; touched by one event loop.
private final class Totals: Sendable {
    let channels = Mutex<[any Channel]>([])
    private let figures = Mutex((failures: 0, latencies: [Double]()))

    func add(_ latencies: [Double], failures: Int) {
        figures.withLock {
            $0.latencies += latencies
            $0.failures += failures
        }
    }

    func result(seconds: Double) -> LoadGenerator.Result {
        figures.withLock {
            LoadGenerator.Result(
                requests: $0.latencies.count, failures: $0.failures, seconds: seconds, latencies: $0.latencies.sorted())
        }
    }
}

/// One connection.
private final class Caller: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let buffers: [ByteBuffer]
    private var next: Int
    private let interval: TimeAmount?
    private let end: NIODeadline
    private let totals: Totals
    private var sentAt = NIODeadline.now()
    private var latencies: [Double] = []
    private var failures = 0
    private var answer: [UInt8] = []

    init(buffers: [ByteBuffer], first: Int, interval: TimeAmount?, end: NIODeadline, totals: Totals) {
        self.buffers = buffers
        self.next = first
        self.interval = interval
        self.end = end
        self.totals = totals
    }

    func channelActive(context: ChannelHandlerContext) {
        guard let interval else { return send(context, at: .now()) }
        // Spread over the interval, or all would send at once.
        let offset = interval.nanoseconds * Int64(next % 1009) / 1009
        send(context, notBefore: .now() + .nanoseconds(offset))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        answer.append(contentsOf: buffer.readableBytesView)
        guard isComplete else { return }
        if answer.starts(with: Array("HTTP/1.1 2".utf8)) {
            latencies.append(Double((NIODeadline.now() - sentAt).nanoseconds) / 1e6)
        } else {
            failures += 1
        }
        answer.removeAll(keepingCapacity: true)
        if NIODeadline.now() >= end {
            context.close(promise: nil)
        } else if let interval {
            send(context, notBefore: sentAt + interval)
        } else {
            send(context, at: .now())
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        totals.add(latencies, failures: failures)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failures += 1
        context.close(promise: nil)
    }

    private func send(_ context: ChannelHandlerContext, notBefore instant: NIODeadline) {
        guard instant < end else { return context.close(promise: nil) }
        guard instant > .now() else { return send(context, at: instant) }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(deadline: instant) {
            let (caller, context) = bound.value
            if context.channel.isActive { caller.send(context, at: instant) }
        }
    }

    /// `instant` is when the request counts as sent.
    private func send(_ context: ChannelHandlerContext, at instant: NIODeadline) {
        sentAt = instant
        context.writeAndFlush(wrapOutboundOut(buffers[next % buffers.count]), promise: nil)
        next += 1
    }

    /// The head is there, and as many bytes behind it as it announces.
    private var isComplete: Bool {
        guard let range = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let head = String(decoding: answer[..<range.lowerBound], as: UTF8.self).lowercased()
        guard let field = head.range(of: "content-length: ") else { return true }
        let digits = head[field.upperBound...].prefix { $0.isNumber }
        return answer.count - range.upperBound >= Int(digits) ?? 0
    }
}

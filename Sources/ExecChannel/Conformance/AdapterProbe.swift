import ChannelKit
import InboxDomain
import Subprocess
import Synchronization

/// One run of an adapter under the hands of the conformance kit: raw lines in, raw lines out.
final class AdapterProbe: Sendable {
    enum Said: Sendable {
        case line(AdapterLine)
        /// What is no line of the protocol, and why.
        case unusable(String)
    }

    private struct State {
        var said: [Said] = []
        var errors: [String] = []
        var splitter = LineSplitter(limit: ExecProtocol.lineLimit)
        var ended: TerminationStatus?
    }

    private let state = Mutex(State())
    private let input = AsyncStream<[UInt8]>.makeStream()
    private let ending = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    private let run = Mutex<Task<Void, Never>?>(nil)

    /// Starts the adapter.
    static func start(_ settings: ExecSettings) -> AdapterProbe {
        let probe = AdapterProbe()
        let process = AdapterProcess(
            settings: settings, input: probe.input.stream, output: { probe.took($0) }, errors: { probe.complained($0) })
        let task = Task {
            do {
                let status = try await process.run(
                    untilTold: { for await _ in probe.ending.stream { break } }, closeInput: { probe.closeInput() })
                probe.ended(status, nil)
            } catch {
                probe.ended(.exited(127), "\(error)")
            }
        }
        probe.run.withLock { $0 = task }
        return probe
    }

    // MARK: What the kit does

    func write(_ bytes: [UInt8]) { input.continuation.yield(bytes) }

    func closeInput() { input.continuation.finish() }

    /// Signals, and waits until it is gone.
    func kill() async {
        ending.continuation.yield()
        await run.withLock { $0 }?.value
    }

    var errors: [String] { state.withLock { $0.errors } }

    var said: [Said] { state.withLock { $0.said } }

    var lines: [AdapterLine] {
        said.compactMap { if case .line(let line) = $0 { line } else { nil } }
    }

    var hello: AdapterHello? {
        lines.lazy.compactMap { if case .hello(let hello) = $0 { hello } else { nil } }.first
    }

    var events: [ExecEvent] {
        lines.compactMap { if case .event(let event) = $0 { event } else { nil } }
    }

    /// How it ended; nil while it runs.
    var status: TerminationStatus? { state.withLock { $0.ended } }

    /// Whether `condition` came true within the time. Ends early where the adapter did.
    func waits(seconds: Double, for condition: (AdapterProbe) -> Bool) async -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while !condition(self) {
            guard status == nil, clock.now < end, (try? await clock.sleep(for: .milliseconds(10))) != nil else {
                return condition(self)
            }
        }
        return true
    }

    // MARK: What the adapter does

    private func took(_ bytes: [UInt8]) {
        state.withLock { state in
            for line in state.splitter.add(bytes) { state.said += Self.said(line) }
        }
    }

    private static func said(_ line: LineSplitter.Line) -> [Said] {
        switch line {
        case .tooLong: return [.unusable("a line is longer than \(ExecProtocol.lineLimit) bytes")]
        case .line(let bytes) where bytes.isEmpty: return []
        case .line(let bytes):
            do throws(LineProblem) {
                return [.line(try AdapterLine(bytes))]
            } catch {
                let beginning = Redaction([]).clean(bytes, limit: 60)
                return [.unusable("\(error.text): \(beginning)")]
            }
        }
    }

    private func complained(_ line: LineSplitter.Line) {
        let text =
            switch line {
            case .line(let bytes), .tooLong(let bytes): Redaction([]).clean(bytes, limit: 300)
            }
        state.withLock { $0.errors.append(text) }
    }

    private func ended(_ status: TerminationStatus, _ problem: String?) {
        state.withLock { state in
            if let rest = state.splitter.finish() { state.said += Self.said(rest) }
            state.ended = status
            if let problem { state.errors.append(problem) }
        }
    }
}

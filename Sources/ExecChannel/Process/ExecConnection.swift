import ChannelKit
import Glibc
import InboxDomain
import Logging
import Subprocess
import Synchronization

/// One child process and its pipes, around an `ExecSession`. It lives for one run of the child.
///
/// Four things happen beside one another: lines are read, lines are written (by one task, so that they stay whole),
/// events are stored in groups, and time is told. Reading pauses while too much waits for the ledger.
final class ExecConnection: Sendable {
    static let notConnected = SendOutcome.failed(
        SendFailure(.transient, code: "not_connected", detail: "the adapter of this inbox is not running"))
    /// Events that are stored in one transaction.
    private static let group = 100
    /// Seconds that a child has for going when it was told to.
    private static let patience = 5

    private struct State {
        var session: ExecSession
        var events: [ExecEvent] = []
        var waiters: [Int64: CheckedContinuation<SendOutcome, Never>] = [:]
        var failure: SourceFailure?
        var allowance = LogAllowance()
    }

    private let inbox: String
    private let settings: ExecSettings
    private let sink: any DeliverySink
    private let links: ExecLinks
    private let clock: any SourceClock
    private let logger: Logger
    private let redaction: Redaction
    private let state: Mutex<State>
    /// To the writer.
    private let lines = Signal<[UInt8]>(.unbounded)
    /// To the storer: there are events. To the reader: there are fewer. To all: it is to end.
    private let arrived = Signal<Void>(.bufferingNewest(1))
    private let drained = Signal<Void>(.bufferingNewest(1))
    private let ending = Signal<Void>(.bufferingNewest(1))

    private struct Signal<Element: Sendable>: Sendable {
        let stream: AsyncStream<Element>
        let continuation: AsyncStream<Element>.Continuation

        init(_ policy: AsyncStream<Element>.Continuation.BufferingPolicy) {
            (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: policy)
        }
    }

    init(
        inbox: String, settings: ExecSettings, sink: any DeliverySink, links: ExecLinks, clock: any SourceClock,
        logger: Logger
    ) {
        self.inbox = inbox
        self.settings = settings
        self.sink = sink
        self.links = links
        self.clock = clock
        var logger = logger
        logger[metadataKey: "inbox"] = "\(inbox)"
        self.logger = logger
        redaction = Redaction(settings.secrets)
        state = Mutex(State(session: ExecSession(redaction: redaction, now: clock.now())))
    }

    /// Asks the child to go; returns at once.
    func stop() {
        handle(.stop)
        ending.continuation.yield()
    }

    /// Hands a message to the child, and waits for its answer.
    func send(_ message: OutgoingMessage) async -> SendOutcome {
        await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                guard state.session.canSend else { return false }
                let actions = state.session.handle(.send(message), at: clock.now())
                state.waiters[state.session.lastSend] = continuation
                perform(actions, &state)
                return true
            }
            if !isTaken { continuation.resume(returning: Self.notConnected) }
        }
    }

    /// Starts the child, and returns why it ended. To be called once.
    func run(cursor: String?) async -> SourceFailure {
        lines.continuation.yield(ExecProtocol.hello(inbox: inbox, settings: settings.adapter, cursor: cursor))
        defer { links.detach(self, from: inbox) }
        let status: TerminationStatus
        do {
            status = try await Subprocess.run(
                ExecCommand.configuration(settings), input: .inputWriter, output: .sequence, error: .sequence,
                body: drive
            ).terminationStatus
        } catch {
            handle(.ended)
            return state.withLock { $0.failure }
                ?? SourceFailure(.transient, code: "not_started", detail: "the adapter could not be run: \(error)")
        }
        return state.withLock { $0.failure } ?? Self.failure(status)
    }

    // MARK: The tasks

    private enum End { case output, ending, patience, other }

    private func drive(_ child: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>) async throws {
        await withTaskGroup(of: End.self) { group in
            group.addTask {
                await self.write(to: child.standardInputWriter)
                return .other
            }
            group.addTask {
                await self.read(child.standardOutput)
                return .output
            }
            group.addTask {
                await self.readErrors(child.standardError)
                return .other
            }
            group.addTask {
                await self.store()
                return .other
            }
            let time = Task { await self.tellTime() }
            group.addTask {
                for await _ in self.ending.stream { break }
                return .ending
            }
            wait: while let end = await group.next() {
                switch end {
                case .output, .patience: break wait
                case .ending:
                    group.addTask {
                        try? await Task.sleep(for: .seconds(Self.patience))
                        return .patience
                    }
                case .other: break
                }
            }
            time.cancel()
            // The end of its input is the last that the child hears from us, then come the signals, also to what it started.
            lines.continuation.finish()
            await child.teardown(using: [
                .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
            ])
            try? child.send(signal: .kill, toProcessGroup: true)
            group.cancelAll()
        }
    }

    private func write(to writer: StandardInputWriter) async {
        for await bytes in lines.stream {
            // A child that does not take its input is found out by its silence, or by its end.
            guard (try? await writer.write(bytes)) != nil else { break }
        }
        try? await writer.finish()
    }

    private func read(_ output: SubprocessOutputSequence) async {
        var drains = drained.stream.makeAsyncIterator()
        do {
            for try await chunk in output {
                handle(.bytes(chunk.withUnsafeBytes { Array($0) }))
                while state.withLock({ $0.session.isFull && $0.failure == nil }) { _ = await drains.next() }
            }
        } catch {
            log("warning", "the adapter's output cannot be read: \(error)")
        }
        handle(.ended)
        arrived.continuation.finish()
    }

    private func readErrors(_ errors: SubprocessOutputSequence) async {
        var splitter = LineSplitter(limit: Redaction.most * 4)
        func write(_ line: LineSplitter.Line) {
            switch line {
            case .line(let bytes), .tooLong(let bytes): log("info", redaction.clean(bytes))
            }
        }
        do {
            for try await chunk in errors { splitter.add(chunk.withUnsafeBytes { Array($0) }).forEach(write) }
        } catch {
            log("warning", "the adapter's standard error cannot be read: \(error)")
        }
        if let rest = splitter.finish() { write(rest) }
    }

    /// Also what came before the child's end is stored, though no acknowledgement reaches it: at most it comes again.
    private func store() async {
        var allowance = Int64(Self.group)
        var second: Int64 = 0
        for await _ in arrived.stream {
            while true {
                if let rate = settings.eventsPerSecond, clock.now().milliseconds / 1000 != second {
                    second = clock.now().milliseconds / 1000
                    allowance = min(rate, Int64(Self.group))
                }
                let size = settings.eventsPerSecond == nil ? Self.group : Int(allowance)
                let batch = state.withLock { state in
                    let batch = Array(state.events.prefix(size))
                    state.events.removeFirst(batch.count)
                    return batch
                }
                if batch.isEmpty {
                    guard state.withLock({ !$0.events.isEmpty }) else { break }
                    let next = Instant(milliseconds: (second + 1) * 1000)
                    guard (try? await clock.sleep(until: next)) != nil else { return }
                    continue
                }
                if settings.eventsPerSecond != nil { allowance -= Int64(batch.count) }
                guard await store(batch) else { return }
            }
        }
    }

    private func store(_ batch: [ExecEvent]) async -> Bool {
        let now = clock.now()
        do throws(SourceFailure) {
            _ = try await sink.accept(
                batch.map { IncomingDelivery(receivedAt: now, body: $0.body) },
                cursor: batch.last { $0.cursor != nil }?.cursor)
        } catch {
            state.withLock { perform([.fail(error)], &$0) }
            return false
        }
        handle(.stored(batch.map(\.sequence)))
        drained.continuation.yield()
        return true
    }

    private func tellTime() async {
        while (try? await clock.sleep(until: clock.now().adding(seconds: 1))) != nil { handle(.tick) }
    }

    // MARK: What the session asks for

    private func handle(_ input: ExecSession.Input) {
        state.withLock { state in
            perform(state.session.handle(input, at: clock.now()), &state)
        }
    }

    /// Nothing here waits: lines, events and ends go to the tasks.
    private func perform(_ actions: [ExecSession.Action], _ state: inout State) {
        for action in actions {
            switch action {
            case .write(let bytes): lines.continuation.yield(bytes)
            case .ready(let hello): links.attach(self, hello: hello, to: inbox)
            case .store(let event):
                state.events.append(event)
                arrived.continuation.yield()
            case .outcome(let id, let outcome): state.waiters.removeValue(forKey: id)?.resume(returning: outcome)
            case .report(let report): sink.report(report)
            case .log(let level, let message): log(level, message, &state.allowance)
            case .fail(let failure):
                if state.failure == nil { state.failure = failure }
                ending.continuation.yield()
                drained.continuation.yield()
            }
        }
    }

    private func log(_ level: String, _ message: String) {
        state.withLock { log(level, message, &$0.allowance) }
    }

    private func log(_ level: String, _ message: String, _ allowance: inout LogAllowance) {
        let (isAdmitted, dropped) = allowance.admit(at: clock.now())
        guard isAdmitted else { return }
        var metadata: Logger.Metadata = ["line": "\(message)"]
        if dropped > 0 { metadata["dropped"] = "\(dropped)" }
        logger.log(
            level: Logger.Level(rawValue: level) ?? .info, "An adapter says something.", metadata: metadata)
    }

    private static func failure(_ status: TerminationStatus) -> SourceFailure {
        switch status {
        case .exited(let code):
            switch Int32(code) {
            case ExecProtocol.exitConfiguration:
                SourceFailure(.needsOperator, code: "settings_refused", detail: "the adapter cannot use its settings")
            case ExecProtocol.exitNotPermitted:
                SourceFailure(.needsOperator, code: "login_refused", detail: "the adapter may not log in")
            case ExecProtocol.exitProtocol:
                SourceFailure(
                    .needsOperator, code: "version_refused",
                    detail: "the adapter does not speak version \(ExecProtocol.version) of the protocol")
            case 126, 127:
                SourceFailure(.needsOperator, code: "not_started", detail: "the adapter's program cannot be run")
            default: SourceFailure(.transient, code: "exited", detail: "the adapter ended with status \(code)")
            }
        case .signaled(let signal):
            SourceFailure(.transient, code: "killed", detail: "the adapter was ended by signal \(signal)")
        }
    }
}

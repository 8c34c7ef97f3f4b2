import ChannelKit
import InboxDomain
import Logging
import Subprocess
import Synchronization

/// One child process around an `ExecSession`. It lives for one run of the child.
///
/// Beside the child's pipes, events are stored in groups, and time is told. Reading pauses while too much waits for the
/// ledger.
final class ExecConnection: Sendable {
    static let notConnected = SendOutcome.failed(
        SendFailure(.transient, code: "not_connected", detail: "the adapter of this inbox is not running"))
    /// Events that are stored in one transaction.
    private static let group = 100

    private struct State {
        var session: ExecSession
        var events: [(number: Int64, event: ExecEvent)] = []
        var waiters: [Int64: CheckedContinuation<SendOutcome, Never>] = [:]
        var failure: SourceFailure?
        var allowance = LogAllowance()
        var lastError = ""
        /// Lines that the child has not read.
        var unread = 0
    }

    private let inbox: String
    private let settings: ExecSettings
    private let sink: any DeliverySink
    private let links: ExecLinks
    private let clock: any SourceClock
    private let logger: Logger
    private let redaction: Redaction
    private let state: Mutex<State>
    /// To the child.
    private let lines = Signal<[UInt8]>(.unbounded)
    /// To the storer: there are events. To the reader: there are fewer. To whoever waits: it is to end.
    private let arrived = Signal<Void>(.bufferingNewest(1))
    private let drained = Signal<Void>(.bufferingNewest(1))
    private let ending = Signal<Void>(.bufferingNewest(1))

    private struct Signal<Element: Sendable>: Sendable {
        let stream: AsyncStream<Element>
        let continuation: AsyncStream<Element>.Continuation

        init(_ policy: AsyncStream<Element>.Continuation.BufferingPolicy) {
            (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: policy)
        }

        func finish() { continuation.finish() }
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
        redaction = Redaction(settings.secrets.map { $0.reveal() })
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

    /// Runs the child, and returns why it ended. To be called once. What came before its end is stored, though no
    /// acknowledgement reaches it: at most it comes again.
    func run(cursor: String?) async -> SourceFailure {
        write(
            ExecProtocol.hello(
                inbox: inbox, settings: settings.adapter, cursor: cursor, stateDirectory: settings.stateDirectory))
        defer { links.detach(self, from: inbox) }
        let process = AdapterProcess(
            settings: settings, input: lines.stream,
            written: { [self] bytes in state.withLock { $0.unread -= Self.lines(in: bytes) } },
            output: { [self] in await take($0) },
            errors: { [self] line in said(line) })
        let storing = Task { await store() }
        let time = Task { await tellTime() }
        let ended: Result<TerminationStatus, any Error>
        do {
            ended = .success(
                try await process.run(untilTold: { [self] in await end() }, closeInput: { [self] in lines.finish() }))
        } catch {
            ended = .failure(error)
        }
        handle(.ended)
        time.cancel()
        arrived.finish()
        // At a slow rate there may be much left, which the child still has.
        if settings.eventsPerSecond != nil { storing.cancel() }
        await storing.value
        return state.withLock { state in
            if let failure = state.failure { return failure }
            switch ended {
            case .success(let status): return SourceFailure(status, lastError: state.lastError)
            case .failure(let error):
                return SourceFailure(
                    .transient, code: "not_started", detail: "the adapter could not be run: \(error)")
            }
        }
    }

    // MARK: The tasks

    /// Returns once it was told to end, and has had the time to do so.
    private func end() async {
        for await _ in ending.stream { break }
        try? await clock.sleep(until: clock.now().adding(seconds: ExecProtocol.patienceSeconds))
    }

    private func take(_ bytes: [UInt8]) async {
        handle(.bytes(bytes))
        var drains = drained.stream.makeAsyncIterator()
        while state.withLock({ $0.session.isFull && $0.failure == nil }), !Task.isCancelled {
            _ = await drains.next()
        }
    }

    private func store() async {
        var allowance = settings.eventsPerSecond ?? Int64.max
        var second: Int64 = 0
        for await _ in arrived.stream {
            while true {
                if let rate = settings.eventsPerSecond, clock.now().milliseconds / 1000 != second {
                    second = clock.now().milliseconds / 1000
                    allowance = rate
                }
                let size = Int(min(allowance, Int64(Self.group)))
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

    private func store(_ batch: [(number: Int64, event: ExecEvent)]) async -> Bool {
        let now = clock.now()
        do throws(SourceFailure) {
            _ = try await sink.accept(
                batch.map { IncomingDelivery(key: $0.event.id, receivedAt: now, body: $0.event.body) },
                cursor: batch.last { $0.event.cursor != nil }?.event.cursor)
        } catch {
            handle(.notStored(error))
            return false
        }
        handle(.stored(batch.map(\.number)))
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
            case .write(let bytes):
                lines.continuation.yield(bytes)
                state.unread += Self.lines(in: bytes)
                if state.unread >= ExecProtocol.unreadLimit, state.failure == nil {
                    perform(state.session.handle(.unread, at: clock.now()), &state)
                }
            case .ready(let hello): links.attach(self, hello: hello, to: inbox)
            case .store(let number, let event):
                state.events.append((number, event))
                arrived.continuation.yield()
            case .outcome(let id, let outcome): state.waiters.removeValue(forKey: id)?.resume(returning: outcome)
            case .report(let report): sink.report(report)
            case .log(let level, let message): log(level, message, &state)
            case .fail(let failure):
                if state.failure == nil { state.failure = failure }
                ending.continuation.yield()
                drained.continuation.yield()
            }
        }
    }

    private func write(_ bytes: [UInt8]) {
        state.withLock { perform([.write(bytes)], &$0) }
    }

    private static func lines(in bytes: [UInt8]) -> Int { bytes.count { $0 == UInt8(ascii: "\n") } }

    /// A line of standard error.
    private func said(_ line: LineSplitter.Line) {
        let text =
            switch line {
            case .line(let bytes), .tooLong(let bytes): redaction.clean(bytes)
            }
        state.withLock { state in
            if !text.isEmpty { state.lastError = text }
            log("info", text, &state)
        }
    }

    private func log(_ level: String, _ message: String, _ state: inout State) {
        let (isAdmitted, dropped) = state.allowance.admit(at: clock.now())
        guard isAdmitted else { return }
        var metadata: Logger.Metadata = ["line": "\(message)"]
        if dropped > 0 { metadata["dropped"] = "\(dropped)" }
        logger.log(
            level: Logger.Level(rawValue: level) ?? .info, "An adapter says something.", metadata: metadata)
    }
}

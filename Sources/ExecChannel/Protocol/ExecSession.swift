import ChannelKit
import InboxDomain

/// Our side of the protocol with one child, without its pipes: what comes in goes in here, what is to be done comes out.
///
/// Events are acknowledged in their order, each only after `stored` says that the ledger has it on disk. What an adapter
/// writes that is no line of the protocol is told to it, logged, and shown with the inbox; nothing of it is acknowledged,
/// so the adapter still has whatever was in it. An adapter that writes many such lines is started again.
struct ExecSession: Sendable {
    enum Input: Sendable {
        case bytes([UInt8])
        /// The child will write no more.
        case ended
        /// The ledger has these, oldest first, and its cursor with them.
        case stored([Int64])
        case send(OutgoingMessage)
        /// Time has passed; give it about once a second.
        case tick
        /// It is to go in good order.
        case stop
        /// It leaves what we write lying.
        case unread
        /// The ledger does not take what it brings.
        case notStored(SourceFailure)
    }

    enum Action: Sendable, Hashable {
        case write([UInt8])
        case ready(AdapterHello)
        /// To be stored under its number.
        case store(Int64, ExecEvent)
        /// A `send` that is over: its id, as `write` had it.
        case outcome(Int64, SendOutcome)
        case report(SourceReport)
        /// The level is one of `error`, `warning`, `info` and `debug`.
        case log(level: String, message: String)
        /// Nothing more is to be expected of this child.
        case fail(SourceFailure)
    }

    /// Of sends, counted from 1; the last one given.
    private(set) var lastSend: Int64 = 0
    /// Events that came and are not stored yet, by their numbers, and their bytes.
    private(set) var waiting: [Int64: ExecEvent] = [:]
    private(set) var waitingBytes = 0
    private(set) var hello: AdapterHello?

    private let redaction: Redaction
    private let startedAt: Instant
    private var splitter = LineSplitter(limit: ExecProtocol.lineLimit)
    private var lineNumber = 0
    private var malformed: (minute: Int64, count: Int) = (0, 0)
    private var lastEvent: Int64 = 0
    private var sends: [Int64: Instant] = [:]
    private var pings: Int64 = 0
    private var pingedAt: Instant?
    private var heardAt: Instant
    /// What the adapter said last of its own connection, and whether that was shown.
    private var state = SourceReport(.connected)
    private var isShown = false
    private var isOver = false
    private var isStopping = false

    /// The child was started at `now`, and `ExecProtocol.hello` written to it.
    init(redaction: Redaction, now: Instant) {
        self.redaction = redaction
        startedAt = now
        heardAt = now
    }

    /// Whether nothing more should be read until something is stored.
    var isFull: Bool { waiting.count >= ExecProtocol.window || waitingBytes >= ExecProtocol.windowBytes }

    /// Whether a send can be given to it.
    var canSend: Bool { hello != nil && !isOver && !isStopping }

    mutating func handle(_ input: Input, at now: Instant) -> [Action] {
        switch input {
        case .bytes(let bytes): return received(splitter.add(bytes), at: now)
        case .ended:
            let actions = splitter.finish().map { received([$0], at: now) } ?? []
            return actions + end()
        case .stored(let numbers): return stored(numbers, at: now)
        case .send(let message):
            guard canSend else { return [] }
            lastSend += 1
            sends[lastSend] = now
            return [.write(ExecProtocol.send(message, id: lastSend))]
        case .tick: return tick(at: now)
        case .stop:
            guard !isOver, !isStopping else { return [] }
            isStopping = true
            return [.write(ExecProtocol.stop)]
        case .unread:
            return isOver ? [] : fail("does_not_read", "the adapter does not read its standard input")
        case .notStored(let failure):
            return isOver ? [] : fail(failure.code, failure.detail, failure.retry)
        }
    }

    // MARK: Lines

    private mutating func received(_ lines: [LineSplitter.Line], at now: Instant) -> [Action] {
        var actions: [Action] = []
        heardAt = now
        pingedAt = nil
        for line in lines {
            guard !isOver else { break }
            lineNumber += 1
            switch line {
            case .tooLong(let beginning):
                actions += unusable(
                    LineProblem("it is longer than \(ExecProtocol.lineLimit) bytes"), beginning, at: now)
            case .line(let bytes) where bytes.isEmpty: break
            case .line(let bytes):
                do throws(LineProblem) {
                    actions += try understood(AdapterLine(bytes), at: now)
                } catch {
                    actions += unusable(error, bytes, at: now)
                }
            }
        }
        return actions
    }

    private mutating func understood(_ line: AdapterLine, at now: Instant) throws(LineProblem) -> [Action] {
        switch line {
        case .hello(let hello):
            guard self.hello == nil else { throw LineProblem("it says hello a second time") }
            self.hello = hello
            return [.ready(hello)] + show(at: now)
        case .log(let level, let message):
            return [.log(level: level, message: redaction.clean(Array(message.utf8)))]
        case .unknown(let type):
            let name = redaction.clean(Array(type.utf8), limit: 40)
            return [.log(level: "warning", message: "line \(lineNumber) has the unknown type “\(name)”")]
        case _ where hello == nil: throw LineProblem("it comes before hello")
        case .event(let event):
            lastEvent += 1
            waiting[lastEvent] = event
            waitingBytes += event.body.count
            return [.store(lastEvent, event)]
        case .sent(let id, let providerID):
            return answered(id, .sent(providerID: providerID))
        case .failed(let id, let failure):
            return answered(id, .failed(failure.failure(redaction, at: now)))
        case .pong: return []
        case .state(let word, let problem, let progress):
            state = SourceReport(
                word, problem: problem.map { redaction.clean(Array($0.utf8), limit: 300) },
                progress: progress.map { redaction.clean(Array($0.utf8), limit: 100) })
            isShown = false
            return show(at: now)
        }
    }

    private mutating func answered(_ id: String, _ outcome: SendOutcome) -> [Action] {
        guard let number = Int64(id), sends.removeValue(forKey: number) != nil else {
            let name = redaction.clean(Array(id.utf8), limit: 40)
            return [.log(level: "warning", message: "line \(lineNumber) answers “\(name)”, which nobody waits for")]
        }
        return [.outcome(number, outcome)]
    }

    private mutating func unusable(_ problem: LineProblem, _ bytes: [UInt8], at now: Instant) -> [Action] {
        let said = "line \(lineNumber) of the adapter cannot be used: \(problem.text)"
        if problem.refusesHello { return fail("hello_refused", said, .needsOperator) }
        let minute = now.milliseconds / 60_000
        malformed = (minute, malformed.minute == minute ? malformed.count + 1 : 1)
        // Its text may be a customer's: only its beginning, and only in the log.
        let beginning = redaction.clean(bytes, limit: 40)
        var actions: [Action] = [
            .log(level: "warning", message: "\(said): \(beginning)"),
            .write(ExecProtocol.error(line: lineNumber, id: problem.id, problem: problem.text)),
        ]
        if hello != nil {
            state.problem = said
            actions.append(.report(SourceReport(isShown ? state.state : .connecting, problem: said)))
        }
        guard malformed.count <= ExecProtocol.malformedLimit else {
            return actions + fail("malformed_lines", "more than \(ExecProtocol.malformedLimit) in a minute: \(said)")
        }
        return actions
    }

    /// Shows what the adapter said of its connection. Success only after a while: then the back-off starts over.
    private mutating func show(at now: Instant) -> [Action] {
        guard hello != nil, !isShown else { return [] }
        let isSuccess = state.state == .connected || state.state == .backfilling
        let isYoung = now.milliseconds(since: startedAt) < ExecProtocol.settleSeconds * 1000
        if isSuccess && isYoung { return [] }
        isShown = true
        return [.report(state)]
    }

    // MARK: Time and ends

    private mutating func stored(_ numbers: [Int64], at now: Instant) -> [Action] {
        // While we did not read, it could not be heard.
        heardAt = max(heardAt, now)
        var lines: [UInt8] = []
        for number in numbers {
            guard let event = waiting.removeValue(forKey: number) else { continue }
            waitingBytes -= event.body.count
            lines += ExecProtocol.ack(event.id)
        }
        return lines.isEmpty ? [] : [.write(lines)]
    }

    private mutating func tick(at now: Instant) -> [Action] {
        guard !isOver else { return [] }
        var actions: [Action] = []
        for (id, since) in sends.sorted(by: { $0.key < $1.key })
        where now.milliseconds(since: since) >= ExecProtocol.sendSeconds * 1000 {
            sends[id] = nil
            actions.append(
                .outcome(id, lost("no_answer", "the adapter did not answer within \(ExecProtocol.sendSeconds) s")))
        }
        let silence = now.milliseconds(since: max(heardAt, pingedAt ?? heardAt))
        if hello == nil {
            if now.milliseconds(since: startedAt) >= ExecProtocol.helloSeconds * 1000 {
                return actions + fail("no_hello", "the adapter did not say hello within \(ExecProtocol.helloSeconds) s")
            }
        } else if silence >= ExecProtocol.silenceSeconds * 1000, waiting.isEmpty {
            if pingedAt != nil {
                return actions
                    + fail("no_pong", "the adapter did not answer a ping within \(ExecProtocol.silenceSeconds) s")
            }
            pings += 1
            pingedAt = now
            actions.append(.write(ExecProtocol.ping(pings)))
        }
        return actions + show(at: now)
    }

    private mutating func fail(
        _ code: String, _ detail: String, _ retry: SourceFailure.Retry = .transient
    ) -> [Action] {
        isOver = true
        return [.write(ExecProtocol.stop), .fail(SourceFailure(retry, code: code, detail: detail))]
    }

    /// Whoever waits for an answer of the child learns that none will come.
    private mutating func end() -> [Action] {
        isOver = true
        defer { sends = [:] }
        return sends.keys.sorted().map { .outcome($0, lost("adapter_ended", "the adapter ended before it answered")) }
    }

    /// It may have gone out: to be tried again only where that does no harm.
    private func lost(_ code: String, _ detail: String) -> SendOutcome {
        let isHarmless = (hello?.capabilities.idempotency ?? .none) != .none
        return .failed(
            SendFailure(isHarmless ? .transient : .maybeSent, code: code, detail: detail, mayHaveArrived: true))
    }
}

import ChannelKit
import InboxDomain

/// Our side of the protocol with one child, without its pipes: what comes in goes in here, what is to be done comes out.
///
/// Events are acknowledged in their order, each only after `stored` says that the ledger has it on disk. What an adapter
/// writes that is no line of the protocol ends the session: an event may have been in it, and since nothing of it was
/// acknowledged it will come again from the next child.
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
    }

    enum Action: Sendable, Hashable {
        case write([UInt8])
        case ready(AdapterHello)
        case store(ExecEvent)
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
    /// Events that came and are not stored yet, and their bytes.
    private(set) var waiting: [Int64: Int] = [:]
    private(set) var waitingBytes = 0
    private(set) var hello: AdapterHello?

    private let redaction: Redaction
    private var splitter = LineSplitter(limit: ExecProtocol.lineLimit)
    private var lineNumber = 0
    private var lastSequence: Int64 = 0
    private var sends: [Int64: Instant] = [:]
    private var pings: Int64 = 0
    private var pingedAt: Instant?
    private var heardAt: Instant
    private var isOver = false
    private var isStopping = false

    /// The child was started at `now`, and `ExecProtocol.hello` written to it.
    init(redaction: Redaction, now: Instant) {
        self.redaction = redaction
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
            return actions + end(at: now)
        case .stored(let sequences): return stored(sequences, at: now)
        case .send(let message):
            guard canSend else { return [] }
            lastSend += 1
            sends[lastSend] = now
            return [.write(ExecProtocol.send(message, id: lastSend))]
        case .tick: return tick(at: now)
        case .stop:
            guard !isOver, !isStopping else { return [] }
            isStopping = true
            return [.write(ExecProtocol.shutdown)]
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
                actions += malformed(
                    LineProblem("it is longer than \(ExecProtocol.lineLimit) bytes"), beginning, "line_too_long")
            case .line(let bytes) where bytes.isEmpty: break
            case .line(let bytes):
                do throws(LineProblem) {
                    actions += try understood(AdapterLine(bytes), at: now)
                } catch {
                    actions += malformed(error, bytes, "malformed_line")
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
            return [.ready(hello), .report(SourceReport(.connected))]
        case .log(let level, let message):
            return [.log(level: level, message: redaction.clean(Array(message.utf8)))]
        case .unknown(let type):
            let name = redaction.clean(Array(type.utf8), limit: 40)
            return [.log(level: "warning", message: "line \(lineNumber) has the unknown type “\(name)”")]
        case _ where hello == nil: throw LineProblem("it comes before hello")
        case .event(let event):
            guard event.sequence > lastSequence else {
                throw LineProblem("event.seq is \(event.sequence) after \(lastSequence)")
            }
            lastSequence = event.sequence
            waiting[event.sequence] = event.body.count
            waitingBytes += event.body.count
            return [.store(event)]
        case .sent(let id, let providerID):
            return answered(id, .sent(providerID: providerID))
        case .failed(let id, let failure):
            return answered(id, .failed(failure.failure(redaction, at: now)))
        case .pong: return []
        case .state(let word, let problem):
            guard let state = SourceReport.State(rawValue: word) else {
                throw LineProblem("state.state must be connecting, connected, backfilling or failing")
            }
            let text = problem.map { redaction.clean(Array($0.utf8), limit: 300) }
            return [.report(SourceReport(state, problem: text))]
        }
    }

    private mutating func answered(_ id: String, _ outcome: SendOutcome) -> [Action] {
        guard let number = Int64(id), sends.removeValue(forKey: number) != nil else {
            let name = redaction.clean(Array(id.utf8), limit: 40)
            return [.log(level: "warning", message: "line \(lineNumber) answers “\(name)”, which nobody waits for")]
        }
        return [.outcome(number, outcome)]
    }

    private mutating func malformed(_ problem: LineProblem, _ bytes: [UInt8], _ code: String) -> [Action] {
        isOver = true
        let excerpt = redaction.clean(bytes, limit: 40)
        return [
            .fail(
                SourceFailure(
                    .transient, code: code,
                    detail: "line \(lineNumber) of the adapter cannot be used: \(problem.text): \(excerpt)"))
        ]
    }

    // MARK: Time and ends

    private mutating func stored(_ sequences: [Int64], at now: Instant) -> [Action] {
        // While we did not read, it could not be heard.
        heardAt = max(heardAt, now)
        var lines: [UInt8] = []
        for sequence in sequences {
            guard let bytes = waiting.removeValue(forKey: sequence) else { continue }
            waitingBytes -= bytes
            lines += ExecProtocol.ack(sequence)
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
            if silence >= ExecProtocol.helloSeconds * 1000 {
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
        return actions
    }

    private mutating func fail(_ code: String, _ detail: String) -> [Action] {
        isOver = true
        return [.fail(SourceFailure(.transient, code: code, detail: detail))]
    }

    /// Whoever waits for an answer of the child learns that none will come.
    private mutating func end(at now: Instant) -> [Action] {
        isOver = true
        defer { sends = [:] }
        return sends.keys.sorted().map { .outcome($0, lost("adapter_ended", "the adapter ended before it answered")) }
    }

    /// It may have gone out: to be tried again only where that does no harm.
    private func lost(_ code: String, _ detail: String) -> SendOutcome {
        let isHarmless = hello?.capabilities.idempotentSend ?? false
        return .failed(SendFailure(isHarmless ? .transient : .maybeSent, code: code, detail: detail))
    }
}

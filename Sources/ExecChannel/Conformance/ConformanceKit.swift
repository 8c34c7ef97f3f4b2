import ChannelKit
import Foundation
package import InboxDomain
import Subprocess

/// Tries an adapter against every rule of the protocol, as the daemon would run it, in four runs of it.
///
/// Nothing is sent to people unless `recipient` is somebody: the send rule writes to an address that is none, and takes
/// `failed` for as good an answer as `sent`.
package struct ConformanceKit: Sendable {
    package var settings: ExecSettings
    /// Who is sent a message.
    package var recipient = "conformance-test"
    /// A program that makes somebody write to the adapter; run without arguments once the adapter has said hello. Without
    /// one the rules about events are skipped where no event comes.
    package var provoker: String?
    /// Seconds that an event may take.
    package var eventSeconds = 10.0
    /// Seconds from the start of a program to its first word, or its last.
    private static let startSeconds = Double(ExecProtocol.helloSeconds)
    /// Seconds that an answer may take that needs no network.
    package var answerSeconds = 5.0
    /// Seconds that the answer to a send may take.
    package var sendSeconds = Double(ExecProtocol.sendSeconds)

    package init(command: [String], settings: Secret, stateDirectory: String, memory: Int64? = nil) {
        self.settings = ExecSettings(command: command)
        self.settings.folder = FileManager.default.currentDirectoryPath
        self.settings.adapter = settings
        self.settings.stateDirectory = stateDirectory
        if let memory { self.settings.memory = memory }
    }

    /// Runs all rules, and tells each as soon as it is judged. Takes a minute where an adapter does nothing at all.
    package func run(_ tell: @escaping (ConformanceCheck) -> Void) async -> [ConformanceCheck] {
        var findings = Findings(tell: tell)
        await firstRun(&findings)
        if findings.hasSaidHello {
            await secondRun(&findings)
            await versionRun(&findings)
        }
        findings.finish()
        return findings.checks
    }

    private static let malformed = [
        "this is no JSON", "[1,2]", #"{"type":7}"#, #"{"id":"1"}"#, "\u{FEFF}{", #"{"type":"ack"}"#, "",
    ]

    // MARK: The runs

    private func firstRun(_ findings: inout Findings) async {
        let probe = AdapterProbe.start(settings)
        let hello = self.hello(cursor: nil, more: [("x_conformance", .object([("any", .array([.null]))]))])
        // A pipe promises nothing about where a line is cut.
        for piece in [hello.prefix(1), hello[1..<(hello.count / 2)], hello[(hello.count / 2)...]] {
            probe.write(Array(piece))
            _ = await probe.waits(seconds: 0.05) { _ in false }
        }
        let isReady = await probe.waits(seconds: Self.startSeconds) { $0.hello != nil }
        guard isReady, probe.status == nil else {
            await probe.kill()
            findings.judge(.hello, isReady && probe.status == nil, Self.ending(of: probe, or: "it said no hello"))
            findings.add(probe)
            return
        }
        findings.judge(.hello, true, "")
        findings.judge(.ping, await pings(probe, "1"), "no pong came within \(Self.text(answerSeconds)) s")
        probe.write(
            ExecProtocol.line([("type", .string("x_of_a_later_version")), ("id", .number("1")), ("a", .object([]))]))
        findings.judge(
            .unknown, await pings(probe, "unknown", [("x_more", .bool(true))]),
            Self.ending(of: probe, or: "no pong came"))
        for line in Self.malformed { probe.write(Array("\(line)\n".utf8)) }
        probe.write([0xFF, 0xFE, 0x00, UInt8(ascii: "\n")])
        findings.judge(
            .malformed, await pings(probe, "malformed"), Self.ending(of: probe, or: "afterwards no pong came"))
        let padding = JSONValue.string(String(repeating: "ä", count: 250_000))
        findings.judge(
            .long, await pings(probe, "long", [("x_padding", padding)]), Self.ending(of: probe, or: "no pong came"))
        await sends(probe, &findings)
        let provoked = await provoke()
        let hasEvent = await probe.waits(seconds: eventSeconds) { !$0.events.isEmpty }
        probe.closeInput()
        let hasEnded = await probe.waits(seconds: answerSeconds) { $0.status != nil }
        await probe.kill()
        findings.judge(.eof, hasEnded, "it still ran \(Self.text(answerSeconds)) s later")
        findings.unacknowledged = hasEvent ? probe.events.map(\.id) : []
        judgeEvents(probe, hasEvent, provoked, &findings)
        findings.add(probe)
    }

    private func secondRun(_ findings: inout Findings) async {
        let probe = AdapterProbe.start(settings)
        probe.write(hello(cursor: nil))
        let missing = Set(findings.unacknowledged)
        if missing.isEmpty {
            findings.skip(.resend, "no event came")
            findings.skip(.cursor, "no event came")
        } else {
            let hasAll = await probe.waits(seconds: eventSeconds) { missing.isSubset(of: Set($0.events.map(\.id))) }
            let lost = missing.subtracting(probe.events.map(\.id)).sorted()
            findings.judge(.resend, hasAll, "these did not come again: \(lost.joined(separator: ", "))")
        }
        for event in probe.events { probe.write(ExecProtocol.ack(event.id)) }
        _ = await probe.waits(seconds: Self.startSeconds) { $0.hello != nil }
        _ = await pings(probe, "acknowledged")
        let acknowledged = Set(probe.events.map(\.id))
        let cursor = probe.events.last { $0.cursor != nil }?.cursor
        probe.write(ExecProtocol.stop)
        let hasEnded = await probe.waits(seconds: answerSeconds) { $0.status != nil }
        await probe.kill()
        findings.judge(
            .stop, hasEnded && probe.status == .exited(0),
            hasEnded ? Self.ending(of: probe, or: "") : "it still ran \(Self.text(answerSeconds)) s later")
        findings.add(probe)
        guard !missing.isEmpty else { return }
        let again = AdapterProbe.start(settings)
        again.write(hello(cursor: cursor))
        let repeats = await again.waits(seconds: min(eventSeconds, 3)) { probe in
            probe.events.contains { acknowledged.contains($0.id) }
        }
        again.closeInput()
        await again.kill()
        findings.judge(.cursor, !repeats, "an event came again that was acknowledged before it was told to stop")
        findings.add(again)
    }

    private func versionRun(_ findings: inout Findings) async {
        let probe = AdapterProbe.start(settings)
        probe.write(hello(cursor: nil, version: 99))
        let hasEnded = await probe.waits(seconds: Self.startSeconds) { $0.status != nil }
        await probe.kill()
        findings.judge(
            .version, hasEnded && probe.status == .exited(ExecProtocol.exitProtocol),
            hasEnded ? Self.ending(of: probe, or: "") : "it went on")
        findings.add(probe)
    }

    // MARK: Single rules

    private func hello(
        cursor: String?, version: Int64 = ExecProtocol.version, more: [(String, JSONValue)] = []
    ) -> [UInt8] {
        ExecProtocol.hello(
            inbox: "conformance", settings: settings.adapter, cursor: cursor, stateDirectory: settings.stateDirectory,
            version: version, more: more)
    }

    private func pings(_ probe: AdapterProbe, _ id: String, _ more: [(String, JSONValue)] = []) async -> Bool {
        probe.write(ExecProtocol.line([("type", .string("ping")), ("id", .string(id))] + more))
        return await probe.waits(seconds: answerSeconds) { probe in
            probe.lines.contains { if case .pong(let pong) = $0 { pong == id } else { false } }
        }
    }

    private func sends(_ probe: AdapterProbe, _ findings: inout Findings) async {
        guard probe.hello?.capabilities.canSend ?? false else {
            return findings.skip(.send, "it says that it cannot send")
        }
        let ids = ["s-1", "s-2"]
        for id in ids {
            probe.write(
                ExecProtocol.send(
                    conversation: recipient, recipient: recipient, text: "conformance test \(id)", replyTo: nil,
                    lastInboundAt: nil, idempotencyKey: "conformance-\(id)", id: id))
        }
        @Sendable func answers(_ probe: AdapterProbe) -> [String] {
            probe.lines.compactMap { line in
                switch line {
                case .sent(let id, _), .failed(let id, _): id
                default: nil
                }
            }
        }
        let hasAll = await probe.waits(seconds: sendSeconds) { probe in
            ids.allSatisfy { answers(probe).contains($0) }
        }
        // What is answered twice is mostly answered twice at once.
        _ = await pings(probe, "sent")
        let all = answers(probe).sorted()
        findings.judge(
            .send, hasAll && all == ids,
            hasAll
                ? "the answers were for: \(all.joined(separator: ", "))"
                : Self.ending(of: probe, or: "not all were answered within \(Self.text(sendSeconds)) s"))
    }

    /// Runs the provoker to its end, for at most a minute; what is wrong with it, or nil.
    private func provoke() async -> String? {
        guard let provoker else { return nil }
        return await withTaskGroup(of: String?.self) { group in
            group.addTask {
                do {
                    let result = try await Subprocess.run(.name("env"), arguments: [provoker], output: .discarded)
                    let status = result.terminationStatus
                    return status == .exited(0) ? nil : "; \(provoker) ended with \(status)"
                } catch {
                    return "; \(provoker) cannot be run: \(error)"
                }
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(60))
                return "; \(provoker) did not end within 60 s"
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private func judgeEvents(
        _ probe: AdapterProbe, _ hasEvent: Bool, _ provoked: String?, _ findings: inout Findings
    ) {
        guard hasEvent else {
            let problem = "no event came within \(Self.text(eventSeconds)) s\(provoked ?? "")"
            return provoker == nil
                ? findings.skip(.event, problem + "; --provoke makes somebody write to the adapter")
                : findings.judge(.event, false, problem)
        }
        let problems = probe.events.compactMap { event in Self.problem(of: event).map { "\(event.id): \($0)" } }
        findings.judge(.event, problems.isEmpty, problems.joined(separator: "; "))
    }

    private static func problem(of event: ExecEvent) -> String? {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: event.body)
        } catch {
            return "\(error)"
        }
        do throws(NormalizationError) {
            _ = try NormalizedEvent(json: json, receivedAt: Instant(milliseconds: 0))
            return nil
        } catch {
            return error.detail
        }
    }

    private static func text(_ seconds: Double) -> String {
        seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
    }

    private static func ending(of probe: AdapterProbe, or other: String) -> String {
        guard let status = probe.status else { return other }
        let last = probe.errors.last.map { "; it said: \($0)" } ?? ""
        return switch status {
        case .exited(let code): "it ended with status \(code)\(last)"
        case .signaled(let signal): "it was ended by signal \(signal)\(last)"
        }
    }
}

import Foundation
import InboxDomain
import Testing

@testable import ExecChannel

/// Good adapters and bad ones: each bad one breaks the rules that it is made to break, and no other.
@Suite(.timeLimit(.minutes(3))) struct ConformanceKitTests {
    private static func checks(_ command: [String], settings: String = "{}") async throws -> [ConformanceCheck] {
        _ = Child.ignoresBrokenPipes
        let state = try Child.folder()
        defer { try? FileManager.default.removeItem(atPath: state) }
        var kit = ConformanceKit(command: command, settings: Secret(settings), stateDirectory: state)
        // Long enough for a busy machine; only what is broken takes so long.
        kit.answerSeconds = 20
        kit.eventSeconds = 20
        kit.sendSeconds = 20
        var told: [ConformanceCheck] = []
        let checks = await kit.run { told.append($0) }
        #expect(told == checks)
        #expect(checks.map(\.name).sorted() == ConformanceRule.allCases.map(\.rawValue).sorted())
        return checks
    }

    private static func broken(_ checks: [ConformanceCheck]) -> Set<String> {
        Set(checks.filter { $0.outcome == .failed }.map(\.name))
    }

    @Test(
        arguments: [
            ("good", []), ("chatty", ["stdout"]), ("twice", ["send"]), ("wrong-id", ["send"]), ("forgets", ["resend"]),
            ("new-ids", ["resend"]), ("bad-event", ["event"]), ("any-version", ["version"]), ("bad-status", ["stop"]),
            ("repeats", ["cursor"]),
        ] as [(String, Set<String>)]) func eachBreaksWhatItIsMadeToBreak(mode: String, rules: Set<String>) async throws
    {
        let checks = try await Self.checks(["python3", "-B", Child.script, mode])
        #expect(Self.broken(checks) == rules, "\(checks.filter { $0.outcome != .passed })")
        #expect(checks.allSatisfy { $0.outcome != .skipped })
    }

    @Test func oneThatDoesNotEndIsSaidToBeSo() async throws {
        let checks = try await Self.checks(["python3", "-B", Child.script, "ignores-eof"])
        #expect(Self.broken(checks) == ["eof"])
    }

    @Test func oneThatChokesOnGarbageOrNewMembersIsSaidToBeSo() async throws {
        let fragile = try await Self.checks(["python3", "-B", Child.script, "fragile"])
        #expect(Self.broken(fragile).contains("malformed"))
        let strict = try await Self.checks(["python3", "-B", Child.script, "strict"])
        #expect(Self.broken(strict) == ["hello"])
    }

    @Test func withoutHelloTheRestIsSkipped() async throws {
        let checks = try await Self.checks(["python3", "-B", Child.script, "dies"])
        #expect(Self.broken(checks) == ["hello"])
        #expect(checks.first?.detail == "it ended with status 3; it said: cannot find the network")
        #expect(checks.count { $0.outcome == .skipped } == ConformanceRule.allCases.count - 2)
    }

    @Test func theExampleOfTheHandbookIsGood() async throws {
        let folder = try Child.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["in", "out"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
        }
        try "Where is my parcel?".write(
            toFile: "\(folder)/in/ada@example.com.17.txt", atomically: true, encoding: .utf8)
        let checks = try await Self.checks(["python3", "-B", Child.example], settings: #"{"folder":"\#(folder)"}"#)
        #expect(checks.filter { $0.outcome != .passed } == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/in") == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/out").count == 2)
    }
}

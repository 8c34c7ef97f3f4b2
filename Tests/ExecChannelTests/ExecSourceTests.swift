import ChannelKit
import Foundation
import InboxDomain
import Testing

@testable import ExecChannel

/// Real children, of the fixtures.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ExecSourceTests {
    private static let message = OutgoingMessage(
        message: MessageID(1), conversation: ConversationID(2), threadKey: "t", recipient: "ada", text: "Hi",
        idempotencyKey: "k")

    /// Whether a process is there, and no zombie.
    private static func isRunning(_ pid: String) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return stat.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    @Test func eventsAreStoredUnderTheirIds() async throws {
        let child = try Child("good")
        let failure = try await child.running {
            await child.sink.until { !$0.deliveries.isEmpty }
            // It notes the acknowledgement before it answers what comes after it.
            for _ in 0..<1000 where !FileManager.default.fileExists(atPath: "\(child.state)/test/acknowledged") {
                let outcome = await child.adapter.send(Self.message, now: Instant(milliseconds: 0))
                #expect(outcome == .sent(providerID: "p-Hi"))
            }
            #expect(FileManager.default.fileExists(atPath: "\(child.state)/test/acknowledged"))
        }
        #expect(failure == nil)
        let delivery = try #require(child.sink.now.deliveries.first)
        #expect(delivery.key == "e1")
        #expect(child.sink.now.cursor == "c1")
        let events = try child.adapter.normalize(
            RawDelivery(
                id: DeliveryID(1), inbox: "test", receivedAt: Instant(milliseconds: 0), method: "", subpath: "",
                query: "", headers: [], body: delivery.body))
        guard case .message(let message)? = events.first else {
            Issue.record("it is no message: \(events)")
            return
        }
        #expect(message.text == "hello")
    }

    @Test func theCursorIsHandedBack() async throws {
        let child = try Child("good", sink: RecordingSink(cursor: "c1"))
        _ = try await child.running {
            await child.sink.until { $0.reports.contains { $0.state == .connected } }
        }
        // Its event was before that cursor.
        #expect(child.sink.now.deliveries.isEmpty)
    }

    @Test func limitsHoldAndNothingOfOursIsInherited() async throws {
        let child = try Child("shows", settings: ["memory": .text("128MiB"), "files": .number(32)])
        _ = try await child.running {
            await child.sink.until { $0.logs.contains { $0.hasPrefix("info leader") } }
        }
        // The pipes, and the one that lists the folder: the first was closed by the adapter itself.
        #expect(
            child.sink.now.logs == [
                #"info arguments ["\#(Child.script)", "shows"]"#,
                #"info environment {"HOME": "\#(child.state)/test", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "#
                    + #""PATH": "/usr/local/bin:/usr/bin:/bin"}"#,
                #"info files ["0", "1", "2"]"#,
                #"info limits ["Max open files 32 32", "Max address space 134217728 134217728"]"#,
                #"info folder "/""#, "info leader true",
            ])
    }

    @Test func thereIsNoMoreMemoryThanWasGiven() async throws {
        let child = try Child("greedy", settings: ["memory": .text("128MiB")])
        _ = try await child.running { await child.sink.until { $0.logs.contains { $0.contains("room") } } }
        #expect(child.sink.now.logs.contains("info there was no room"))
    }

    @Test func whatItStartedEndsWithIt() async throws {
        let child = try Child("children")
        var pid = ""
        _ = try await child.running {
            await child.sink.until { $0.logs.contains { $0.hasPrefix("info ") && Int($0.dropFirst(5)) != nil } }
            pid = String(try #require(child.sink.now.logs.first { Int($0.dropFirst(5)) != nil }).dropFirst(5))
            #expect(Self.isRunning(pid))
        }
        // It was killed, which takes effect when the system next runs it.
        for _ in 0..<1000 where Self.isRunning(pid) { try await Task.sleep(for: .milliseconds(10)) }
        #expect(!Self.isRunning(pid))
    }

    @Test func standardErrorIsLoggedLineByLineWithinBounds() async throws {
        let child = try Child("noise")
        _ = try await child.running { await child.sink.until { !$0.deliveries.isEmpty && $0.logs.count >= 60 } }
        let lines = child.sink.now.logs
        #expect(lines.first == "info noise 0 [secret]")
        // Of two minutes, where one ended meanwhile.
        #expect((60...121).contains(lines.count))
    }

    @Test func linesThatCannotBeUsedAreToldAndTheEventIsStored() async throws {
        let child = try Child("once-garbage")
        _ = try await child.running { await child.sink.until { !$0.deliveries.isEmpty } }
        #expect(child.sink.now.deliveries.map(\.key) == ["e1"])
        #expect(
            child.sink.now.reports.contains { $0.problem?.contains("line 4 of the adapter cannot be used") == true })
    }

    @Test func allOfManyAreStoredInTheirOrder() async throws {
        let child = try Child("many")
        _ = try await child.running { await child.sink.until { $0.deliveries.count == 3001 } }
        #expect(child.sink.now.deliveries.prefix(3000).map(\.key) == (0..<3000).map { "e\($0)" })
    }

    @Test func anAdapterThatDoesNotReadIsEnded() async throws {
        let child = try Child("deaf")
        let failure = try await child.ending()
        #expect(failure?.code == "does_not_read")
    }

    @Test func aLedgerThatCannotBeWrittenEndsTheRun() async throws {
        let child = try Child("many", sink: RecordingSink(room: 150))
        let failure = try await child.ending()
        #expect(failure?.code == "store_failure")
        #expect(child.sink.now.deliveries.count <= 150)
    }

    @Test(
        arguments: [
            ("dies", "exited", SourceFailure.Retry.transient, "the adapter ended with status 3"),
            ("refuses", "settings_refused", .needsOperator, "the password is [secret]"),
            ("newer", "hello_refused", .needsOperator, "version 2"),
            ("garbage", "malformed_lines", .transient, "more than 20"),
        ] as [(String, String, SourceFailure.Retry, String)]) func itsEndHasAReason(
            mode: String, code: String, retry: SourceFailure.Retry, detail: String
        ) async throws
    {
        let failure = try #require(try await Child(mode).ending())
        #expect(failure.code == code)
        #expect(failure.retry == retry)
        #expect(failure.detail.contains(detail), "\(failure.detail)")
        #expect(!failure.detail.contains("swordfish"))
    }

    @Test(arguments: [
        (["/nonexistent/adapter"], "No such file"), (["nonexistent-adapter"], "No such file"),
        ([Child.script], "Permission denied"),
    ]) func whatCannotBeStartedHasTheSystemsReason(command: [String], reason: String) async throws {
        let child = try Child("", settings: ["command": .list(command.map(SettingValue.text))])
        let failure = try #require(try await child.ending())
        #expect(failure.code == "not_started")
        #expect(failure.retry == .needsOperator)
        #expect(failure.detail.contains(reason), "\(failure.detail)")
    }

    @Test func aSendThatIsNotAnsweredMayHaveGoneOut() async throws {
        let child = try Child("dies-sending")
        let failure = try await child.running {
            await child.sink.until { !$0.deliveries.isEmpty }
            let outcome = await child.adapter.send(Self.message, now: Instant(milliseconds: 0))
            guard case .failed(let failure) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(failure.code == "adapter_ended")
            #expect(failure.retry == .maybeSent)
        }
        #expect(failure == nil || failure?.code == "exited")
    }

    @Test func withoutAChildNothingIsSentAndItIsTriedAgain() async throws {
        let child = try Child("good")
        guard case .failed(let failure) = await child.adapter.send(Self.message, now: Instant(milliseconds: 0)) else {
            Issue.record("it was sent")
            return
        }
        #expect(failure.retry == .transient)
        #expect(child.adapter.capabilities.canSend)
        try FileManager.default.removeItem(atPath: child.state)
    }

    @Test func oneThatDoesNotGoIsKilled() async throws {
        let child = try Child("lingers")
        let failure = try await child.running { await child.sink.until { !$0.deliveries.isEmpty } }
        #expect(failure == nil)
    }
}

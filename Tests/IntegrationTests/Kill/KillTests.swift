import Foundation
import Testing

extension Integration {
    /// What was acknowledged is there, once, whatever becomes of the process.
    @Suite struct KillTests {
        @Test func everyAcknowledgedDeliveryBecomesExactlyOneMessage() async throws {
            let environment = ProcessInfo.processInfo.environment
            let rounds = environment["INBOXD_KILL_ROUNDS"].flatMap { Int($0) } ?? 10
            let seed = environment["INBOXD_KILL_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...UInt64(UInt32.max))
            var random = SeededGenerator(seed: seed)
            let daemon = try DaemonProcess()
            let book = SendersBook()
            for round in 0..<rounds {
                try await daemon.start()
                let load = Load(port: try daemon.port, book: book, round: round, seed: seed)
                async let senders: Void = load.run()
                let acknowledgements = Int.random(in: 1...400, using: &random)
                try await offPool { try book.waitForAcknowledgements(acknowledgements, within: 60) }
                try await daemon.kill()
                await senders
                if Bool.random(using: &random) { try await Self.killDuringStart(daemon, random: &random) }
            }
            try await Self.check(daemon, book, "INBOXD_KILL_SEED=\(seed) INBOXD_KILL_ROUNDS=\(rounds)")
        }

        @Test func everyMailThatWasTakenBecomesExactlyOneMessage() async throws {
            let environment = ProcessInfo.processInfo.environment
            let rounds = environment["INBOXD_MAIL_KILL_ROUNDS"].flatMap { Int($0) } ?? 5
            let seed = environment["INBOXD_KILL_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...UInt64(UInt32.max))
            var random = SeededGenerator(seed: seed)
            let daemon = try DaemonProcess(.mail())
            let book = SendersBook()
            for round in 0..<rounds {
                try await daemon.start()
                let load = MailLoad(socket: daemon.lmtpSocket, book: book, round: round, seed: seed)
                async let senders: Void = load.run()
                let acknowledgements = Int.random(in: 1...400, using: &random)
                try await offPool { try book.waitForAcknowledgements(acknowledgements, within: 60) }
                try await daemon.kill()
                await senders
                if Bool.random(using: &random) { try await Self.killDuringStart(daemon, random: &random) }
            }
            try await Self.check(daemon, book, "INBOXD_KILL_SEED=\(seed) INBOXD_MAIL_KILL_ROUNDS=\(rounds)")
        }

        @Test func sigtermUnderLoadEndsInTimeAndLosesNothing() async throws {
            let daemon = try DaemonProcess()
            let book = SendersBook()
            try await daemon.start()
            let (port, socket) = (try daemon.port, daemon.socket)
            // One that rests between two requests, one that has not sent anything, and one that watches the events.
            let idle = try await offPool {
                let used = ClientConnectionBox(try ClientConnection(port: port))
                _ = try used.connection.exchange(ClientRequest(method: "GET", target: "/healthz"))
                let silent = ClientConnectionBox(try ClientConnection(port: port))
                let watching = ClientConnectionBox(try ClientConnection(socketPath: socket))
                try watching.connection.send("GET /v1/events?follow=1&after=0 HTTP/1.1\r\nhost: inboxd\r\n\r\n")
                _ = try watching.connection.line()
                return [used, silent, watching]
            }
            async let senders: Void = Load(port: port, book: book, round: 0, seed: 1).run()
            try await offPool { try book.waitForAcknowledgements(200, within: 60) }
            #expect(try await daemon.stop(within: 15) == .exit(0))
            await senders
            withExtendedLifetime(idle) {}
            try await Self.check(daemon, book, "after SIGTERM")
        }

        /// Ends it again before it listens: somewhere in its first steps, or as soon as it has the store open and takes up
        /// what was pending.
        private static func killDuringStart(
            _ daemon: DaemonProcess, random: inout SeededGenerator
        ) async throws {
            let delay = Bool.random(using: &random) ? UInt32.random(in: 0...150_000, using: &random) : nil
            try await offPool {
                let process = try daemon.spawn()
                if let delay {
                    usleep(delay)
                } else {
                    try process.errors.wait(for: "the store to be open", within: 60) {
                        $0.contains("The store is open.") ? () : nil
                    }
                }
                process.send(SIGKILL)
                _ = try process.wait()
            }
        }

        private static func check(_ daemon: DaemonProcess, _ book: SendersBook, _ run: Comment) async throws {
            try await daemon.start()
            try await daemon.settled(within: 120)
            let ledger = try await daemon.ctl("ledger", "check")
            #expect(ledger.isDone, "\(run): \(ledger.output)\(ledger.errors)")
            #expect(try await daemon.stop() == .exit(0), run)

            let acknowledged = book.acknowledged
            let store = try await StoreWitness(database: daemon.database)
            #expect(acknowledged.count > 0, run)
            #expect(book.refusals.isEmpty, run)
            // A large mail is in a file, where nobody looks for its name here; its message shows that it is there.
            let unstored = acknowledged.filter { store.deliveries[$0] == nil && store.messages[$0] == nil }
            #expect(unstored.count == 0, "\(run): acknowledged, and not in the ledger: \(unstored.sorted().prefix(20))")
            let ineffective = Set(store.deliveries.keys).subtracting(store.messages.keys)
            #expect(ineffective.count == 0, "\(run): stored, and no message: \(ineffective.sorted().prefix(20))")
            let doubled = store.messages.filter { $0.value != 1 }.keys
            #expect(doubled.count == 0, "\(run): more than one message: \(doubled.sorted().prefix(20))")
            #expect(store.quarantined == [:], run)
            #expect(store.states["duplicate", default: 0] > 0, run)
        }
    }
}

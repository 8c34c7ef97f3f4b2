package import Logging

/// Sets up the log of the process.
package enum DaemonLogging {
    /// Level by `INBOXD_LOG` (`info` where it is not set); under systemd, as `JOURNAL_STREAM` says, in the journal's
    /// form.
    package static func bootstrap(environment: [String: String]) -> Logger {
        let level = environment["INBOXD_LOG"].flatMap(Logger.Level.init(rawValue:)) ?? .info
        let isUnderJournal = environment["JOURNAL_STREAM"] != nil
        LoggingSystem.bootstrap { LineLogHandler(label: $0, level: level, isUnderJournal: isUnderJournal) }
        return Logger(label: "inboxd")
    }
}

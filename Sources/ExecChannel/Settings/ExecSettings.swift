package import ChannelKit
package import InboxDomain

/// The settings of an inbox of the channel `exec`.
package struct ExecSettings: Sendable, Hashable {
    /// Bytes of address space (`RLIMIT_AS`).
    static let memoryRange: ClosedRange<Int64> = (16 << 20)...(64 << 30)
    /// Open files (`RLIMIT_NOFILE`).
    static let filesRange: ClosedRange<Int64> = 8...65536
    static let rateRange: ClosedRange<Int64> = 1...100_000

    /// The program, then its arguments. Never empty.
    package var command: [String]
    /// What the adapter is handed in `hello`; secrets included.
    package var adapter: [String: SettingValue] = [:]
    package var memory: Int64 = 256 << 20
    package var files: Int64 = 64
    /// Events that are taken in a second; nil where there is no limit.
    package var eventsPerSecond: Int64?

    package init(command: [String]) {
        self.command = command
    }

    /// Throws with everything that is wrong, each at its place.
    package init(_ inbox: InboxDefinition) throws(ChannelConfigurationError) {
        var reader = ExecSettingsReader(inbox)
        command = reader.command()
        adapter = reader.map("settings")
        memory = reader.size("memory", in: Self.memoryRange) ?? memory
        files = reader.number("files", in: Self.filesRange) ?? files
        eventsPerSecond = reader.number("events_per_second", in: Self.rateRange)
        try reader.finish()
    }

    /// Every secret among the settings, for `Redaction`.
    var secrets: [String] {
        func all(_ value: SettingValue) -> [String] {
            switch value {
            case .secret(let secret): [secret.reveal()]
            case .list(let values): values.flatMap(all)
            case .map(let values): values.values.flatMap(all)
            case .text, .number, .flag: []
            }
        }
        return adapter.values.flatMap(all)
    }
}

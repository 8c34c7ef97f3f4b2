package import ChannelKit
import Foundation
package import InboxDomain
import ManifestChannel

/// How the adapter of one inbox is run, and what it is told.
package struct ExecSettings: Sendable, Hashable {
    /// Bytes of address space (`RLIMIT_AS`).
    static let memoryRange: ClosedRange<Int64> = AdapterFolder.memoryRange
    /// Open files (`RLIMIT_NOFILE`).
    static let filesRange: ClosedRange<Int64> = AdapterFolder.filesRange
    static let rateRange: ClosedRange<Int64> = AdapterFolder.rateRange

    /// The program, then its arguments. Never empty.
    package var command: [String]
    /// Where it is run; nil for `/`.
    package var folder: String?
    /// What the adapter is handed in `hello` as its settings, as JSON.
    package var adapter = Secret("{}")
    /// Every secret among them, to be kept out of the log.
    package var secrets: [Secret] = []
    package var memory: Int64 = 256 << 20
    package var files: Int64 = 64
    /// Events that are taken in a second; nil where there is no limit.
    package var eventsPerSecond: Int64?
    /// A folder for what the adapter itself has to remember, made when it is started.
    package var stateDirectory: String?

    package init(command: [String]) {
        self.command = command
    }

    /// Those of an inbox of the channel `exec`. Throws with everything that is wrong, each at its place.
    package init(_ inbox: InboxDefinition) throws(ChannelConfigurationError) {
        var reader = ExecSettingsReader(inbox)
        command = reader.command()
        (adapter, secrets) = reader.adapterSettings("settings")
        memory = reader.size("memory", in: Self.memoryRange) ?? memory
        files = reader.number("files", in: Self.filesRange) ?? files
        eventsPerSecond = reader.number("events_per_second", in: Self.rateRange)
        try reader.finish()
    }

    /// Those of an inbox whose adapter stands in a folder.
    init(_ inbox: InboxDefinition, of folder: AdapterFolder) throws(ChannelConfigurationError) {
        command = folder.command
        self.folder = folder.folder
        (adapter, secrets) = try folder.settings(of: inbox)
        memory = folder.memory ?? memory
        files = folder.files ?? files
        eventsPerSecond = folder.eventsPerSecond
    }

    /// Whatever of the files that are run can be seen from outside, and the limits.
    var fingerprint: String {
        let manager = FileManager.default
        var paths = command.filter { $0.hasPrefix("/") }
        if let folder {
            let names = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
            paths += names.sorted().filter { !$0.hasPrefix("__") }.map { "\(folder)/\($0)" }
        }
        let stamps = paths.map { path in
            let attributes = try? manager.attributesOfItem(
                atPath: URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false))
            let changed = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            let size = attributes?[.size].map { "\($0)" } ?? ""
            return "\(path) \(changed) \(size)"
        }
        return (["\(command) \(memory) \(files) \(eventsPerSecond ?? 0)"] + stamps).joined(separator: "\n")
    }

    /// Why the program cannot be run, as far as that can be seen from here; nil where it can.
    package var startProblem: String? {
        guard let program = command.first, program.hasPrefix("/"),
            !FileManager.default.isExecutableFile(atPath: program)
        else { return nil }
        let reason = FileManager.default.fileExists(atPath: program) ? "it is not executable" : "there is no such file"
        return "\(program) cannot be run: \(reason)"
    }
}

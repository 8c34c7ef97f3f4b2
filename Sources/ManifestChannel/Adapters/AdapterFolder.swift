package import ChannelKit
import Foundation
package import InboxDomain

/// A channel whose adapter is a program, described by a folder: its `adapter.yaml` says how the program is run, and which
/// settings an inbox has.
package struct AdapterFolder: Sendable, Hashable {
    package static let fileName = "adapter.yaml"
    /// Bytes of address space.
    package static let memoryRange: ClosedRange<Int64> = (16 << 20)...(64 << 30)
    package static let filesRange: ClosedRange<Int64> = 8...65536
    package static let rateRange: ClosedRange<Int64> = 1...100_000

    /// The channel's name: the folder's.
    package var name: String
    package var title: String
    package var folder: String
    /// The program, then its arguments. Never empty. A program with a slash in its name has its full path here.
    package var command: [String]
    package var memory: Int64?
    package var files: Int64?
    package var eventsPerSecond: Int64?
    package var settings: [SettingSpec]

    /// Reads one folder. Throws with everything that is wrong with its file.
    package init(folder: String) throws(ChannelConfigurationError) {
        let problems = DiagnosticList()
        var reader = ManifestReader(folder: folder, problems: problems)
        let found = YAMLFile.read("\(folder)/\(Self.fileName)", problems).flatMap { reader.adapter($0) }
        guard let found, problems.diagnostics.isEmpty else { throw ChannelConfigurationError(problems.diagnostics) }
        self = found
    }

    init(name: String, title: String, folder: String, command: [String], settings: [SettingSpec]) {
        self.name = name
        self.title = title
        self.folder = folder
        self.command = command
        self.settings = settings
    }

    /// The settings of an inbox as the adapter gets them, as JSON with the defaults filled in, and every secret among
    /// them. Throws with everything that is wrong, each at its place.
    package func settings(of inbox: InboxDefinition) throws(ChannelConfigurationError) -> (Secret, secrets: [Secret]) {
        let settings = try InboxSettings(inbox, specs: self.settings)
        return (
            Secret(String(decoding: settings.completeJSON, as: UTF8.self)),
            settings.secrets.map { Secret($0) }
        )
    }

    /// Settings from a file of their own, a mapping of YAML, as JSON; secrets are plain text there.
    package static func settings(inFile path: String) throws(ChannelConfigurationError) -> Secret {
        let problems = DiagnosticList()
        let value = YAMLFile.read(path, problems)
        if let value, !value.isMapping { value.report("this must be a mapping of settings to values") }
        guard let value, problems.diagnostics.isEmpty else { throw ChannelConfigurationError(problems.diagnostics) }
        return Secret(value.json.json)
    }

    /// Bytes, written with a unit: `256MiB`. Nil for anything else.
    package static func bytes(_ text: String) -> Int64? {
        ByteSize.parse(text, units: ["KiB", "MiB", "GiB"], numbers: 0...(1 << 24) - 1).map(Int64.init)
    }
}

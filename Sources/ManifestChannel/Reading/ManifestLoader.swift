import ChannelKit
import InboxDomain

/// Loads a channel's folder.
enum ManifestLoader {
    static let fileName = "channel.yaml"

    /// Reads `channel.yaml`, and compiles the programs that it names: some 60 ms. Throws with everything that is wrong,
    /// each problem at its place.
    static func load(folder: String) throws(ChannelConfigurationError) -> Manifest {
        let problems = DiagnosticList()
        var reader = ManifestReader(folder: folder, problems: problems)
        let manifest = YAMLFile.read("\(folder)/\(fileName)", problems).flatMap { reader.manifest($0) }
        guard let manifest, problems.diagnostics.isEmpty else {
            throw ChannelConfigurationError(
                problems.diagnostics.sorted { a, b in
                    (a.location.file, a.location.line, a.location.column)
                        < (b.location.file, b.location.line, b.location.column)
                })
        }
        return manifest
    }
}

import ChannelFuzz
import ManifestChannel

extension ChannelFuzzing {
    /// Payloads of the channels in a directory.
    static func of(_ directory: String) async throws -> ChannelFuzzing {
        try await ChannelFuzzing(folders: ManifestLibrary.folders(in: [directory]))
    }

    /// One line for people.
    var summary: String {
        "\(outcomes.events) became events, \(outcomes.ignored) were ignored, \(outcomes.quarantined) quarantined "
            + "(\(outcomes.stopped) of them stopped at the time limit)"
    }
}

import ArgumentParser
import Foundation
import InboxConfig
import InboxDomain
import ManifestChannel

/// Where channels are looked for.
struct ChannelFolders: ParsableArguments {
    @Option(
        name: .customLong("channels"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Directories of channels, instead of ./channels and those in /etc/inboxd and /usr/share/inboxd.",
            valueName: "dir"))
    var directories: [String] = []

    /// Whoever writes a channel stands in the folder above it.
    static let standard = ["channels"] + Configuration().channelDirectories

    /// The folders of all channels that are found; `standard` are the directories where none are named.
    func all(in standard: [String] = Self.standard) -> [String] {
        ManifestLibrary.folders(in: directories.isEmpty ? standard : directories)
    }

    /// The folder of a channel, given by its name or as the folder itself.
    func folder(
        of channel: String, in standard: [String] = Self.standard
    ) throws(CommandError) -> String {
        if FileManager.default.fileExists(atPath: channel + "/channel.yaml") { return channel }
        guard !channel.contains("/") else {
            throw CommandError(.failed, "\(channel) has no channel.yaml", hint: "give a channel's name, or its folder")
        }
        let known = all(in: standard)
        if let found = known.first(where: { Self.name(of: $0) == channel }) { return found }
        let names = known.map(Self.name)
        let near = Spelling.nearest(to: channel, among: names).map { "did you mean “\($0)”?" }
        throw CommandError(
            .failed, "there is no channel “\(channel)”",
            hint: near
                ?? (names.isEmpty ? "name a directory with --channels" : "one of: " + names.joined(separator: ", ")))
    }

    static func name(of folder: String) -> String {
        URL(filePath: folder).lastPathComponent
    }
}

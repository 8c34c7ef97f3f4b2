import ArgumentParser

struct ChannelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel", abstract: "Channels: folders with a manifest and cases. These need no daemon.",
        subcommands: [ChannelNew.self, ChannelList.self, ChannelTest.self, ChannelLint.self, ChannelPost.self])
}

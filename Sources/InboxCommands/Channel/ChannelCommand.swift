import ArgumentParser

struct ChannelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel",
        abstract: "Channels: folders with a manifest and cases, and adapters. These need no daemon.",
        subcommands: [
            ChannelList.self, ChannelTest.self, ChannelLint.self, ChannelPost.self, ChannelConform.self,
        ])
}

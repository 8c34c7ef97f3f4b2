import ArgumentParser

struct ChannelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel", abstract: "Channels: folders with a manifest and cases, and adapters.",
        subcommands: [
            ChannelNew.self, ChannelList.self, ChannelTest.self, ChannelLint.self, ChannelPost.self,
            ChannelConform.self,
        ])
}

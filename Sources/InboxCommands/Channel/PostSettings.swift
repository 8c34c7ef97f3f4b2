import ArgumentParser
import InboxConfig
import InboxDomain

/// Where `channel post` takes the URL and the secrets from.
struct PostSettings: ParsableArguments {
    struct Target {
        var url: String
        /// As the daemon believes that senders see it: some signatures cover it.
        var publicURL: String
        var settings: [String: SettingValue]
        /// Where channels are looked for.
        var channelDirectories = Configuration().channelDirectories
    }

    @Option(help: ArgumentHelp("A configuration file that has the inbox.", valueName: "file"))
    var config: String?

    @Option(help: "The inbox of that file.")
    var inbox: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Settings instead of a configuration: app_secret=s3cret …", valueName: "key=value"))
    var settings: [String] = []

    func validate() throws {
        guard (config == nil) == (inbox == nil) else { throw ValidationError("--config and --inbox go together") }
        guard config == nil || settings.isEmpty else { throw ValidationError("give --config or --settings, not both") }
    }

    func target(to url: String?, _ session: Session) throws(CommandError) -> Target {
        guard let config, let inbox else {
            guard let url else { throw CommandError(.usage, "give --to, or --config and --inbox") }
            return Target(url: url, publicURL: url, settings: try given())
        }
        let configuration = try OfflineConfiguration.load(config, session)
        guard let definition = configuration.inboxes[inbox] else {
            let near = Spelling.nearest(to: inbox, among: configuration.inboxes.keys.sorted())
            throw CommandError(
                .usage, "\(config) has no inbox “\(inbox)”", hint: near.map { "did you mean “\($0)”?" })
        }
        let server = configuration.server
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        return Target(
            url: url ?? "http://\(host):\(server.port)/in/\(inbox)", publicURL: "\(server.publicURL)/in/\(inbox)",
            settings: definition.settings, channelDirectories: configuration.channelDirectories)
    }

    private func given() throws(CommandError) -> [String: SettingValue] {
        var values: [String: SettingValue] = [:]
        for setting in settings {
            let pair = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2 else { throw CommandError(.usage, "a setting is not of the form key=value") }
            values[pair[0]] = .text(pair[1])
        }
        return values
    }
}

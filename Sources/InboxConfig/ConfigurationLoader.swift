internal import BusinessTime
internal import Foundation
package import InboxDomain

/// Reads the configuration from its files.
package enum ConfigurationLoader {
    /// Reads `path` and `conf.d/*.yaml` beside it, resolves secrets and paths, and checks the whole.
    ///
    /// Precedence: `flags`, then the variables `INBOXD_HTTP`, `INBOXD_STORAGE` and `INBOXD_CONTROL` of `environment`,
    /// then the files, then defaults. Relative paths count from the folder of `path`. Blocks on files; changes nothing.
    ///
    /// - Parameters:
    ///   - environment: Also where `{env: …}` secrets come from.
    ///   - credentialsDirectory: `$CREDENTIALS_DIRECTORY`, where `{credential: …}` secrets are.
    ///   - needsSecrets: False leaves secrets unread and empty, for questions that need none.
    ///   - predicates: Compiles the `jq:` conditions of routes; without it they are errors.
    /// - Returns: Everything that was found, in the order of the files, and the configuration where no error is among
    ///   it. Messages never hold a secret.
    package static func load(
        path: String, environment: [String: String], credentialsDirectory: String?,
        flags: ConfigurationFlags = ConfigurationFlags(), needsSecrets: Bool = true,
        predicates: (any EventPredicateCompiler)? = nil
    ) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
        let problems = Problems()
        let files = ConfigurationFiles(path: path, problems: problems)
        // Half a configuration would only bring up references to what the unread half defines.
        guard files.areReadable else { return (nil, problems.sorted(files: files.files)) }
        let paths = PathResolver(mainFile: path, folder: folder(of: path))
        let context = ReadingContext(
            problems: problems, values: ValueReader(problems: problems),
            secrets: SecretReader(
                environment: environment, credentialsDirectory: credentialsDirectory, paths: paths,
                problems: problems, isNeeded: needsSecrets),
            paths: paths, predicates: predicates, names: names(in: files))
        let configuration = read(
            files, context, ConfigurationOverrides(flags: flags, environment: environment))
        let diagnostics = problems.sorted(files: files.files)
        return (problems.hasErrors ? nil : configuration, diagnostics)
    }

    private static func read(
        _ files: ConfigurationFiles, _ context: ReadingContext, _ overrides: ConfigurationOverrides
    ) -> Configuration {
        let root = ConfigNode(content: .map(files.sections), location: SourceLocation(file: files.path))
        var configuration = Configuration()
        guard var map = MapReader(root, "the configuration", context.problems) else { return configuration }
        let server = ServerSection(context: context, overrides: overrides)
        let people = AgentSection(context: context)
        let rules = RuleSections(context: context)
        configuration.server = server.server(map.take("server"))
        configuration.storage = server.storage(map.take("storage"))
        configuration.access = AccessSection(context: context).read(map.take("access"))
        (configuration.calendars, configuration.timeZones) =
            CalendarSection(context: context).read(map.take("calendars"))
        configuration.holidayFiles = context.readFiles.stamps
        let policies = map.take("sla")
        configuration.policies = PolicySection(context: context).read(policies)
        configuration.agents = people.agents(map.take("agents"))
        let queues = map.take("queues")
        configuration.queues = people.queues(queues)
        configuration.channelWeights = people.weights(map.take("assignment"))
        let autoReplies = map.take("auto_replies")
        configuration.autoReplies = AutoReplySection(context: context).read(autoReplies)
        configuration.inboxes = InboxSection(context: context).read(map.take("inboxes"))
        let webhooks = map.take("webhooks")
        configuration.webhooks = WebhookSection(context: context).read(webhooks)
        configuration.routes = RouteSection(context: context, calendars: configuration.calendars)
            .read(map.take("routes"))
        configuration.conversations = rules.conversations(map.take("conversations"))
        configuration.outbox = rules.outbox(map.take("outbox"))
        configuration.email = rules.email(map.take("email"))
        configuration.attachments = rules.attachments(map.take("attachments"))
        configuration.channelDirectories = rules.channelDirectories(map.take("channels"))
        configuration.adapterDirectories = rules.adapterDirectories(map.take("adapters"))
        map.finish()
        PolicyChecks(context: context).check(configuration, policies: policies)
        RouteChecks(context: context).check(configuration, queues: queues, autoReplies: autoReplies)
        WebhookSection(context: context).check(configuration, webhooks: webhooks)
        return configuration
    }

    private static func names(in files: ConfigurationFiles) -> ReadingContext.Names {
        func keys(_ section: String) -> Set<String> {
            guard let node = files.sections.first(where: { $0.key == section })?.value,
                case .map(let entries) = node.content
            else { return [] }
            return Set(entries.map(\.key))
        }
        return ReadingContext.Names(
            calendars: keys("calendars"), policies: keys("sla"), agents: keys("agents"), queues: keys("queues"),
            inboxes: keys("inboxes"), autoReplies: keys("auto_replies"), webhooks: keys("webhooks"))
    }

    private static func folder(of path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        return PathResolver.normalized(absolute + "/..")
    }
}

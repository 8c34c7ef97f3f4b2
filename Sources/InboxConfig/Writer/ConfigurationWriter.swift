internal import BusinessTime
internal import InboxDomain

/// Writes the configuration in effect, as `config show` prints it: every key with its value, defaults included, in an
/// order that never changes; secrets as `[secret]`. Apart from those, it reads back as the same configuration.
package enum ConfigurationWriter {
    package static func yaml(of configuration: Configuration) -> String {
        let sections: [(key: String, value: YAMLValue)] = [
            ("server", server(configuration.server)),
            ("storage", storage(configuration.storage)),
            ("channels", .texts(configuration.channelDirectories)),
            ("adapters", .texts(configuration.adapterDirectories)),
            ("access", access(configuration.access)),
            ("conversations", conversations(configuration.conversations)),
            ("outbox", outbox(configuration.outbox)),
            ("email", email(configuration.email)),
            ("attachments", attachments(configuration.attachments)),
            ("calendars", byName(configuration.calendars) { calendar($1, zone: configuration.timeZones[$0] ?? "UTC") }),
            ("sla", byName(configuration.policies) { SLAWriter.policy($1) }),
            ("agents", byName(configuration.agents) { agent($1) }),
            ("queues", byName(configuration.queues) { queue($1) }),
            (
                "assignment",
                .map([("weights", byName(configuration.channelWeights.weights) { .number($1) })])
            ),
            ("auto_replies", byName(configuration.autoReplies) { autoReply($1) }),
            ("inboxes", byName(configuration.inboxes) { inbox($1) }),
            ("webhooks", byName(configuration.webhooks) { webhook($1) }),
            ("routes", RouteWriter.route(configuration.routes)),
        ]
        return YAMLValue.map(sections).document
    }

    private static func byName<Value>(_ values: [String: Value], _ write: (String, Value) -> YAMLValue) -> YAMLValue {
        .map(values.sorted { $0.key < $1.key }.map { ($0.key, write($0.key, $0.value)) })
    }

    static func duration(_ seconds: Int64) -> YAMLValue { .text(DurationText.format(seconds * 1000, usesDays: true)) }

    private static func server(_ server: ServerConfiguration) -> YAMLValue {
        let entries: [(key: String, value: YAMLValue)?] = [
            ("http", .text(address(server.host, server.port))),
            ("public_url", .text(server.publicURL)),
            ("control", .text(server.controlSocket)),
            server.lmtp.map { ("lmtp", .text(lmtp($0))) },
            (
                "limits",
                .map([
                    ("body", .text(ByteSize.text(server.limits.body))),
                    ("in_flight", .number(server.limits.inFlight)),
                    ("connections", .number(server.limits.connections)),
                    ("header_timeout", duration(server.limits.headerTimeout)),
                    ("body_timeout", duration(server.limits.bodyTimeout)),
                    ("mail_size", .text(ByteSize.text(server.limits.mailSize))),
                    ("mail_sessions", .number(server.limits.mailSessions)),
                    ("mail_memory", .text(ByteSize.text(server.limits.mailMemory))),
                    ("upload_size", .text(ByteSize.text(server.limits.uploadSize))),
                    ("reply_size", .text(ByteSize.text(server.limits.replySize))),
                ])
            ),
        ]
        return .map(entries.compactMap { $0 })
    }

    private static func address(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func lmtp(_ endpoint: ServerConfiguration.LMTPEndpoint) -> String {
        switch endpoint {
        case .unix(let path): path
        case .loopback(let host, let port): address(host, port)
        }
    }

    private static func storage(_ storage: StorageConfiguration) -> YAMLValue {
        switch storage {
        case .sqlite(let path): .text("sqlite:" + path)
        }
    }

    private static func access(_ access: AccessConfiguration) -> YAMLValue {
        .map(
            AccessConfiguration.Role.allCases.reversed().compactMap { role in
                access.roles[role].map { (role.rawValue, .texts($0.map { name(of: $0) })) }
            })
    }

    private static func name(of principal: AccessConfiguration.Principal) -> String {
        switch principal {
        case .user(let name): name
        case .group(let name): "@" + name
        case .daemonUser: "$user"
        }
    }

    private static func conversations(_ rules: ConversationRules) -> YAMLValue {
        .map([("follow_up_window", duration(rules.followUpWindow))])
    }

    private static func outbox(_ rules: OutboxRules) -> YAMLValue {
        .map([
            ("minimal_backoff", duration(rules.minimalBackoff)), ("maximal_backoff", duration(rules.maximalBackoff)),
            ("lifetime", duration(rules.lifetime)), ("timeout", duration(rules.timeout)),
        ])
    }

    private static func email(_ rules: EmailRules) -> YAMLValue {
        let limits = rules.brakes.map { brake in
            (key: DurationText.format(brake.seconds * 1000, usesDays: true), value: YAMLValue.number(brake.count))
        }
        let key = rules.tokenKey.map { [(key: "token_key", value: YAMLValue.text($0.description))] } ?? []
        return .map(key + [(key: "auto_reply_limits", value: .map(limits))])
    }

    private static func attachments(_ rules: AttachmentRules) -> YAMLValue {
        .map([
            ("max_size", .text(ByteSize.text(rules.maximumSize))), ("timeout", duration(rules.timeout)),
            ("allow_networks", .texts(rules.networks.map(\.description))), ("allow_http", .flag(rules.allowsHTTP)),
        ])
    }

    static func calendar(_ calendar: Calendar, zone: String) -> YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = [("timezone", .text(zone))]
        entries += rules(of: calendar.versions[0])
        let later = calendar.versions.dropFirst().map { version in
            YAMLValue.map([("from", .text(version.from.description))] + rules(of: version))
        }
        if !later.isEmpty { entries.append(("versions", .list(later))) }
        return .map(entries)
    }

    private static func rules(of version: Calendar.Version) -> [(key: String, value: YAMLValue)] {
        let week = Weekday.allCases.compactMap { day -> (key: String, value: YAMLValue)? in
            let hours = version.hours[day]
            return hours.isEmpty ? nil : ("\(day)", .texts(hours.map(\.description)))
        }
        return [("hours", .map(week)), ("holidays", .list(version.holidays.map(holiday)))]
    }

    private static func holiday(_ special: Holiday) -> YAMLValue {
        let date = YAMLValue.text(dates(special.days))
        if special.hours.isEmpty, special.name.isEmpty { return date }
        var entries: [(key: String, value: YAMLValue)] = [("date", date)]
        if !special.hours.isEmpty { entries.append(("hours", .texts(special.hours.map(\.description)))) }
        if !special.name.isEmpty { entries.append(("name", .text(special.name))) }
        return .map(entries)
    }

    private static func dates(_ days: Holiday.Days) -> String {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        switch days {
        case .yearly(let month, let day): return twoDigits(month) + "-" + twoDigits(day)
        case .date(let only): return only.description
        case .range(let first, let last): return first.description + ".." + last.description
        }
    }

    private static func agent(_ agent: Agent) -> YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = [("name", .text(agent.fullName))]
        if let email = agent.email { entries.append(("email", .text(email))) }
        if !agent.skills.isEmpty { entries.append(("skills", .texts(agent.skills))) }
        if let capacity = agent.capacity { entries.append(("capacity", .number(capacity))) }
        entries.append(("user", .text(agent.user)))
        return .map(entries)
    }

    private static func queue(_ queue: QueueDefinition) -> YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = []
        if let policy = queue.slaPolicy { entries.append(("sla", .text(policy))) }
        entries.append(("assign", .text(queue.assignment.rawValue)))
        entries.append(("agents", .texts(queue.agents)))
        if queue.isSticky { entries.append(("sticky", .flag(true))) }
        if let time = queue.returnAfter { entries.append(("return_after", duration(time))) }
        return .map(entries)
    }

    private static func autoReply(_ template: AutoReplyTemplate) -> YAMLValue {
        .map((template.subject.map { [("subject", .text($0))] } ?? []) + [("text", .text(template.text))])
    }

    private static func webhook(_ webhook: WebhookDefinition) -> YAMLValue {
        .map([
            ("url", .text(webhook.url)), ("secret", .text(webhook.secret.description)),
            ("events", .texts(webhook.events)), ("timeout", duration(webhook.timeout)),
        ])
    }

    private static func inbox(_ inbox: InboxDefinition) -> YAMLValue {
        let via = inbox.replyVia.map { [(key: "reply_via", value: YAMLValue.text($0))] } ?? []
        return .map(
            [("channel", .text(inbox.channel))] + via + [("settings", setting(.map(inbox.settings)))])
    }

    private static func setting(_ value: SettingValue) -> YAMLValue {
        switch value {
        case .text(let text): .text(text)
        case .number(let number): .number(number)
        case .flag(let flag): .flag(flag)
        case .list(let items): .list(items.map { setting($0) })
        case .map(let entries): byName(entries) { setting($1) }
        case .secret(let secret): .text(secret.description)
        }
    }
}

package import BusinessTime
package import InboxDomain

/// The whole configuration, read, checked and resolved: what stands in `inboxd.yaml` and `conf.d/*.yaml`.
///
/// Immutable: a reload makes a new one and swaps it. `deploy/config/inboxd.yaml` shows every key with its comment.
package struct Configuration: Sendable {
    package var server: ServerConfiguration
    package var storage: StorageConfiguration
    package var access: AccessConfiguration
    package var calendars: [String: Calendar]
    /// The name of each calendar's zone, such as `Europe/Berlin`.
    package var timeZones: [String: String]
    /// The files that calendars name, as they stood when they were read.
    package var holidayFiles = FileStamps()
    package var policies: [String: SLAPolicy]
    package var agents: [String: Agent]
    package var queues: [String: QueueDefinition]
    package var channelWeights: ChannelWeights
    /// What routes answer at once, by name.
    package var autoReplies: [String: AutoReplyTemplate]
    package var inboxes: [String: InboxDefinition]
    /// Whom escalation steps and events are told.
    package var webhooks: [String: WebhookDefinition]
    /// The root of the routing tree; it always sets a queue and a priority.
    package var routes: Route
    package var conversations: ConversationRules
    package var outbox: OutboxRules
    package var email: EmailRules
    package var attachments: AttachmentRules
    /// Where channel manifests are looked for, first match wins.
    package var channelDirectories: [String]
    /// Where adapters are looked for, first match wins.
    package var adapterDirectories = ["/etc/inboxd/adapters", "/usr/share/inboxd/adapters"]

    package init(
        server: ServerConfiguration = ServerConfiguration(), storage: StorageConfiguration = .default,
        access: AccessConfiguration = AccessConfiguration(), calendars: [String: Calendar] = [:],
        timeZones: [String: String] = [:], policies: [String: SLAPolicy] = [:],
        agents: [String: Agent] = [:], queues: [String: QueueDefinition] = [:],
        channelWeights: ChannelWeights = ChannelWeights(), autoReplies: [String: AutoReplyTemplate] = [:],
        inboxes: [String: InboxDefinition] = [:], webhooks: [String: WebhookDefinition] = [:],
        routes: Route = Route(),
        conversations: ConversationRules = ConversationRules(), outbox: OutboxRules = OutboxRules(),
        email: EmailRules = EmailRules(), attachments: AttachmentRules = AttachmentRules(),
        channelDirectories: [String] = ["/etc/inboxd/channels", "/usr/share/inboxd/channels"]
    ) {
        self.server = server
        self.storage = storage
        self.access = access
        self.calendars = calendars
        self.timeZones = timeZones
        self.policies = policies
        self.agents = agents
        self.queues = queues
        self.channelWeights = channelWeights
        self.autoReplies = autoReplies
        self.inboxes = inboxes
        self.webhooks = webhooks
        self.routes = routes
        self.conversations = conversations
        self.outbox = outbox
        self.email = email
        self.attachments = attachments
        self.channelDirectories = channelDirectories
    }
}

/// `server:`
package struct ServerConfiguration: Sendable, Hashable {
    /// `http:` host and port of webhooks, health and metrics. Port 0 takes a free one.
    package var host: String
    package var port: Int
    /// `public_url:` as senders see it, without a trailing slash.
    package var publicURL: String
    /// `control:` path of the control socket.
    package var controlSocket: String
    /// `lmtp:` where the MTA hands over mail; nil where it does not.
    package var lmtp: LMTPEndpoint?
    package var limits: Limits

    /// Where mail is taken: on this machine only, since LMTP knows neither encryption nor who is who.
    package enum LMTPEndpoint: Sendable, Hashable {
        case unix(path: String)
        case loopback(host: String, port: Int)
    }

    /// `limits:`
    package struct Limits: Sendable, Hashable {
        /// Bytes of a request's body.
        package var body: Int
        /// Requests being answered at a time; one more gets 503.
        package var inFlight: Int
        /// Open connections; one more gets 503.
        package var connections: Int
        /// Seconds from the first byte (or the accept) to the end of the header.
        package var headerTimeout: Int64
        /// Seconds from the end of the header to the end of the body.
        package var bodyTimeout: Int64
        /// Bytes of a mail.
        package var mailSize: Int
        /// LMTP sessions at a time; one more gets 421.
        package var mailSessions: Int
        /// Bytes of mails that are held in memory until they are stored; beyond, DATA gets 452. At least `mailSize`.
        package var mailMemory: Int
        /// Bytes of one file that an agent attaches.
        package var uploadSize: Int
        /// Bytes of all files of one reply.
        package var replySize: Int

        package init(
            body: Int = 3 << 20, inFlight: Int = 512, connections: Int = 2048, headerTimeout: Int64 = 10,
            bodyTimeout: Int64 = 30, mailSize: Int = 32 << 20, mailSessions: Int = 200, mailMemory: Int = 64 << 20,
            uploadSize: Int = 25 << 20, replySize: Int = 50 << 20
        ) {
            self.uploadSize = uploadSize
            self.replySize = replySize
            self.mailSize = mailSize
            self.mailSessions = mailSessions
            self.mailMemory = mailMemory
            self.body = body
            self.inFlight = inFlight
            self.connections = connections
            self.headerTimeout = headerTimeout
            self.bodyTimeout = bodyTimeout
        }
    }

    package init(
        host: String = "127.0.0.1", port: Int = 8460, publicURL: String = "http://127.0.0.1:8460",
        controlSocket: String = "/run/inboxd/control.sock", lmtp: LMTPEndpoint? = nil, limits: Limits = Limits()
    ) {
        self.lmtp = lmtp
        self.host = host
        self.port = port
        self.publicURL = publicURL
        self.controlSocket = controlSocket
        self.limits = limits
    }
}

/// `storage:`
package enum StorageConfiguration: Sendable, Hashable {
    /// `sqlite:PATH`; blobs stand in `blobs/` beside the file.
    case sqlite(path: String)

    package static let `default` = StorageConfiguration.sqlite(path: "/var/lib/inboxd/inbox.db")
}

/// `access:` who may do what on the control socket.
package struct AccessConfiguration: Sendable, Hashable {
    package enum Role: String, Sendable, CaseIterable, Hashable, Comparable {
        /// Reads.
        case viewer
        /// Answers customers.
        case agent
        /// Moves queues, replays deliveries.
        case operatorRole = "operator"
        /// Reloads, sees the configuration.
        case admin

        private var rank: Int {
            switch self {
            case .viewer: 0
            case .agent: 1
            case .operatorRole: 2
            case .admin: 3
            }
        }

        package static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }
    }

    package enum Principal: Sendable, Hashable {
        case user(String)
        /// Written `@name`.
        case group(String)
        /// Written `$user`: whoever runs the daemon.
        case daemonUser
    }

    package var roles: [Role: [Principal]]

    package init(roles: [Role: [Principal]] = [.admin: [.user("root")]]) {
        self.roles = roles
    }
}

/// One of `auto_replies:` an answer that a route gives at once.
package struct AutoReplyTemplate: Sendable, Hashable {
    /// For channels that have subjects; nil for the customer's own.
    package var subject: String?
    package var text: String

    package init(subject: String? = nil, text: String) {
        self.subject = subject
        self.text = text
    }
}

/// `conversations:`
package struct ConversationRules: Sendable, Hashable {
    /// Seconds after it was resolved in which a customer's message reopens a conversation; later ones open a new one,
    /// linked to it.
    package var followUpWindow: Int64

    package init(followUpWindow: Int64 = 7 * 86_400) {
        self.followUpWindow = followUpWindow
    }
}

/// `outbox:` how sending is retried. Seconds.
package struct OutboxRules: Sendable, Hashable {
    /// The first back-off; each further one doubles it.
    package var minimalBackoff: Int64
    package var maximalBackoff: Int64
    /// After this long without success a message has failed for good.
    package var lifetime: Int64
    /// For one attempt, connect to last byte.
    package var timeout: Int64

    package init(minimalBackoff: Int64 = 5, maximalBackoff: Int64 = 3600, lifetime: Int64 = 86_400, timeout: Int64 = 30)
    {
        self.minimalBackoff = minimalBackoff
        self.maximalBackoff = maximalBackoff
        self.lifetime = lifetime
        self.timeout = timeout
    }
}

/// `attachments:` how what customers attach is fetched.
package struct AttachmentRules: Sendable, Hashable {
    /// `max_size:` bytes of one.
    package var maximumSize: Int
    /// `timeout:` seconds for one attempt, from the first request to the last byte.
    package var timeout: Int64
    /// `allow_networks:` where content may come from, beside the public Internet and the servers that inboxes name.
    package var networks: [AddressRange]
    /// `allow_http:` whether it may come without TLS from others than the servers that inboxes name.
    package var allowsHTTP: Bool

    package init(
        maximumSize: Int = 25 << 20, timeout: Int64 = 60, networks: [AddressRange] = [], allowsHTTP: Bool = false
    ) {
        self.maximumSize = maximumSize
        self.timeout = timeout
        self.networks = networks
        self.allowsHTTP = allowsHTTP
    }
}

/// `email:` what holds for all mail.
package struct EmailRules: Sendable, Hashable {
    /// At most `count` automatic messages to one address within `seconds`.
    package struct Brake: Sendable, Hashable {
        package var seconds: Int64
        package var count: Int

        package init(seconds: Int64, count: Int) {
            self.seconds = seconds
            self.count = count
        }
    }

    /// `token_key:` signs reply tokens and Message-IDs; nil for one that the store makes and keeps.
    package var tokenKey: Secret?
    /// `auto_reply_limits:` the shortest window first.
    package var brakes: [Brake]

    package static let defaultBrakes = [(10, 10), (30, 15), (60, 25), (180, 50), (600, 100)].map { minutes, count in
        Brake(seconds: Int64(minutes) * 60, count: count)
    }

    package init(tokenKey: Secret? = nil, brakes: [Brake] = EmailRules.defaultBrakes) {
        self.tokenKey = tokenKey
        self.brakes = brakes
    }
}

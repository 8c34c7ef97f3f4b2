/// A configuration as the tests vary it: one inbox of the `webhook` channel, unless more is said.
struct TestConfiguration {
    /// Lines of `server: limits:`, such as `body: 64KiB`.
    var limits: [String] = []
    /// `server: public_url:`, where it matters.
    var publicURL: String?
    /// `server: lmtp:`, where mail is taken.
    var lmtp: String?
    var storage = "inbox.db"
    var channels = "\(Programs.root)/channels"
    /// The roles, as the file has them.
    var access = "admin: [$user]"
    /// Further sections.
    var more = """
        queues:
          support: {assign: manual}
        inboxes:
          shop:
            channel: webhook
            settings:
              secret: {file: webhook-secret}
        routes:
          queue: support
        """

    var yaml: String {
        """
        server:
          http: 127.0.0.1:0
          control: c.sock
          \(publicURL.map { "public_url: \($0)" } ?? "# no public_url")
          \(lmtp.map { "lmtp: \($0)" } ?? "# no lmtp")
          limits: {\(limits.joined(separator: ", "))}
        storage: sqlite:\(storage)
        channels: ["\(channels)"]
        access:
          \(access)
        \(more)

        """
    }
}

extension TestConfiguration {
    /// Two inboxes of mail, and one of the `webhook` channel.
    static func mail(lmtp: String = "lmtp.sock", limits: [String] = []) -> TestConfiguration {
        TestConfiguration(
            limits: limits, lmtp: lmtp,
            more: """
                queues:
                  support: {assign: manual}
                inboxes:
                  support: {channel: email, address: [support@example.com, help@example.com]}
                  sales: {channel: email, address: sales@example.com}
                  shop: {channel: webhook, settings: {secret: {file: webhook-secret}}}
                routes:
                  queue: support
                """)
    }
}

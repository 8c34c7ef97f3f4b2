/// A configuration as the tests vary it: one inbox of the `webhook` channel, unless more is said.
struct TestConfiguration {
    /// Lines of `server: limits:`, such as `body: 64KiB`.
    var limits: [String] = []
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
          limits: {\(limits.joined(separator: ", "))}
        storage: sqlite:\(storage)
        channels: ["\(channels)"]
        access:
          \(access)
        \(more)

        """
    }
}

internal import InboxDomain

/// Reads `server:` and `storage:`, and what the command line and the environment put in their place.
struct ServerSection {
    /// The longest path that a socket address of Linux holds, unix(7).
    private static let longestSocketPath = 107

    let context: ReadingContext
    let overrides: ConfigurationOverrides

    func server(_ node: ConfigNode?) -> ServerConfiguration {
        var server = ServerConfiguration()
        var publicURL: String?
        if let node, var map = MapReader(node, "server", context.problems) {
            if let node = map.take("http"), overrides.http == nil { address(node, into: &server) }
            publicURL = map.take("public_url").flatMap(self.publicURL)
            if let node = map.take("control"), overrides.control == nil { control(node, into: &server) }
            if let node = map.take("limits") { limits(node, into: &server.limits) }
            server.lmtp = map.take("lmtp").flatMap(lmtp)
            map.finish()
        }
        if let override = overrides.http { address(override.node, into: &server) }
        if let override = overrides.control { control(override.node, into: &server) }
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        server.publicURL = publicURL ?? "http://\(host):\(server.port)"
        return server
    }

    func storage(_ node: ConfigNode?) -> StorageConfiguration {
        guard let node = overrides.storage?.node ?? node, let text = context.values.text(node, "storage") else {
            return .default
        }
        if text.hasPrefix("postgresql:") || text.hasPrefix("postgres:") {
            context.problems.error(node.location, "PostgreSQL is not part of this version: write sqlite:PATH")
            return .default
        }
        guard text.hasPrefix("sqlite:"), text.utf8.count > "sqlite:".utf8.count, !text.hasSuffix("/") else {
            context.problems.error(node.location, "storage takes sqlite:PATH, not \(node.kind)")
            return .default
        }
        return .sqlite(path: context.paths.resolve(String(text.dropFirst("sqlite:".count))))
    }

    private func address(_ node: ConfigNode, into server: inout ServerConfiguration) {
        let allowed = "HOST:PORT such as 127.0.0.1:8460 or [::1]:8460, the port from 0 (any free one) to 65535"
        guard let text = context.values.text(node, "server.http"), let address = Self.address(text) else {
            context.problems.error(node.location, "server.http takes \(allowed), not \(node.kind)")
            return
        }
        server.host = address.host
        server.port = address.port
    }

    private static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = String(text[..<colon])
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = String(host.dropFirst().dropLast()) }
        let digits = text[text.index(after: colon)...]
        guard !host.isEmpty, host.contains(":") == isBracketed, !host.contains("/"),
            digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits), port <= 65_535
        else { return nil }
        return (host, port)
    }

    /// With a slash, or without a colon, it is a path.
    private func lmtp(_ node: ConfigNode) -> ServerConfiguration.LMTPEndpoint? {
        guard let text = context.values.text(node, "server.lmtp") else { return nil }
        if text.contains("/") || !text.contains(":") {
            return socketPath(text, "server.lmtp", node.location).map { .unix(path: $0) }
        }
        guard let (host, port) = Self.address(text) else {
            context.problems.error(
                node.location,
                "server.lmtp takes the path of a socket, or HOST:PORT such as 127.0.0.1:8424, not \(node.kind)")
            return nil
        }
        guard WebAddress.isLoopback(host) else {
            context.problems.error(
                node.location,
                "server.lmtp takes an address of this machine alone, such as 127.0.0.1: whoever can reach it can put mail "
                    + "into every inbox")
            return nil
        }
        return .loopback(host: host, port: port)
    }

    private func publicURL(_ node: ConfigNode) -> String? {
        guard var text = context.values.text(node, "server.public_url") else { return nil }
        while text.hasSuffix("/") { text.removeLast() }
        let host = ["https://", "http://"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) } ?? ""
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !text.contains("?") && !text.contains("#")
        guard let first = host.first, first != "/", isPlain else {
            context.problems.error(
                node.location,
                "server.public_url takes a URL such as https://inbox.example.com, without a query, not \(node.kind)")
            return nil
        }
        return text
    }

    private func control(_ node: ConfigNode, into server: inout ServerConfiguration) {
        guard let text = context.values.text(node, "server.control"),
            let path = socketPath(text, "server.control", node.location)
        else { return }
        server.controlSocket = path
    }

    private func socketPath(_ text: String, _ what: String, _ location: SourceLocation) -> String? {
        let path = context.paths.resolve(text)
        guard path.utf8.count <= Self.longestSocketPath else {
            context.problems.error(
                location,
                "\(what): \(path) is longer than the \(Self.longestSocketPath) bytes that a socket's path may have")
            return nil
        }
        return path
    }

    private func limits(_ node: ConfigNode, into limits: inout ServerConfiguration.Limits) {
        guard var map = MapReader(node, "server.limits", context.problems) else { return }
        let values = context.values
        if let value = map.take("body").flatMap({ values.size($0, "body", in: 1024...(1 << 30)) }) {
            limits.body = value
        }
        if let value = map.take("in_flight").flatMap({ values.integer($0, "in_flight", in: 1...100_000) }) {
            limits.inFlight = value
        }
        if let value = map.take("connections").flatMap({ values.integer($0, "connections", in: 1...100_000) }) {
            limits.connections = value
        }
        if let value = map.take("header_timeout").flatMap({ values.duration($0, "header_timeout", in: 1...3600) }) {
            limits.headerTimeout = value
        }
        if let value = map.take("body_timeout").flatMap({ values.duration($0, "body_timeout", in: 1...3600) }) {
            limits.bodyTimeout = value
        }
        mail(&map, into: &limits)
        files(&map, into: &limits)
        map.finish()
    }

    private func files(_ map: inout MapReader, into limits: inout ServerConfiguration.Limits) {
        let values = context.values
        if let value = map.take("upload_size").flatMap({ values.size($0, "upload_size", in: 1024...(1 << 30)) }) {
            limits.uploadSize = value
            limits.replySize = max(limits.replySize, value)
        }
        guard let node = map.take("reply_size"), let value = values.size(node, "reply_size", in: 1024...(4 << 30))
        else { return }
        guard value >= limits.uploadSize else {
            context.problems.error(
                node.location,
                "reply_size is less than one file may have: write at least upload_size, "
                    + ByteSize.text(limits.uploadSize))
            return
        }
        limits.replySize = value
    }

    private func mail(_ map: inout MapReader, into limits: inout ServerConfiguration.Limits) {
        let values = context.values
        if let value = map.take("mail_size").flatMap({ values.size($0, "mail_size", in: (64 << 10)...(1 << 30)) }) {
            limits.mailSize = value
            limits.mailMemory = max(limits.mailMemory, value)
        }
        if let value = map.take("mail_sessions").flatMap({ values.integer($0, "mail_sessions", in: 1...10_000) }) {
            limits.mailSessions = value
        }
        guard let node = map.take("mail_memory"),
            let value = values.size(node, "mail_memory", in: (64 << 10)...(16 << 30))
        else { return }
        guard value >= limits.mailSize else {
            context.problems.error(
                node.location,
                "mail_memory is less than one mail may have: write at least mail_size, "
                    + ByteSize.text(limits.mailSize))
            return
        }
        limits.mailMemory = value
    }
}

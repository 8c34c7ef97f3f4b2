package import InboxDomain

/// Which part of a request may come only once, and what must be the same where it comes again.
package struct ReplayRule: Sendable {
    package var key: [MessagePart]
    package var content: [MessagePart]
    private let memory: ReplayMemory

    package init(key: [MessagePart], content: [MessagePart] = [.rawBody], memory: ReplayMemory) {
        self.key = key
        self.content = content
        self.memory = memory
    }

    /// Not to be asked before the request is verified: it remembers what it was shown.
    package func admits(_ request: WebhookRequest, now: Instant) -> Bool {
        guard let key = Self.bytes(key, of: request) else { return false }
        return memory.admits(key: key, content: Self.bytes(content, of: request) ?? request.body, now: now)
    }

    private static func bytes(_ parts: [MessagePart], of request: WebhookRequest) -> [UInt8]? {
        var bytes: [UInt8] = []
        for part in parts {
            let start = bytes.count
            guard part.append(of: request, url: request.publicURL, to: &bytes) else { return nil }
            // The lengths keep the parts apart.
            bytes += "\n\(bytes.count - start)\n".utf8
        }
        return bytes
    }
}

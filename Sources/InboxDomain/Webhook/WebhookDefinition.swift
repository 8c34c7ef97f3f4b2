/// One of `webhooks:`: an address of somebody else's that is told what happens here.
package struct WebhookDefinition: Sendable, Hashable {
    package var name: String
    /// `https`, or `http` of this machine. It may hold a token, so it is shown to nobody but the admin.
    package var url: String
    /// `whsec_` and base 64, as Standard Webhooks writes secrets, or any text.
    package var secret: Secret
    /// Which events of the history are told, as words such as `sla.breach` or globs such as `conversation.*`. None where
    /// only escalation steps call it.
    package var events: [String]
    /// Seconds for one attempt, connect to last byte.
    package var timeout: Int64

    package init(name: String, url: String, secret: Secret, events: [String] = [], timeout: Int64 = 20) {
        self.name = name
        self.url = url
        self.secret = secret
        self.events = events
        self.timeout = timeout
    }

    /// Scheme, host and port: what may be shown of the address.
    package var origin: String {
        guard let scheme = url.firstRange(of: "://") else { return "" }
        return String(url[..<scheme.upperBound]) + url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    }

    /// Whether events of this type are told.
    package func takes(_ type: String) -> Bool {
        events.contains { Glob.matches(type, $0) }
    }
}

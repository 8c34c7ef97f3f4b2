/// A connection to a server, with TLS where the address asks for it: bytes both ways, and nothing known of what they say.
///
/// One task reads and one writes at a time. Cancelling a task that waits here ends the stream for good. Letting go of
/// the stream closes it.
package protocol ByteStream: Sendable {
    /// The next bytes as they come, at most 256 KiB at once and at least one; nil once the peer has closed. The peer is
    /// slowed down while nobody reads. Throws `timedOut` where nothing came for so long: the stream is still good then.
    func read(within limit: Duration) async throws(StreamFailure) -> [UInt8]?

    /// Returns once the system has taken all of it. After a failure it is not known how much arrived.
    func write(_ bytes: [UInt8], within limit: Duration) async throws(StreamFailure)

    /// Ends it; more than once is harmless.
    func close()
}

/// Opens streams. `CurlStreams` is the real one.
package protocol StreamConnector: Sendable {
    /// Connects, TLS and the certificate's check included. Does not block a thread.
    func connect(to address: StreamAddress, within limit: Duration) async throws(StreamFailure) -> any ByteStream
}

/// Where a stream leads, and how it is kept from others' eyes.
package struct StreamAddress: Sendable, Hashable {
    package enum Security: Sendable, Hashable {
        /// From the first byte.
        case tls
        /// After IMAP's STARTTLS, without which there is no connection. The server's greeting is not part of the stream.
        case imapStartTLS
        /// None: only to this machine itself.
        case loopbackOnly
    }

    package var host: String
    package var port: Int
    package var security: Security
    /// PEM file of the authorities to trust instead of the system's.
    package var authorities: String?

    package init(host: String, port: Int, security: Security, authorities: String? = nil) {
        self.host = host
        self.port = port
        self.security = security
        self.authorities = authorities
    }

    /// Whether the host is this machine by its very name: nothing is looked up.
    package var isLoopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isNumeric = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
        return isNumeric || host.lowercased() == "localhost" || host == "::1"
    }

    package var peer: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Why there is no stream, or no more of it. The texts name the peer and what went wrong, and nothing that was sent.
package enum StreamFailure: Error, Sendable, Hashable {
    /// Not connected: the peer is not there, or not now.
    case unreachable(String)
    /// The certificate is not to be trusted, or the list of authorities cannot be read.
    case untrusted(String)
    /// It would not be safe: no TLS where there must be, or an address that cannot be meant.
    case refused(String)
    /// Was connected, and is no more.
    case lost(String)
    case timedOut(String)
    case cancelled

    package var text: String {
        switch self {
        case .unreachable(let text), .untrusted(let text), .refused(let text), .lost(let text), .timedOut(let text):
            text
        case .cancelled: "cancelled"
        }
    }
}

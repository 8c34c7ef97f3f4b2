/// One outgoing HTTP request.
package struct HTTPRequest: Sendable {
    package var method: String
    /// Absolute, `http` or `https`. It may hold a secret (Telegram's bot token stands in the path), so it never appears
    /// in a failure.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Sent in place of `body`, where it is there.
    package var payload: Payload?
    /// From the start to the last byte of the answer, connecting included. For a stream: the longest silence.
    package var timeout: Duration
    /// A longer answer is given up as `answerLost`. Does not bound a stream.
    package var maximumResponseBytes: Int
    /// Connect to this socket instead of the URL's host, which then only fills the Host header.
    package var unixSocket: String?
    /// Of a stream: from the start to the last byte of the answer, connecting included; nil for no end.
    package var streamLimit: Duration?
    /// Asked for each address that the host has, before a connection to it is opened: 4 bytes of IPv4, or 16 of IPv6. With
    /// it the request has a connection of its own, and goes through no proxy. Called on the transport's thread: it must not
    /// block. Nil: any address will do.
    package var mayConnect: (@Sendable (_ address: [UInt8]) -> Bool)?

    package init(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeout: Duration = .seconds(30), maximumResponseBytes: Int = 1 << 20, unixSocket: String? = nil,
        payload: Payload? = nil
    ) {
        self.payload = payload
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
        self.unixSocket = unixSocket
    }
}

/// A complete answer, of whatever status.
package struct HTTPResponse: Sendable {
    package var status: Int
    /// In the order received; names in lower case.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header of that name (lower case).
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// Why there is no answer. The texts name the host and what went wrong; they hold no path, query or header.
package enum HTTPFailure: Error, Sendable, Hashable {
    /// No byte of the request reached a server: safe to try again.
    case notSent(String)
    /// Sent, wholly or in part, and no complete answer came: the server may have acted on it.
    case answerLost(String)
    /// The request itself is wrong; trying again cannot help.
    case invalidRequest(String)
}

/// Makes one HTTP exchange at a time of any number at once. `CurlTransport` is the real one; tests put their own here.
package protocol HTTPExchange: Sendable {
    /// Sends the request and waits for the whole answer; does not block a thread. An answer of any status is a result,
    /// not a failure, and redirects are not followed. Cancelling the task gives the transfer up.
    func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
}

/// Makes exchanges whose answers are read as they come.
package protocol StreamingExchange: HTTPExchange {
    /// Begins an exchange and returns once the answer's head is there; its body comes as it comes. The request's `timeout`
    /// is the longest silence, zero for none; `streamLimit` bounds all of it, `maximumResponseBytes` is not applied.
    /// Cancelling the task that waits here or reads the body gives the transfer up.
    func stream(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPStream
}

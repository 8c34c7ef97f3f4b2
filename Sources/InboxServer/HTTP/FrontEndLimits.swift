package import InboxConfig
package import NIOCore

/// What a connection may cost. The configuration sets those that an operator would change.
package struct FrontEndLimits: Sendable {
    /// Bytes of a body.
    package var body: Int
    /// Requests being answered at a time.
    package var inFlight: Int
    /// Open connections that are served.
    package var connections: Int
    /// Bytes of all bodies held at a time.
    package var bodies: Int
    /// From the accept, or from the first byte of a later request, to the end of the head.
    package var headTime: TimeAmount
    /// From the end of the head to the end of the body.
    package var bodyTime: TimeAmount
    /// From an answer to the first byte of the next request.
    package var idleTime: TimeAmount
    /// After an answer to a request that was not read to its end: what still comes is dropped for so long, since closing
    /// at once would reset the connection and could take the answer with it.
    package var lingerTime: TimeAmount
    /// Bytes of the request line's target.
    package var target = 8 << 10
    /// Bytes of a head's fields, and their number.
    package var head = 80 << 10
    package var headFields = 256
    /// Connections over the limit that are still told so; those over this are closed without a word.
    package var refusals = 256

    package init(
        _ limits: ServerConfiguration.Limits, idleTime: TimeAmount = .seconds(60), lingerTime: TimeAmount = .seconds(2)
    ) {
        body = limits.body
        inFlight = limits.inFlight
        connections = limits.connections
        bodies = max(64 << 20, limits.body.multipliedReportingOverflow(by: 16).partialValue)
        headTime = .seconds(limits.headerTimeout)
        bodyTime = .seconds(limits.bodyTimeout)
        self.idleTime = idleTime
        self.lingerTime = lingerTime
    }
}

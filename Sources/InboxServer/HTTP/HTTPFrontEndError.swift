/// Why the front end cannot serve.
package enum HTTPFrontEndError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The address is taken, not ours, or not allowed.
    case cannotListen(host: String, port: Int, reason: String)

    package var description: String {
        switch self {
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host) port \(port): \(reason); set another address under server.http"
        }
    }
}

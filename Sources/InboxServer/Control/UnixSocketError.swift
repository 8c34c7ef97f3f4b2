/// Why a unix socket cannot be served.
package enum UnixSocketError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A process answers on the path.
    case inUse(path: String)
    /// Something that is no socket stands at the path; it is left alone.
    case notASocket(path: String)
    /// Longer than the kernel takes (108 bytes, with room for the private directory in which it is bound first).
    case pathTooLong(path: String, limit: Int)
    /// A system call failed.
    case system(call: String, path: String, reason: String)
    /// The connection has no peer credentials.
    case noPeer

    package var description: String {
        switch self {
        case .inUse(let path):
            "\(path): another process answers on this socket; stop it, or set another path"
        case .notASocket(let path):
            "\(path): stands there and is not a socket; remove it, or set another path"
        case .pathTooLong(let path, let limit):
            "\(path): longer than \(limit) bytes, the most that a socket's path may have; set a shorter one"
        case .system(let call, let path, let reason):
            "\(path): \(call): \(reason)"
        case .noPeer:
            "the connection has no peer credentials: it is not a unix socket"
        }
    }
}

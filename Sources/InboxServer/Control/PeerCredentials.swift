import Glibc
package import NIOCore

/// Who is at the other end of a unix socket, as the kernel recorded it when the peer connected (`SO_PEERCRED`, unix(7)).
///
/// The ids are those of the connecting process at that instant; `pid` may since have been given to another process, so
/// it is for the log, never for a decision.
package struct PeerCredentials: Sendable, Hashable {
    package var uid: UInt32
    package var gid: UInt32
    package var pid: Int32

    package init(uid: UInt32, gid: UInt32, pid: Int32) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
    }

    /// The peer of the connection that the current task serves; nil outside `UnixSocketServer`.
    @TaskLocal package static var current: PeerCredentials?

    /// Asks the kernel. Fails with `UnixSocketError.noPeer` where the channel is not a connected unix socket.
    package static func read(from channel: any Channel) -> EventLoopFuture<PeerCredentials> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(UnixSocketError.noPeer)
        }
        let option: EventLoopFuture<KernelRecord> = provider.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        return option.flatMapThrowing { found in
            // The kernel answers pid 0 for a socket that is not a unix socket, and uid -1 for one not connected.
            guard found.pid > 0, found.uid != UInt32.max else { throw UnixSocketError.noPeer }
            return PeerCredentials(uid: found.uid, gid: found.gid, pid: found.pid)
        }
    }

    /// `struct ucred` of <sys/socket.h>, which glibc declares under a feature macro only. Three integers of four bytes
    /// each, in this order: Swift lays them out as C does.
    private struct KernelRecord: Sendable {
        var pid: Int32
        var uid: UInt32
        var gid: UInt32
    }
}

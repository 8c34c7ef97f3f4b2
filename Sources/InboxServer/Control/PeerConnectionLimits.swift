import NIOCore
import Synchronization

/// Bounds how many connections one local user holds, so that none can lock the others out: anybody may connect.
final class PeerConnectionLimits: Sendable {
    private static let each = 64
    private let open = Mutex<[UInt32: Int]>([:])

    /// Counts the connection until `closed` completes; false where the user has too many. Root is never refused.
    func admit(_ peer: PeerCredentials, until closed: EventLoopFuture<Void>) -> Bool {
        let admitted = open.withLock { open in
            let count = open[peer.uid, default: 0]
            guard peer.uid == 0 || count < Self.each else { return false }
            open[peer.uid] = count + 1
            return true
        }
        if admitted {
            closed.whenComplete { [self] _ in leave(peer.uid) }
        }
        return admitted
    }

    private func leave(_ uid: UInt32) {
        open.withLock { open in
            guard let count = open[uid] else { return }
            open[uid] = count > 1 ? count - 1 : nil
        }
    }
}

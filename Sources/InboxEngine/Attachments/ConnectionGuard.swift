import InboxDomain
import Synchronization

/// Lets a request connect to public addresses and to those that the configuration allows, and remembers what it refused.
///
/// It is asked with the address that is about to be connected to, after resolution: a name that resolves to one address
/// for a check and to another for the connection gains nothing.
final class ConnectionGuard: Sendable {
    private let networks: [AddressRange]
    private let firstRefused = Mutex<IPAddress?>(nil)

    init(allowing networks: [AddressRange]) {
        self.networks = networks
    }

    /// The first address that was refused; nil where none was.
    var refused: IPAddress? { firstRefused.withLock { $0 } }

    func allows(_ bytes: [UInt8]) -> Bool {
        guard let address = IPAddress(bytes: bytes) else { return false }
        if address.isPublic || networks.contains(where: { $0.contains(address) }) { return true }
        firstRefused.withLock { $0 = $0 ?? address }
        return false
    }
}

import Glibc
import Synchronization

/// A port of loopback on which nothing listens, for a peer that a test or a benchmark starts.
///
/// It lies below those that the system gives to connections (32768 and up, unless it is set otherwise): one of them might
/// take it before the peer does.
package enum FreePort {
    package struct NoneLeft: Error, CustomStringConvertible {
        package let description = "no port of loopback is free"
    }

    private static let ports = 20_000..<32_000
    /// Counts on, so that two that ask before either peer listens get different ones; other processes begin elsewhere.
    private static let turn = Atomic<Int>(Int.random(in: 0..<12_000))

    /// Throws `NoneLeft`.
    package static func find() throws(NoneLeft) -> Int {
        for _ in ports {
            let turn = turn.add(1, ordering: .relaxed).newValue
            let port = ports.lowerBound + turn % ports.count
            if isFree(port) { return port }
        }
        throw NoneLeft()
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

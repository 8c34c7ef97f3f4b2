import Dispatch
import Glibc

/// A TCP or unix-socket client that sends the bytes it is told to, when it is told to. Reads end after five seconds
/// without a byte, so that a server which forgets a client fails the test instead of holding it up. Calls that block do
/// so on a thread of the client's own.
final class RawClient: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "raw-client")

    init(port: Int) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        descriptor = try Self.connect(AF_INET, &address)
    }

    init(path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        descriptor = try Self.connect(AF_UNIX, &address)
    }

    deinit {
        close(descriptor)
    }

    struct SystemFailure: Error {
        var call: String
        var code: Int32
    }

    private static func connect<Address>(_ family: Int32, _ address: inout Address) throws -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            close(descriptor)
            throw SystemFailure(call: "connect", code: code)
        }
        return descriptor
    }

    /// Sends all of it; false where the server has closed.
    @discardableResult
    func send(_ text: String) async -> Bool {
        await onQueue { [descriptor] in
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let sent = bytes.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { return false }
                bytes = bytes.dropFirst(sent)
            }
            return true
        }
    }

    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// What the server sends until it closes.
    func readToEnd() async throws -> String {
        var text = ""
        while let piece = try await readSome() { text += piece }
        return text
    }

    /// What the server sends until the text so far ends with this.
    func read(until suffix: String) async throws -> String {
        var text = ""
        while !text.utf8.reversed().starts(with: suffix.utf8.reversed()) {
            guard let piece = try await readSome() else { break }
            text += piece
        }
        return text
    }

    private func readSome() async throws -> String? {
        let result: Result<String?, SystemFailure> = await onQueue { [descriptor] in
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return .failure(SystemFailure(call: "recv", code: errno)) }
            return .success(count == 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self))
        }
        return try result.get()
    }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}

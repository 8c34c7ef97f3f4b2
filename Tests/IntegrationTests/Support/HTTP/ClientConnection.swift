import Foundation
import Glibc

/// A blocking HTTP/1.1 connection, with no more than the tests need. Belongs to one thread at a time.
final class ClientConnection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Connects on loopback. Each read or write waits for at most `timeout` seconds.
    init(port: Int, timeout: Int = 30) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        try connect(&address, timeout)
    }

    init(socketPath: String, timeout: Int = 30) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) {
            $0.copyBytes(from: Array(socketPath.utf8).prefix($0.count - 1))
        }
        try connect(&address, timeout)
    }

    deinit {
        close(descriptor)
    }

    private func connect<Address>(_ address: inout Address, _ timeout: Int) throws {
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let size = socklen_t(MemoryLayout<Address>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw ClientError("connect") }
    }

    /// Sends all of it.
    func send(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ClientError("send") }
            rest = rest.dropFirst(count)
        }
    }

    func send(_ text: String) throws {
        try send(text.utf8)
    }

    func exchange(_ request: ClientRequest) throws -> ClientResponse {
        try send(request.bytes)
        return try response()
    }

    /// The next response, its body whole.
    func response() throws -> ClientResponse {
        let status = try line().split(separator: " ")
        guard status.count >= 2, let code = Int(status[1]) else { throw ClientError("no status line: \(status)") }
        var headers: [String: String] = [:]
        while true {
            let field = try line()
            if field.isEmpty { break }
            let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        if code == 100 { return try response() }
        return ClientResponse(status: code, headers: headers, body: try body(headers))
    }

    /// The next line, without its ending.
    func line() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                var line = buffer[..<end]
                if line.last == 0x0D { line.removeLast() }
                let text = String(decoding: line, as: UTF8.self)
                buffer.removeFirst(end + 1 - buffer.startIndex)
                return text
            }
            guard try fill() else { throw ClientError("the connection ended") }
        }
    }

    /// Whether the other side has closed; waits until it has, or sends, or the time is over.
    func isClosed() throws -> Bool {
        try !fill()
    }

    private func body(_ headers: [String: String]) throws -> [UInt8] {
        if headers["transfer-encoding"] == "chunked" {
            var body: [UInt8] = []
            while true {
                guard let size = Int(try line(), radix: 16) else { throw ClientError("no chunk size") }
                body += try take(size)
                _ = try line()
                if size == 0 { return body }
            }
        }
        return try take(Int(headers["content-length"] ?? "0") ?? 0)
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try fill() else { throw ClientError("the connection ended inside a body") }
        }
        let bytes = Array(buffer.prefix(count))
        buffer.removeFirst(count)
        return bytes
    }

    /// False at the end of the stream.
    private func fill() throws -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == ECONNRESET { return false }
            guard count >= 0 else { throw ClientError("recv") }
            buffer += bytes[..<count]
            return count > 0
        }
    }
}

/// The connection failed: the daemon is not there, or went away.
struct ClientError: Error, CustomStringConvertible {
    let description: String

    init(_ call: String) {
        description = errno == 0 ? call : "\(call): \(String(cString: strerror(errno)))"
    }
}

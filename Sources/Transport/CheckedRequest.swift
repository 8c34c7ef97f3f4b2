/// A request that may be handed to libcurl: nothing in it can break out of its place in the HTTP message.
struct CheckedRequest: Sendable {
    let request: HTTPRequest
    /// Lines as libcurl takes them.
    let headerLines: [String]
    /// For failures: the host with its port, or the socket's path. Never more of the URL.
    let peer: String

    init(_ request: HTTPRequest) throws(HTTPFailure) {
        guard let peer = Self.peer(of: request) else {
            throw .invalidRequest("the URL is not http:// or https:// with a host")
        }
        guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .invalidRequest("\(peer): the URL holds a space, a control character, or a byte outside ASCII")
        }
        guard !request.method.isEmpty, request.method.utf8.allSatisfy(Self.isTokenByte) else {
            throw .invalidRequest("\(peer): the method is no token")
        }
        if let path = request.unixSocket, path.isEmpty || path.utf8.contains(0) {
            throw .invalidRequest("the socket's path is empty or holds a null byte")
        }
        var lines: [String] = []
        for (name, value) in request.headers {
            lines.append(try Self.line(name: name, value: value, peer: peer))
        }
        self.request = request
        headerLines = lines
        self.peer = peer
    }

    private static func line(name: String, value: String, peer: String) throws(HTTPFailure) -> String {
        guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
            throw .invalidRequest("\(peer): a header field's name is no token")
        }
        // RFC 9110, 5.5: CR, LF and NUL would end the field; the other controls are of no use in one.
        guard value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
            throw .invalidRequest("\(peer): the value of header field \(name) holds a control character")
        }
        switch name.lowercased() {
        case "content-length", "transfer-encoding", "connection", "expect":
            throw .invalidRequest("\(peer): header field \(name) is the transport's own")
        default:
            return value.allSatisfy { $0 == " " || $0 == "\t" } ? "\(name);" : "\(name): \(value)"
        }
    }

    private static func peer(of request: HTTPRequest) -> String? {
        let bytes = request.url.utf8
        let scheme = request.url.prefix(8).lowercased()
        let start = scheme.hasPrefix("http://") ? 7 : scheme == "https://" ? 8 : 0
        guard start > 0 else { return nil }
        let rest = bytes.dropFirst(start)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        let authority = rest[..<(end ?? rest.endIndex)]
        // What stands before the last @ is a user and a password.
        let host = authority.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).last ?? authority
        guard let first = host.first, first != UInt8(ascii: ":") else { return nil }
        let isPrintable = host.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return request.unixSocket ?? (isPrintable ? String(decoding: host, as: UTF8.self) : "the URL's host")
    }

    /// A `tchar` of RFC 9110, 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_.~!#$%&'*+^`|".utf8.contains(byte)
        }
    }
}

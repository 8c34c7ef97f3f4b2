import Foundation

/// A request as it goes over the wire.
struct ClientRequest: Sendable {
    var method = "POST"
    var target: String
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    var bytes: [UInt8] {
        var text = "\(method) \(target) HTTP/1.1\r\nhost: localhost\r\ncontent-length: \(body.count)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return Array((text + "\r\n").utf8) + body
    }
}

struct ClientResponse: Sendable {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
}

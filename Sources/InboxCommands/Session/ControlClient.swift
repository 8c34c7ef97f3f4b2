import ControlAPI
import Foundation
import Transport

/// The control API over the daemon's socket.
struct ControlClient: Sendable {
    var exchange: any HTTPExchange
    var socket: String

    func get<Value: Decodable>(
        _ path: [String], query: [(String, String?)] = [], timeout: Duration = .seconds(30), as type: Value.Type
    ) async throws(CommandError) -> ControlReply<Value> {
        try await perform("GET", path, query, body: [], timeout: timeout)
    }

    func send<Value: Decodable>(
        _ method: String, _ path: [String], body: (any Encodable)? = nil, as type: Value.Type
    ) async throws(CommandError) -> ControlReply<Value> {
        var bytes: [UInt8] = []
        if let body {
            do {
                bytes = Array(try ControlJSON.encode(body))
            } catch {
                throw CommandError(.usage, "the request cannot be written as JSON")
            }
        }
        // Moving a large queue takes a while, and giving up would leave it open whether it was moved.
        return try await perform(method, path, [], body: bytes, timeout: .seconds(300))
    }

    /// What is no JSON: at most 1 GiB.
    func bytes(_ path: [String]) async throws(CommandError) -> [UInt8] {
        let request = HTTPRequest(
            method: "GET", url: Self.url(path, []), timeout: .seconds(300), maximumResponseBytes: 1 << 30,
            unixSocket: socket)
        return try await answer(to: request).body
    }

    /// Stores a file for replies to carry; it is read while it is sent.
    func upload(_ file: UploadFile) async throws(CommandError) -> ControlReply<UploadResult> {
        try await perform(
            "POST", ["v1", "uploads"], [("name", file.name)], body: [], timeout: .seconds(300), payload: file.payload)
    }

    private func perform<Value: Decodable>(
        _ method: String, _ path: [String], _ query: [(String, String?)], body: [UInt8], timeout: Duration,
        payload: Payload? = nil
    ) async throws(CommandError) -> ControlReply<Value> {
        let request = HTTPRequest(
            method: method, url: Self.url(path, query),
            headers: body.isEmpty ? [] : [("content-type", "application/json")], body: body, timeout: timeout,
            maximumResponseBytes: 64 << 20, unixSocket: socket, payload: payload)
        let response = try await answer(to: request)
        do {
            return ControlReply(
                json: String(decoding: response.body, as: UTF8.self),
                value: try ControlJSON.decode(Value.self, from: Data(response.body)))
        } catch {
            throw CommandError(
                .failed, "the answer of \(socket) cannot be read",
                hint:
                    "inboxctl and inboxd may be of different versions: compare `inboxctl --version` and `inboxctl status`"
            )
        }
    }

    /// The answer, where it is a success.
    private func answer(to request: HTTPRequest) async throws(CommandError) -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await exchange.perform(request)
        } catch {
            throw CommandError(error, socket: socket)
        }
        guard (200..<300).contains(response.status) else {
            if let body = try? ControlJSON.decode(ErrorBody.self, from: Data(response.body)) {
                throw CommandError(body.error)
            }
            throw CommandError(
                .failed, "\(socket) answered with HTTP status \(response.status)",
                hint: "is it the control socket of inboxd?")
        }
        return response
    }

    private static func url(_ path: [String], _ query: [(String, String?)]) -> String {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }
        return "http://inboxd/" + path.map(encoded).joined(separator: "/")
            + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986 §2.3.
    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += (digits.count == 1 ? "%0" : "%") + digits
            }
        }
    }
}

/// An answer, as it came and as it is read.
struct ControlReply<Value> {
    var json: String
    var value: Value
}

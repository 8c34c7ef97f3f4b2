import Foundation
import Testing

@testable import Transport

@Suite final class PayloadTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "payload-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func file(_ count: Int) throws -> (path: String, bytes: [UInt8]) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
        let path = folder.appending(path: "f\(count)").path
        try Data(bytes).write(to: URL(filePath: path))
        return (path, bytes)
    }

    static let sizes = [0, 1, 2, 3, 56, 57, 58, 114, 1000, 58_368, 58_369, 200_001]

    @Test(arguments: sizes) func aFileIsReadWhole(size: Int) throws {
        let (path, bytes) = try file(size)
        let payload = Payload([.bytes([1]), .file(path: path, size: size), .bytes([2, 3])])
        #expect(payload.count == size + 3)
        #expect(payload.read() == [1] + bytes + [2, 3])
    }

    /// Foundation writes the same lines, but for the line end behind the last one.
    @Test(arguments: sizes) func base64IsThatOfFoundation(size: Int) throws {
        let (path, bytes) = try file(size)
        let payload = Payload([.base64(path: path, size: size)])
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        let expected = Data(bytes).base64EncodedString(options: options) + (size == 0 ? "" : "\r\n")
        #expect(payload.read().map { String(decoding: $0, as: UTF8.self) } == expected)
        #expect(payload.count == expected.utf8.count)
    }

    @Test func aFileThatIsGoneOrShorterIsNoPayload() throws {
        let (path, _) = try file(10)
        #expect(PayloadReader.problem(with: Payload([.file(path: path, size: 10)])) == nil)
        #expect(PayloadReader.problem(with: Payload([.file(path: path, size: 11)])) != nil)
        #expect(PayloadReader.problem(with: Payload([.base64(path: path + "x", size: 1)])) != nil)
        #expect(Payload([.file(path: path, size: 11)]).read() == nil)
    }

    @Test func aRequestSendsIt() async throws {
        let (path, bytes) = try file(300_000)
        let text = bytes.map { UInt8(ascii: "a") + $0 % 26 }
        try Data(text).write(to: URL(filePath: path))
        let transport = try CurlTransport()
        let reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        try await LoopbackPeer.with([[.init(until: "--end", reply: reply)]]) { peer in
            let payload = Payload([
                .bytes(Array("--begin ".utf8)), .file(path: path, size: 300_000), .bytes(Array(" --end".utf8)),
            ])
            let response = try await transport.perform(
                HTTPRequest(method: "POST", url: peer.url + "/upload", timeout: .seconds(20), payload: payload))
            #expect(response.body == Array("ok".utf8))
            let received = peer.record.received[0]
            #expect(received.contains("Content-Length: 300014\r\n"))
            #expect(received.hasSuffix("--begin " + String(decoding: text, as: UTF8.self) + " --end"))
        }
    }

    @Test func aRequestWithoutItsFileIsNotSent() async throws {
        let transport = try CurlTransport()
        try await LoopbackPeer.with([[.init(reply: "HTTP/1.1 204 No Content\r\n\r\n")]]) { peer in
            let request = HTTPRequest(
                method: "POST", url: peer.url, payload: Payload([.file(path: folder.path + "/none", size: 3)]))
            await #expect(throws: HTTPFailure.self) { try await transport.perform(request) }
            #expect(peer.record.connections == 0)
        }
    }
}

import Synchronization
import Testing

@testable import Transport

/// Which addresses a request may connect to.
@Suite struct ConnectionChoiceTests {
    let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    private static let reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func theAddressIsAskedAboutBeforeAnythingIsSent() async throws {
        try await LoopbackPeer.with([[.init(reply: Self.reply)]]) { peer in
            let asked = Mutex<[[UInt8]]>([])
            var request = HTTPRequest(method: "GET", url: peer.url)
            request.mayConnect = { address in
                asked.withLock { $0.append(address) }
                return true
            }
            let answer = try await transport.perform(request)
            #expect(answer.body == Array("ok".utf8))
            #expect(asked.withLock { $0 } == [[127, 0, 0, 1]])
        }
    }

    @Test func aRefusedAddressIsNotConnectedTo() async throws {
        try await LoopbackPeer.with([[.init(reply: Self.reply)]]) { peer in
            var request = HTTPRequest(method: "GET", url: peer.url)
            request.mayConnect = { _ in false }
            await #expect { try await transport.perform(request) } throws: { error in
                if case .notSent? = error as? HTTPFailure { true } else { false }
            }
            #expect(peer.record.connections == 0)
        }
    }

    /// A name stands for all the addresses that it resolves to.
    @Test func aNameIsJudgedByItsAddresses() async throws {
        try await LoopbackPeer.with([[.init(reply: Self.reply)]]) { peer in
            var request = HTTPRequest(method: "GET", url: peer.url.replacing("127.0.0.1", with: "localhost"))
            request.mayConnect = { $0 == [127, 0, 0, 1] }
            let answer = try await transport.perform(request)
            #expect(answer.status == 200)
            request.mayConnect = { $0.count == 16 }
            await #expect(throws: HTTPFailure.self) { try await transport.perform(request) }
            #expect(peer.record.connections == 1)
        }
    }

    /// A connection that somebody else was allowed is not used for one who is not.
    @Test func noOpenConnectionIsUsedInstead() async throws {
        let step = LoopbackPeer.Step(reply: Self.reply)
        try await LoopbackPeer.with([[step, step]]) { peer in
            _ = try await transport.perform(HTTPRequest(method: "GET", url: peer.url))
            var request = HTTPRequest(method: "GET", url: peer.url)
            request.mayConnect = { _ in false }
            await #expect(throws: HTTPFailure.self) { try await transport.perform(request) }
            #expect(peer.record.received.joined().components("GET") == 1)
        }
    }

    @Test func aStreamEndsAtItsLimit() async throws {
        let reply = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
        try await LoopbackPeer.with([[.init(reply: reply)]]) { peer in
            var request = HTTPRequest(method: "GET", url: peer.url, timeout: .zero)
            request.streamLimit = .seconds(3)
            // On a busy machine it may be over before the answer has begun.
            await #expect(throws: HTTPFailure.self) {
                for try await _ in try await transport.stream(request).body {}
            }
        }
    }
}

extension String {
    fileprivate func components(_ word: String) -> Int { ranges(of: word).count }
}

import Testing

@testable import Transport

@Suite struct CurlStreamsTests {
    private let streams = CurlStreams()

    private func address(_ peer: LoopbackPeer) -> StreamAddress {
        let port = peer.url.split(separator: ":").last.flatMap { Int($0) } ?? 0
        return StreamAddress(host: "127.0.0.1", port: port, security: .loopbackOnly)
    }

    @Test func carriesBytesBothWaysUntilThePeerCloses() async throws {
        let script: [LoopbackPeer.Step] = [
            .init(until: "", reply: "hello"), .init(until: "ping", reply: "pong", closes: true),
        ]
        try await LoopbackPeer.with([script]) { peer in
            let stream = try await streams.connect(to: address(peer), within: .seconds(60))
            #expect(try await stream.read(within: .seconds(60)) == Array("hello".utf8))
            // Nothing comes: that is no end.
            await #expect(throws: StreamFailure.timedOut("\(address(peer).peer): no answer in time")) {
                try await stream.read(within: .milliseconds(20))
            }
            try await stream.write(Array("ping".utf8), within: .seconds(60))
            #expect(try await stream.read(within: .seconds(60)) == Array("pong".utf8))
            #expect(try await stream.read(within: .seconds(60)) == nil)
        }
    }

    @Test func carriesMoreThanFitsAtOnce() async throws {
        let much = String(repeating: "0123456789abcdef", count: 1 << 17)
        try await LoopbackPeer.with([[.init(until: "", reply: much, closes: true)]]) { peer in
            let stream = try await streams.connect(to: address(peer), within: .seconds(60))
            var count = 0
            while let bytes = try await stream.read(within: .seconds(60)) {
                #expect(bytes.count <= 256 << 10)
                count += bytes.count
            }
            #expect(count == much.utf8.count)
        }
    }

    @Test func endsWithTheTaskThatWaits() async throws {
        try await LoopbackPeer.with([[.init(until: "never")]]) { peer in
            let stream = try await streams.connect(to: address(peer), within: .seconds(60))
            let reading = Task { try await stream.read(within: .seconds(600)) }
            reading.cancel()
            await #expect(throws: StreamFailure.cancelled) { try await reading.value }
            await #expect(throws: StreamFailure.cancelled) { try await stream.read(within: .seconds(600)) }
        }
    }

    @Test func endsItsStreamsWithItself() async throws {
        try await LoopbackPeer.with([[.init(until: "never")]]) { peer in
            let stream = try await streams.connect(to: address(peer), within: .seconds(60))
            let reading = Task { try await stream.read(within: .seconds(600)) }
            streams.shutdown()
            await #expect(throws: StreamFailure.lost("\(address(peer).peer): the transport was shut down")) {
                _ = try await reading.value
            }
            await #expect(throws: StreamFailure.self) {
                _ = try await streams.connect(to: address(peer), within: .seconds(60))
            }
        }
    }

    @Test(arguments: ["192.0.2.1", "mail.example.org", "127.0.0.1.example.org", "::2", "localhost.example.org"])
    func speaksWithoutTLSToThisMachineOnly(host: String) async {
        let address = StreamAddress(host: host, port: 143, security: .loopbackOnly)
        await #expect(
            throws: StreamFailure.refused("\(address.peer): only this machine itself may be spoken to without TLS")
        ) { _ = try await streams.connect(to: address, within: .seconds(60)) }
    }

    @Test(arguments: ["", "a b", "a/b", "u@h", "a\r\nb"])
    func takesNoHostThatIsNone(host: String) async {
        let address = StreamAddress(host: host, port: 993, security: .tls)
        await #expect(throws: StreamFailure.refused("no host and port to connect to")) {
            _ = try await streams.connect(to: address, within: .seconds(60))
        }
    }

    @Test func saysThatNobodyListens() async throws {
        let peer = try await LoopbackPeer([[.init(until: "never")]])
        let address = address(peer)
        try await peer.close()
        do throws(StreamFailure) {
            _ = try await streams.connect(to: address, within: .seconds(60))
            Issue.record("it connected")
        } catch {
            guard case .unreachable(let text) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(text.hasSuffix("Connection refused"))
        }
    }
}

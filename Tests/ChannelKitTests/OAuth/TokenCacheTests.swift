import ChannelKit
import InboxDomain
import Synchronization
import Testing

@Suite struct TokenCacheTests {
    /// Gives t1, t2, … when it is let; counts how often it was asked.
    final class Issuer: TokenIssuer {
        private let state = Mutex<(count: Int, previous: [String?])>((0, []))
        private let gate: AsyncStream<Void>?
        let failure: TokenFailure?

        init(gate: AsyncStream<Void>? = nil, failure: TokenFailure? = nil) {
            self.gate = gate
            self.failure = failure
        }

        var previous: [String?] { state.withLock(\.previous) }

        func issue(after previous: AccessToken?, at now: Instant) async throws(TokenFailure) -> AccessToken {
            let number = state.withLock { state in
                state.count += 1
                state.previous.append(previous?.text.reveal())
                return state.count
            }
            if let gate { for await _ in gate { break } }
            if let failure { throw failure }
            return AccessToken("t\(number)", lifetime: 100, now: now, refreshToken: Secret("r\(number)"))
        }
    }

    final class Hands: Sendable {
        private let state = Mutex<Int64>(0)
        var now: Instant { state.withLock { Instant(milliseconds: $0) } }
        func advance(seconds: Int64) { state.withLock { $0 += seconds * 1000 } }
    }

    @Test func keepsATokenForHalfItsLifeWhereThatIsShort() async throws {
        let (issuer, hands) = (Issuer(), Hands())
        let cache = TokenCache(issuer) { hands.now }
        #expect(try await cache.token() == "t1")
        hands.advance(seconds: 49)
        #expect(try await cache.token() == "t1")
        hands.advance(seconds: 1)
        #expect(try await cache.token() == "t2")
        #expect(issuer.previous == [nil, "t1"])
    }

    @Test func asksOnceForAllWhoWait() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let (issuer, hands) = (Issuer(gate: gate), Hands())
        let cache = TokenCache(issuer) { hands.now }
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<10 { group.addTask { try await cache.token() } }
            open.yield()
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        // Those who came after the first answer found it there.
        #expect(tokens == ["t1"])
        #expect(issuer.previous.count == 1)
    }

    @Test func givesARefusedTokenToNobodyAgain() async throws {
        let (issuer, hands) = (Issuer(), Hands())
        let cache = TokenCache(issuer) { hands.now }
        _ = try await cache.token()
        #expect(try await cache.token(rejected: "t1") == "t2")
        #expect(try await cache.token(rejected: "t1") == "t2")
        #expect(try await cache.token() == "t2")
    }

    @Test func triesAgainAfterAFailure() async throws {
        let (issuer, hands) = (Issuer(failure: .refused("no")), Hands())
        let cache = TokenCache(issuer) { hands.now }
        await #expect(throws: TokenFailure.refused("no")) { try await cache.token() }
        await #expect(throws: TokenFailure.refused("no")) { try await cache.token() }
        #expect(issuer.previous.count == 2)
    }
}

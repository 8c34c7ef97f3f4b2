import InboxDomain
import Testing

@Suite struct WebhookRulesTests {
    private static let start = Instant(milliseconds: 1_772_442_000_000)
    private let rules = WebhookRules()

    private func verdict(
        _ answer: WebhookAnswer, attempts: Int = 1, after seconds: Int64 = 0, jitter: Double = 1
    ) -> WebhookRules.Verdict {
        rules.verdict(
            answer, attempts: attempts, queuedAt: Self.start, now: Self.start.adding(seconds: seconds), jitter: jitter)
    }

    @Test(arguments: [
        (WebhookAnswer.status(200), WebhookAnswer.Outcome.delivered), (.status(204), .delivered),
        (.status(299), .delivered), (.status(199), .refused), (.status(301), .refused), (.status(307), .refused),
        (.status(400), .refused), (.status(404), .refused), (.status(410), .gone), (.status(429), .throttled),
        (.status(500), .refused), (.status(503), .refused), (.status(503, retryAfter: 5), .throttled),
        (.status(504, retryAfter: 5), .throttled), (.status(500, retryAfter: 5), .refused),
        (.none("ops.example.com: refused"), .unreachable),
    ]) func anAnswerHasOneMeaning(answer: WebhookAnswer, outcome: WebhookAnswer.Outcome) {
        #expect(answer.outcome == outcome)
        switch outcome {
        case .delivered: #expect(verdict(answer) == .delivered)
        case .gone: #expect(verdict(answer) == .gone)
        case .throttled, .refused, .unreachable:
            guard case .retry = verdict(answer) else { return #expect(Bool(false), "\(verdict(answer))") }
        }
    }

    @Test func theBackoffDoublesUpToAnHour() {
        let waits = (1...14).map { attempt -> Int64 in
            guard case .retry(let next) = verdict(.status(500), attempts: attempt) else { return -1 }
            return next.milliseconds(since: Self.start) / 1000
        }
        #expect(waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600])
    }

    @Test func chanceTakesAPartOfTheBackoff() {
        #expect(verdict(.status(500), attempts: 3, jitter: 0.5) == .retry(at: Self.start.adding(seconds: 10)))
        // Never at once, whatever chance says.
        #expect(verdict(.status(500), jitter: 0) == .retry(at: Self.start.adding(milliseconds: 1)))
        #expect(verdict(.none("x"), attempts: .max) == .retry(at: Self.start.adding(seconds: 3600)))
    }

    @Test func whatItAsksForIsWaitedWithinReason() {
        #expect(verdict(.status(429, retryAfter: 90)) == .retry(at: Self.start.adding(seconds: 90)))
        #expect(verdict(.status(429, retryAfter: 1)) == .retry(at: Self.start.adding(seconds: 5)))
        #expect(verdict(.status(429, retryAfter: -1)) == .retry(at: Self.start.adding(seconds: 5)))
        #expect(verdict(.status(503, retryAfter: .max)) == .retry(at: Self.start.adding(seconds: 86_400)))
    }

    @Test func afterThreeDaysItHasFailed() {
        let life = rules.lifetime
        // The last attempt is at the end, however long the back-off would be.
        #expect(verdict(.status(500), attempts: 80, after: life - 60) == .retry(at: Self.start.adding(seconds: life)))
        #expect(verdict(.status(500), attempts: 81, after: life) == .failed)
        #expect(verdict(.status(429, retryAfter: 60), after: life) == .failed)
        #expect(verdict(.status(200), after: life * 2) == .delivered)
        #expect(verdict(.status(410), after: life * 2) == .gone)
    }

    @Test func everyCallComesToAnEnd() {
        var (now, attempts) = (Self.start, 0)
        while attempts < 1000 {
            attempts += 1
            let verdict = rules.verdict(
                .status(500), attempts: attempts, queuedAt: Self.start, now: now, jitter: 0.5)
            guard case .retry(let next) = verdict else { break }
            #expect(next > now)
            now = next
        }
        #expect(now == Self.start.adding(seconds: rules.lifetime))
        #expect(attempts > 70 && attempts < 200)
    }

    @Test func theOldestCallDecides() {
        func step(_ next: Int64?, callable: Bool = true, after seconds: Int64 = 0) -> WebhookRules.Step {
            rules.step(
                queuedAt: Self.start, nextAttemptAt: next.map { Self.start.adding(seconds: $0) }, isCallable: callable,
                now: Self.start.adding(seconds: seconds))
        }
        let end = Self.start.adding(seconds: rules.lifetime)
        #expect(rules.step(queuedAt: nil, nextAttemptAt: nil, isCallable: true, now: Self.start) == .rest)
        #expect(step(nil) == .call)
        #expect(step(5) == .wait(until: Self.start.adding(seconds: 5)))
        #expect(step(5, after: 5) == .call)
        #expect(step(nil, after: rules.lifetime * 2) == .call)
        #expect(step(nil, callable: false) == .wait(until: end))
        #expect(step(5, callable: false, after: 10) == .wait(until: end))
        #expect(step(nil, callable: false, after: rules.lifetime) == .expire)
    }

    @Test func onlyTheOriginOfAnAddressIsShown() {
        func origin(_ url: String) -> String { WebhookDefinition(name: "n", url: url, secret: Secret("s")).origin }
        #expect(origin("https://ops.example.com/hooks/t0ken?key=1") == "https://ops.example.com")
        #expect(origin("http://127.0.0.1:8080") == "http://127.0.0.1:8080")
        #expect(origin("https://ops.example.com?key=1") == "https://ops.example.com")
    }
}

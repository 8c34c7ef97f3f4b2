/// When a call is tried again, and when it is given up. Pure: time and chance come from outside.
///
/// Standard Webhooks (https://www.standardwebhooks.com, "Deliverability and reliability"): 2xx is taken, 410 turns the
/// endpoint off, everything else is tried again with exponential back-off and jitter, over days.
package struct WebhookRules: Sendable, Hashable {
    /// Seconds of the first back-off; each further one doubles it.
    package var minimalBackoff: Int64
    package var maximalBackoff: Int64
    /// Seconds after which a call has failed for good.
    package var lifetime: Int64
    /// The longest wait that an answer may ask for, in seconds.
    package var longestRetryAfter: Int64

    package init(
        minimalBackoff: Int64 = 5, maximalBackoff: Int64 = 3600, lifetime: Int64 = 3 * 86_400,
        longestRetryAfter: Int64 = 86_400
    ) {
        self.minimalBackoff = minimalBackoff
        self.maximalBackoff = maximalBackoff
        self.lifetime = lifetime
        self.longestRetryAfter = longestRetryAfter
    }

    package enum Verdict: Sendable, Hashable {
        case delivered
        case retry(at: Instant)
        /// Its lifetime is over.
        case failed
        /// The webhook takes nothing any more, this call and those behind it.
        case gone
    }

    /// What follows from an answer to a call. `attempts` counts this one; `jitter` is the part of the back-off that is
    /// waited, from 0 to 1. The last attempt is at the end of the lifetime.
    package func verdict(
        _ answer: WebhookAnswer, attempts: Int, queuedAt: Instant, now: Instant, jitter: Double
    ) -> Verdict {
        switch answer.outcome {
        case .delivered: return .delivered
        case .gone: return .gone
        case .throttled, .refused, .unreachable: break
        }
        let end = self.end(of: queuedAt)
        guard now < end else { return .failed }
        let doublings = min(max(attempts - 1, 0), 30)
        let backoff = min(minimalBackoff << Int64(doublings), maximalBackoff)
        var next = now.adding(milliseconds: max(1, Int64(Double(backoff * 1000) * jitter)))
        if case .status(_, let seconds?) = answer, answer.outcome == .throttled {
            next = max(next, now.adding(seconds: min(max(seconds, 0), longestRetryAfter)))
        }
        return .retry(at: min(next, end))
    }

    /// When a call that waits since `queuedAt` has failed for good.
    package func end(of queuedAt: Instant) -> Instant { queuedAt.adding(seconds: lifetime) }

    /// What to do about a webhook at `now`, whose oldest call this is.
    package enum Step: Sendable, Hashable {
        /// Nothing waits.
        case rest
        case wait(until: Instant)
        case call
        /// What has waited too long has failed, untried.
        case expire
    }

    /// Calls keep their order, so the oldest decides. `isCallable` is false where the webhook was turned off, or left the
    /// configuration: then calls only wait, for as long as they live.
    package func step(
        queuedAt: Instant?, nextAttemptAt: Instant?, isCallable: Bool, now: Instant
    ) -> Step {
        guard let queuedAt else { return .rest }
        guard isCallable else {
            let end = self.end(of: queuedAt)
            return end <= now ? .expire : .wait(until: end)
        }
        guard let nextAttemptAt, nextAttemptAt > now else { return .call }
        return .wait(until: nextAttemptAt)
    }
}

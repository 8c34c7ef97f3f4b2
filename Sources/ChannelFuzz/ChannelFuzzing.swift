package import ChannelKit
package import FuzzKit
import InboxDomain
import ManifestChannel
import Synchronization

/// Damaged payloads for the channels: every request of every case, its bytes or its JSON changed, normalized as if its
/// signature were good; and the request itself with damaged headers, judged by the channel's rule.
///
/// What an input does follows from its bytes alone.
package final class ChannelFuzzing: Sendable {
    /// What became of the inputs.
    package struct Outcomes: Sendable, Hashable {
        /// At least one event that has an effect.
        package var events = 0
        package var ignored = 0
        package var quarantined = 0
        /// Of the quarantined: stopped at the program's time limit.
        package var stopped = 0
    }

    private let cases: [CaseDeliveries.Item]
    private let counts = Mutex(Outcomes())

    /// The cases of these channels' folders. Throws where one cannot be loaded.
    package init(folders: [String]) async throws(ChannelConfigurationError) {
        var cases: [CaseDeliveries.Item] = []
        for folder in folders { cases += try await CaseDeliveries(folder: folder).items }
        self.cases = cases
    }

    package var outcomes: Outcomes { counts.withLock { $0 } }

    /// An input is the case's number in two bytes, then a body: damage to the number gives the body to another channel.
    package var corpus: [[UInt8]] {
        cases.enumerated().map { number, item in
            [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)] + item.delivery.body
        }
    }

    package static let words = [
        "null", "true", "{}", "[]", "\"\"", "0", "-1", "1e400", "12345678901234567890", "\\u0000", "\\ud800",
        "\u{FFFD}",
        "\"type\":", "\"id\":", "\"text\":", "message", "&", "=", "%00", "%", "+", "--", "\r\n",
        "Content-Disposition: form-data; name=",
        "filename=", "boundary=", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
    ]

    package var target: FuzzTarget {
        FuzzTarget(name: "channels", corpus: corpus, words: Self.words) { self.problem(with: $0) }
    }

    /// Nil where the input became events, was ignored or would be quarantined, the same each time.
    package func problem(with input: [UInt8]) -> String? {
        guard input.count >= 2 else { return nil }
        let item = cases[(Int(input[0]) << 8 | Int(input[1])) % cases.count]
        var random = SeededGenerator(seed: Self.hash(input))
        if random.next() & 3 == 0, let request = item.request {
            return judge(RequestDamage.damaged(request, &random), item)
        }
        var delivery = item.delivery
        delivery.body = Array(input[2...])
        if random.next() & 1 == 0, let json = try? JSONValue(parsing: item.delivery.body) {
            delivery.body = JSONDamage.damaged(json, &random).jsonBytes
        }
        return normalize(delivery, item)
    }

    /// FNV-1a.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private func normalize(_ delivery: RawDelivery, _ item: CaseDeliveries.Item) -> String? {
        let place = "\(item.adapter.inbox.name)/\(item.name)"
        let first = Self.batch(delivery, item.adapter)
        count(first)
        guard case .success(let batch) = first else { return nil }
        if batch.events.count + batch.failures.count > EventLimits.events {
            return "\(place): more events than allowed"
        }
        let second = Self.batch(delivery, item.adapter)
        // What needs nearly all of its time may be stopped once, and not another time.
        if case .failure(let error) = second, error.code == .timeLimit { return nil }
        guard case .success(let again) = second, again.events == batch.events, again.failures == batch.failures else {
            return "\(place): the same delivery became something else the second time"
        }
        for event in batch.events {
            // What is stored of an event is what was understood.
            guard let stored = try? NormalizedEvent(json: event.json, receivedAt: delivery.receivedAt), stored == event
            else {
                return "\(place): an event reads differently once written"
            }
        }
        return nil
    }

    private static func batch(
        _ delivery: RawDelivery, _ adapter: ManifestAdapter
    ) -> Result<NormalizedBatch, NormalizationError> {
        Result { () throws(NormalizationError) in try adapter.normalizeEach(delivery) }
    }

    private func count(_ result: Result<NormalizedBatch, NormalizationError>) {
        counts.withLock { counts in
            switch result {
            case .failure(let error):
                counts.quarantined += 1
                if error.code == .timeLimit { counts.stopped += 1 }
            case .success(let batch) where !batch.failures.isEmpty: counts.quarantined += 1
            case .success(let batch):
                let hasEffect = batch.events.contains { if case .ignored = $0 { false } else { true } }
                if hasEffect { counts.events += 1 } else { counts.ignored += 1 }
            }
        }
    }

    /// The rule must come to a judgement, and to the same one again.
    private func judge(_ request: WebhookRequest, _ item: CaseDeliveries.Item) -> String? {
        let first = Self.verdict(item.adapter.admit(request, now: item.now))
        let second = Self.verdict(item.adapter.admit(request, now: item.now))
        // A memory of replays refuses another body only; a rate limit may be used up between the two.
        if first == second || second == RejectionReason.rateLimited.rawValue { return nil }
        return "\(item.adapter.inbox.name)/\(item.name): judged \(first), then \(second)"
    }

    private static func verdict(_ admission: Admission) -> String {
        switch admission {
        case .accept: "accepted"
        case .respond: "responded"
        case .reject(let reason, _): reason.rawValue
        case .wait: "waits"
        }
    }
}

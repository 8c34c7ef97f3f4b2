import Foundation
import Synchronization

/// Ids that no earlier run has given: they go on from the clock's reading at the start.
final class IDSource: Sendable {
    struct ID: Sendable {
        var seconds: Int
        var count: Int

        /// Below 2^31, as Telegram's are; twenty a second since the end of 2023 are free of collisions.
        var number: Int { (seconds - 1_700_000_000) * 20 + count }
        var text: String { "\(seconds)-\(count)" }
        var slackTime: String {
            let fraction = String(count % 1_000_000)
            return "\(seconds + count / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
        }
    }

    private let seconds: Int
    private let count = Mutex(0)

    init(startingAt start: Date) {
        seconds = Int(start.timeIntervalSince1970)
    }

    func next() -> ID {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return ID(seconds: seconds, count: number)
    }
}

import Foundation
import Glibc
import Synchronization

/// Notes which round is at hand, for the case that the process ends in it, and ends the process where one does not end.
final class Watch: Sendable {
    private let file: Int32
    private let seed: UInt64
    private let limit: Duration
    private let current = Mutex<(round: Int, since: ContinuousClock.Instant)?>(nil)

    /// Throws where the file cannot be made.
    init(_ path: String, seed: UInt64, limit: Duration) throws {
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        self.seed = seed
        self.limit = limit
        Thread.detachNewThread { [self] in
            while true {
                sleep(1)
                check()
            }
        }
    }

    func begin(_ round: Int) {
        current.withLock { $0 = (round, ContinuousClock.now) }
        let text = "--seed \(seed) --round \(round)\n"
        _ = text.withCString { pwrite(file, $0, strlen($0), 0) }
    }

    private func check() {
        guard let (round, since) = current.withLock({ $0 }), ContinuousClock.now - since > limit else { return }
        print("round \(round) does not end: --seed \(seed) --round \(round)")
        exit(1)
    }
}

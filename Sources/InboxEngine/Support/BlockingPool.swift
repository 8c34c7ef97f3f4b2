import Foundation
import Synchronization

/// A few threads for work that computes or blocks: two blocking calls on the tasks' own threads would stall every task
/// of a small machine.
package final class BlockingPool: Sendable {
    private final class Jobs: Sendable {
        let waiting = Mutex<[@Sendable () -> Void]>([])
    }

    private let jobs = Jobs()
    private let threads: Int
    private let available = DispatchSemaphore(value: 0)

    package init(threads: Int, name: String) {
        self.threads = max(1, threads)
        for number in 1...self.threads {
            let thread = Thread { [jobs, available] in
                while true {
                    available.wait()
                    let job = jobs.waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                    guard let job else { return }
                    job()
                }
            }
            thread.name = "\(name)-\(number)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    deinit {
        for _ in 0..<threads { available.signal() }
    }

    /// Runs `body` on one of the threads.
    package func run<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { continuation in
            jobs.waiting.withLock { $0.append { continuation.resume(returning: body()) } }
            available.signal()
        }
    }
}

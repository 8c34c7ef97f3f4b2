import Foundation
import Glibc

extension Process {
    /// Runs it with all signals let through. The threads of Swift's pool block them, a child takes that over, and could
    /// not be ended by SIGTERM.
    func start() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }

    /// As `start()`, and returns once `word` stands in what it writes to `outputs`; what it writes further is dropped.
    func start(_ name: String, saying word: String, outputs: [ReferenceWritableKeyPath<Process, Any?>]) throws {
        let pipe = Pipe()
        for output in outputs { self[keyPath: output] = pipe }
        try start()
        var log = ""
        let deadline = Date(timeIntervalSinceNow: 30)
        while !log.contains(word), Date() < deadline, isRunning {
            log += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        }
        guard log.contains(word) else {
            terminate()
            throw BenchError(description: "\(name) did not start: \(log)")
        }
        pipe.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }
}

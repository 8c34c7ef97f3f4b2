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
}

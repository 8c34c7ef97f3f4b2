import Glibc

/// The thread of one loop.
struct LoopThread: Sendable {
    /// `pthread_t` is a number here.
    private let id: pthread_t

    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Nil where the system makes no more threads.
    init?(running work: @escaping @Sendable () -> Void) {
        var id = pthread_t()
        let context = Unmanaged.passRetained(Work(work))
        let result = pthread_create(
            &id, nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            context.release()
            return nil
        }
        self.id = id
    }

    /// Waits until the thread has ended; call it once, after the loop was stopped.
    func join() {
        pthread_join(id, nil)
    }
}

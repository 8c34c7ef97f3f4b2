import Glibc

/// The thread of one `CurlLoop`.
struct LoopThread: Sendable {
    /// `pthread_t` is a number here.
    private let id: pthread_t

    /// Nil where the system makes no more threads.
    init?(running loop: CurlLoop) {
        var id = pthread_t()
        let context = Unmanaged.passRetained(loop)
        let result = pthread_create(
            &id, nil,
            { context in
                if let context { Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run() }
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

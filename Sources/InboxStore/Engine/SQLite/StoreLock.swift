import Foundation
import Glibc
import Synchronization

/// Keeps a second process, or a second engine of this one, off a database: a lock on the file `<database>.lock`.
///
/// The kernel lets go of it when the process ends, however it ends. The file stays.
final class StoreLock: Sendable {
    /// -1 once it is released.
    private let descriptor: Mutex<Int32>

    /// Takes the lock. Throws `StoreError.busy` where another holds it.
    init(database path: String) throws(StoreError) {
        let file = path + ".lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot open \(file)", errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            Glibc.close(descriptor)
            guard code == EWOULDBLOCK else { throw .system("cannot lock \(file)", code) }
            throw .busy("\(path) is in use by another process, which holds \(file)")
        }
        self.descriptor = Mutex(descriptor)
    }

    /// Lets go of it; more than once is harmless.
    func release() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            // A child that is being started shares the file until it has become its program: closing is not enough.
            flock(descriptor, LOCK_UN)
            Glibc.close(descriptor)
            descriptor = -1
        }
    }

    deinit {
        release()
    }
}

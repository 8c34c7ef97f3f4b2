import Crypto
import Glibc
import Synchronization

/// A blob whose content comes in pieces: hashed and written as they come, durable and named at the end.
///
/// For one task: calls come one after the other. Letting go of it before the end leaves nothing behind. Failures are
/// `StoreError`s, and end it.
package final class BlobWriter: Sendable {
    private struct State {
        /// -1 when it is closed.
        var descriptor: Int32
        var hash = SHA256()
        var count = 0
    }

    private let store: BlobStore
    private let path: String
    private let state: Mutex<State>

    /// Makes the file. On the store's queue.
    init(_ store: BlobStore, incoming path: String) throws(StoreError) {
        self.store = store
        self.path = path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot create \(path)", errno) }
        state = Mutex(State(descriptor: descriptor))
    }

    deinit {
        let descriptor = state.withLock(\.descriptor)
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(path)
    }

    /// Writes the next piece, and returns how many bytes there are now.
    @discardableResult
    package func append(_ bytes: [UInt8]) async throws -> Int {
        try await store.perform { [self] in
            try state.withLock { state throws(StoreError) in
                guard state.descriptor >= 0 else { throw .closed }
                try BlobFile.append(bytes, to: state.descriptor, path)
                bytes.withUnsafeBytes { state.hash.update(bufferPointer: $0) }
                state.count += bytes.count
                return state.count
            }
        }
    }

    /// Ends it: returns the blob's name and its size once both are durable.
    package func finish() async throws -> (id: BlobID, size: Int) {
        try await store.perform { [self] in
            let (id, size) = try state.withLock { state throws(StoreError) in
                guard state.descriptor >= 0 else { throw .closed }
                guard fsync(state.descriptor) == 0 else { throw .system("cannot flush \(path)", errno) }
                close(state.descriptor)
                state.descriptor = -1
                return (BlobID(state.hash.finalize()), state.count)
            }
            if try store.isThere(id, size: size) {
                unlink(path)
            } else {
                try store.move(path, to: id)
            }
            try BlobFile.flush(store.folder(of: id))
            return (id, size)
        }
    }
}

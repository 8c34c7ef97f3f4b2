import Crypto
import Glibc

/// The few calls on files that the blob store is made of. All of them block.
enum BlobFile {
    /// Writes a file whole and returns once it is on the disk. What stood there is gone. Removes the file on failure.
    static func write(_ content: [UInt8], to path: String) throws(StoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot create \(path)", errno) }
        defer { close(descriptor) }
        do throws(StoreError) {
            try append(content, to: descriptor, path)
            guard fsync(descriptor) == 0 else { throw .system("cannot flush \(path)", errno) }
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Writes behind what was written to the descriptor before; `path` is for the error.
    static func append(_ content: [UInt8], to descriptor: Int32, _ path: String) throws(StoreError) {
        var offset = 0
        while offset < content.count {
            let count = content.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system("cannot write \(path)", errno) }
            offset += count
        }
    }

    /// Hands the file's bytes to `body`, piece by piece, at most `limit` of them. False where there is no such file.
    static func read(
        _ path: String, limit: Int = .max, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(StoreError) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return false }
            throw .system("cannot open \(path)", errno)
        }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var rest = limit
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, min(buffer.count, rest))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system("cannot read \(path)", errno) }
            if count == 0 { return true }
            rest -= count
            body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Puts a file or a folder's entries on the disk.
    static func flush(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot open \(path)", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("cannot flush \(path)", errno) }
    }

    /// Makes a folder, unless it is there.
    static func makeFolder(_ path: String) throws(StoreError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system("cannot create \(path)", errno) }
    }

    /// Bytes in a file; nil where there is none.
    static func size(_ path: String) throws(StoreError) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .system("cannot read \(path)", errno)
        }
        return Int(status.st_size)
    }
}

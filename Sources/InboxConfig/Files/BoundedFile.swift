internal import Foundation
internal import Glibc
internal import InboxDomain

/// Reads small files whole: configuration, secrets, time zones, holidays.
enum BoundedFile {
    struct Problem: Error {
        /// Why, without the path: the place that named the file says that.
        var message: String
    }

    /// All bytes of a regular file of at most `limit` bytes. Blocks.
    static func read(_ path: String, limit: Int) -> Result<[UInt8], Problem> {
        readWithMode(path, limit: limit).map(\.bytes)
    }

    /// The same, with the file's permission bits.
    static func readWithMode(_ path: String, limit: Int) -> Result<(bytes: [UInt8], mode: UInt32), Problem> {
        // Without O_NONBLOCK a named pipe without a writer would hold the daemon's start for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(Problem(message: reason(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(Problem(message: reason(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .failure(Problem(message: "it is not a file")) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                return .failure(Problem(message: reason(errno)))
            }
            if count == 0 { return .success((bytes, UInt32(status.st_mode & 0o7777))) }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else {
                return .failure(Problem(message: "it is larger than \(ByteSize.text(limit))"))
            }
        }
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "there is no such file"
        case EACCES, EPERM: "permission denied"
        default: String(cString: strerror(code)).lowercased()
        }
    }
}

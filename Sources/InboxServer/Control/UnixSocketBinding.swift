import CDispatch
import Glibc

/// The two paths of a unix socket: the private one where it is bound, and the one where clients find it.
///
/// Who connects is judged by peer credentials, so the socket itself is open to every local user (mode 0666); its
/// directory says who may reach it. Binding in place would show it for an instant with whatever mode the umask leaves.
/// So it is bound inside a fresh directory of mode 0700, given its mode, and renamed into place, which also replaces a
/// stale socket in one step: there is no instant without one. Blocking, for as long as a few system calls take.
package struct UnixSocketBinding: Sendable {
    package let path: String
    /// Bind here, then call `publish()`.
    package let privatePath: String
    private let privateDirectory: String

    private static let longestPath = 107

    /// Makes the private directory beside `path`. Throws `inUse` where a process answers on `path`, and `notASocket`
    /// where something else stands there.
    package init(path: String) throws(UnixSocketError) {
        try Self.checkFree(path)
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        var template = Array((parent + ".XXXXXX").utf8CString)
        let limit = Self.longestPath - (template.count - 1 + 2)
        guard limit >= 0, path.utf8.count <= Self.longestPath else {
            throw .pathTooLong(path: path, limit: Self.longestPath)
        }
        guard mkdtemp(&template) != nil else { throw Self.failure("mkdtemp", parent.isEmpty ? "." : parent) }
        self.path = path
        self.privateDirectory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.privatePath = privateDirectory + "/s"
    }

    /// Opens the bound socket to every local user and puts it at `path`.
    package func publish() throws(UnixSocketError) {
        guard chmod(privatePath, 0o666) == 0 else { throw Self.failure("chmod", privatePath) }
        guard rename(privatePath, path) == 0 else { throw Self.failure("rename", path) }
        rmdir(privateDirectory)
    }

    /// Removes what `init` made, and the socket at `path` where no process answers on it any more.
    package func remove() {
        unlink(privatePath)
        rmdir(privateDirectory)
        if (try? Self.checkFree(path)) != nil { unlink(path) }
    }

    /// Returns where nothing stands at `path`, or a socket on which nobody answers.
    private static func checkFree(_ path: String) throws(UnixSocketError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw failure("lstat", path)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure("socket", path) }
        defer { close(socket) }
        guard var address = address(of: path) else { throw .pathTooLong(path: path, limit: longestPath) }
        let answer = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // EAGAIN is a listener whose backlog is full: somebody is there.
        if answer == 0 || errno == EAGAIN { throw .inUse(path: path) }
        guard errno == ECONNREFUSED || errno == ENOENT else { throw failure("connect", path) }
    }

    private static func address(of path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count <= longestPath else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return address
    }

    private static func failure(_ call: String, _ path: String) -> UnixSocketError {
        .system(call: call, path: path, reason: String(cString: strerror(errno)))
    }
}

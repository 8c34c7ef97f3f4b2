import Glibc

/// A file system in memory, of a few megabytes, that can be filled for real. Only root can mount one.
final class SmallDisk: Sendable {
    static let isAvailable: Bool = {
        guard let folder = try? TemporaryFolder(), mount("tmpfs", folder.path, "tmpfs", 0, "size=1m") == 0 else {
            return false
        }
        umount2(folder.path, Int32(MNT_DETACH))
        return true
    }()

    private let folder: TemporaryFolder

    init(megabytes: Int) throws {
        folder = try TemporaryFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw POSIXProblem(code: errno)
        }
    }

    deinit {
        umount2(folder.path, Int32(MNT_DETACH))
    }

    func file(_ name: String) -> String { folder.file(name) }

    /// Fills what room is left, but for `bytes`; `removeBallast` gives it back.
    func fill(leaving bytes: Int = 0) throws {
        // Not for children that other tests start meanwhile: they would keep the room taken.
        let descriptor = open(file("ballast"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXProblem(code: errno) }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 1, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
        if bytes > 0 { ftruncate(descriptor, max(0, lseek(descriptor, 0, SEEK_END) - bytes)) }
    }

    func removeBallast() {
        unlink(file("ballast"))
    }

    struct POSIXProblem: Error {
        var code: Int32
    }
}

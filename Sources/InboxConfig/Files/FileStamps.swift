internal import Glibc

/// How some files stood when they were looked at: by this it is noticed that one of them was changed or replaced.
package struct FileStamps: Hashable, Sendable {
    private struct Stamp: Hashable {
        var device: UInt64
        var inode: UInt64
        var size: Int64
        var seconds: Int64
        var nanoseconds: Int64
    }

    /// Nil for a file that is not there.
    private var stamps: [String: Stamp?] = [:]

    package init() {}

    /// Looks at the files: a system call each, which may block where their file system does.
    package init(of paths: some Sequence<String>) {
        for path in paths { take(path) }
    }

    package var paths: [String] { stamps.keys.sorted() }

    package mutating func take(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            stamps[path] = .some(nil)
            return
        }
        stamps[path] = Stamp(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
            seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec))
    }
}

/// Gathers the files that one load of the configuration read beside the YAML files. Never shared.
final class ReadFiles {
    var stamps = FileStamps()
}

import Glibc

enum FileMode {
    /// Type and permissions of what stands at the path, links not followed; 0 where nothing does.
    static func of(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : 0
    }
}

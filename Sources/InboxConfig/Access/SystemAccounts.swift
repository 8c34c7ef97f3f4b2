internal import Glibc

/// The accounts that the name service switch knows: files, LDAP, whatever nsswitch.conf(5) says.
///
/// Every question may go out to the network and blocks as long; nothing is kept, so a change of groups counts from the
/// next question on.
package struct SystemAccounts: AccountDatabase {
    private static let largestEntry = 1 << 20
    private static let mostGroups = 65_536

    package init() {}

    package func userName(of uid: UInt32) -> String? {
        Self.lookUp(passwd()) { entry, buffer, size, result in
            getpwuid_r(uid, &entry, buffer, size, &result)
        } reading: { entry in
            entry.pw_name.map { String(cString: $0) }
        }
    }

    package func groupID(named name: String) -> UInt32? {
        Self.lookUp(group()) { entry, buffer, size, result in
            getgrnam_r(name, &entry, buffer, size, &result)
        } reading: { entry in
            entry.gr_gid
        }
    }

    package func groups(ofUser uid: UInt32, primary gid: UInt32) -> Set<UInt32> {
        guard let name = userName(of: uid) else { return [gid] }
        var count: Int32 = 64
        var groups = [gid_t](repeating: 0, count: Int(count))
        // Answers -1 and the number it needs where the room is too small.
        while getgrouplist(name, gid, &groups, &count) < 0 {
            guard Int(count) > groups.count, count <= Self.mostGroups else { return [gid] }
            groups = [gid_t](repeating: 0, count: Int(count))
        }
        return Set(groups.prefix(Int(count))).union([gid])
    }

    /// Calls one of the `get…_r` functions, with a buffer that grows as it asks for.
    private static func lookUp<Entry, Value>(
        _ empty: Entry,
        asking ask: (inout Entry, UnsafeMutablePointer<CChar>, Int, inout UnsafeMutablePointer<Entry>?) -> Int32,
        reading read: (Entry) -> Value?
    ) -> Value? {
        var size = 1024
        while size <= largestEntry {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            var entry = empty
            var result: UnsafeMutablePointer<Entry>?
            switch ask(&entry, buffer, size, &result) {
            case 0: return result == nil ? nil : read(entry)
            case EINTR: continue
            case ERANGE: size *= 4
            default: return nil
            }
        }
        return nil
    }
}

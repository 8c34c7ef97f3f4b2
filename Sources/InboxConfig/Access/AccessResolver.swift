internal import Glibc

/// Says what a caller of the control socket may do, from the peer credentials that the kernel vouches for.
package struct AccessResolver: Sendable {
    /// Somebody who called.
    package struct Caller: Sendable, Hashable {
        package let uid: UInt32
        package let gid: UInt32
        /// The user's name, or the number where the system knows no name.
        package let userName: String
        /// The highest role; nil for a caller that `access:` does not name.
        package let role: AccessConfiguration.Role?

        package func may(_ required: AccessConfiguration.Role) -> Bool {
            role.map { $0 >= required } ?? false
        }
    }

    private let access: AccessConfiguration
    private let accounts: any AccountDatabase
    private let daemonUser: UInt32

    /// - Parameter daemonUser: Who `$user` stands for; the effective user of this process where none is given.
    package init(
        access: AccessConfiguration, accounts: any AccountDatabase = SystemAccounts(), daemonUser: UInt32? = nil
    ) {
        self.access = access
        self.accounts = accounts
        self.daemonUser = daemonUser ?? geteuid()
    }

    /// Looks the caller up. Blocks, as `SystemAccounts` says: not on an event loop.
    package func caller(uid: UInt32, gid: UInt32) -> Caller {
        let name = accounts.userName(of: uid)
        let groups = accounts.groups(ofUser: uid, primary: gid)
        let roles = access.roles.filter { _, principals in
            principals.contains { principal in
                switch principal {
                case .user(let user): user == name ?? String(uid)
                case .group(let group): accounts.groupID(named: group).map(groups.contains) ?? false
                case .daemonUser: uid == daemonUser
                }
            }
        }
        return Caller(uid: uid, gid: gid, userName: name ?? String(uid), role: roles.keys.max())
    }

    /// One sentence for a caller that lacks `required`: what they are, and who has that role.
    package func refusal(of caller: Caller, required: AccessConfiguration.Role) -> String {
        let state = caller.role.map { "has the role \($0.rawValue)" } ?? "has no role here"
        return "user \(caller.userName) \(state), and this needs \(required.rawValue): \(requirement(required))"
    }

    /// Who has a role, in words.
    package func requirement(_ required: AccessConfiguration.Role) -> String {
        let principals = access.roles.filter { $0.key >= required }.sorted { $0.key < $1.key }.flatMap(\.value)
        var groups: [String] = []
        var users: [String] = []
        for principal in principals {
            switch principal {
            case .group(let name): groups.append(name)
            case .user(let name): users.append(name)
            case .daemonUser: users.append(accounts.userName(of: daemonUser) ?? String(daemonUser))
            }
        }
        let asGroup = groups.isEmpty ? nil : "be in the group \(Self.alternatives(groups))"
        let asUser = users.isEmpty ? nil : "be the user \(Self.alternatives(users))"
        let ways = [asGroup, asUser].compactMap(\.self)
        if ways.isEmpty { return "nobody has it; name somebody under access: in the configuration" }
        return ways.joined(separator: ", or ")
    }

    private static func alternatives(_ names: [String]) -> String {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }.joined(separator: " or ")
    }
}

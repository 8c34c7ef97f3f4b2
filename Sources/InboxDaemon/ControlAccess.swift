import ControlAPI
import InboxConfig
import InboxEngine
import InboxServer

/// Maps the kernel's word about a peer to a caller of the control API, by `access:` and `agents:` of the configuration
/// in force.
struct ControlAccess: AccessControl {
    let graph: GraphHolder
    private let accounts: any AccountDatabase = SystemAccounts()

    func caller(uid: UInt32, gid: UInt32, pid: Int32) async -> CallerIdentity {
        let configuration = graph.current.configuration
        let resolver = AccessResolver(configuration.access, accounts: accounts)
        let resolved = resolver.resolve(uid: uid, gid: gid)
        let agent = configuration.agents.values.first { $0.user == resolved.user }?.name
        return CallerIdentity(
            user: resolved.user, role: resolved.role.flatMap { CallerRole(rawValue: $0.rawValue) }, agent: agent)
    }

    func refusal(for role: CallerRole) -> String {
        let resolver = AccessResolver(graph.current.configuration.access, accounts: accounts)
        return resolver.refusal(for: AccessConfiguration.Role(rawValue: role.rawValue) ?? .admin)
    }
}

import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxServer

/// Maps the kernel's word about a peer to a caller of the control API, by `access:` and `agents:` of the configuration
/// in force.
struct ControlAccess: AccessControl {
    let graph: GraphHolder
    /// The system's user database may block.
    let pool: BlockingPool

    func caller(uid: UInt32, gid: UInt32, pid: Int32) async -> CallerIdentity {
        let configuration = graph.current.configuration
        let caller = await pool.run { AccessResolver(access: configuration.access).caller(uid: uid, gid: gid) }
        let agent = configuration.agents.values.first { $0.user == caller.userName }?.name
        return CallerIdentity(
            user: caller.userName, role: caller.role.flatMap { CallerRole(rawValue: $0.rawValue) }, agent: agent)
    }

    func refusal(for role: CallerRole) -> String {
        let required = AccessConfiguration.Role(rawValue: role.rawValue) ?? .admin
        return AccessResolver(access: graph.current.configuration.access).requirement(required)
    }
}

import ControlAPI

@testable import InboxServer

/// Gives uid 1 to 4 the four roles in their order, and anybody else none. Uid 2 is the agent alice.
struct FakeAccess: AccessControl {
    static func peer(_ role: CallerRole?) -> PeerCredentials {
        let uid = role.flatMap { CallerRole.allCases.firstIndex(of: $0) }.map { UInt32($0 + 1) } ?? 99
        return PeerCredentials(uid: uid, gid: 100, pid: 4711)
    }

    func caller(uid: UInt32, gid: UInt32, pid: Int32) async -> CallerIdentity {
        guard (1...4).contains(uid) else {
            return CallerIdentity(user: "mallory", role: nil, groups: "mallory is in the group users.")
        }
        let role = CallerRole.allCases[Int(uid) - 1]
        return CallerIdentity(user: "user\(uid)", role: role, agent: role == .agent ? "alice" : nil)
    }

    func refusal(for role: CallerRole) -> String { "It takes the group inboxd-\(role.rawValue)." }
}

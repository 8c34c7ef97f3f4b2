import InboxConfig
import Testing

@Suite struct AccessResolverTests {
    struct Accounts: AccountDatabase {
        func userName(of uid: UInt32) -> String? { [0: "root", 10: "ana", 11: "ben", 99: "inboxd"][uid] }

        func groups(ofUser uid: UInt32, primary gid: UInt32) -> Set<UInt32> { uid == 10 ? [gid, 500, 501] : [gid] }

        func groupID(named name: String) -> UInt32? { ["operators": 500, "agents": 501, "adm": 4][name] }
    }

    static let access = AccessConfiguration(roles: [
        .admin: [.user("root"), .daemonUser], .operatorRole: [.group("operators")], .agent: [.group("agents")],
        .viewer: [.group("adm"), .group("not-there"), .user("1234")],
    ])

    let resolver = AccessResolver(access: access, accounts: Accounts(), daemonUser: 99)

    @Test(
        arguments: [
            (0, 0, "root", AccessConfiguration.Role.admin), (99, 99, "inboxd", .admin), (10, 10, "ana", .operatorRole),
            (11, 501, "ben", .agent), (11, 4, "ben", .viewer), (11, 11, "ben", nil), (1234, 1234, "1234", .viewer),
            (1235, 1235, "1235", nil),
        ] as [(UInt32, UInt32, String, AccessConfiguration.Role?)])
    func theHighestRoleCounts(uid: UInt32, gid: UInt32, name: String, role: AccessConfiguration.Role?) {
        let caller = resolver.caller(uid: uid, gid: gid)
        #expect(caller.role == role)
        #expect(caller.userName == name)
    }

    @Test func eachRoleMayDoWhatIsBelowIt() {
        let caller = resolver.caller(uid: 10, gid: 10)
        #expect(AccessConfiguration.Role.allCases.filter(caller.may) == [.viewer, .agent, .operatorRole])
        #expect(!resolver.caller(uid: 11, gid: 11).may(.viewer))
    }

    @Test func aRefusalSaysWhoMay() {
        let stranger = resolver.caller(uid: 11, gid: 11)
        #expect(
            resolver.refusal(of: stranger, required: .operatorRole)
                == "user ben has no role here, and this needs operator: be in the group operators, "
                + "or be the user root or inboxd")
        let operatorCaller = resolver.caller(uid: 10, gid: 10)
        #expect(
            resolver.refusal(of: operatorCaller, required: .admin)
                == "user ana has the role operator, and this needs admin: be the user root or inboxd")
        let nobody = AccessResolver(access: AccessConfiguration(roles: [:]), accounts: Accounts(), daemonUser: 99)
        #expect(
            nobody.refusal(of: stranger, required: .admin)
                == "user ben has no role here, and this needs admin: nobody has it; "
                + "name somebody under access: in the configuration")
    }

    @Test func theSystemKnowsRoot() {
        let accounts = SystemAccounts()
        #expect(accounts.userName(of: 0) == "root")
        #expect(accounts.groupID(named: "root") == 0)
        #expect(accounts.groups(ofUser: 0, primary: 7).contains(7))
        #expect(accounts.userName(of: 4_000_000_000) == nil)
        #expect(accounts.groups(ofUser: 4_000_000_000, primary: 5) == [5])
        #expect(accounts.groupID(named: "no-such-group-here") == nil)
    }
}

/// The users and groups of the machine, as far as access to the control socket needs them.
package protocol AccountDatabase: Sendable {
    /// The user's name; nil where the system knows none.
    func userName(of uid: UInt32) -> String?
    /// All groups of a user, `gid` included; of a user without a name, only `gid`.
    func groups(ofUser uid: UInt32, primary gid: UInt32) -> Set<UInt32>
    /// The number of a group; nil where the system knows none of that name.
    func groupID(named name: String) -> UInt32?
}

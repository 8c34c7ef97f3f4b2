import InboxConfig
import InboxDomain
import InboxStore

/// Brings a conversation from the version of its policy under which it was last counted to the one in force.
extension ConversationUnit {
    /// Each later version in turn, at the instant from which it held: what was used until then stays used under the older
    /// rules, and what the change uses up breaches at that instant.
    mutating func catchUp() throws {
        guard let policy = conversation.slaPolicy, let current = graph.versions[policy] else { return }
        guard let known = conversation.slaVersion else {
            // From before versions were kept.
            conversation.slaVersion = current
            return
        }
        guard known != current else { return }
        let versions = PolicyVersions(connection)
        if known > current {
            // This transaction began with the graph of before a reload.
            otherRules = .some(try versions.find(known)?.archived)
            return
        }
        var old = try versions.find(known)?.archived
        for next in try versions.after(known, through: current, of: policy) {
            let new = next.id == current ? graph.rules(of: policy) : next.archived
            try retarget(from: old, to: new, at: next.since)
            guard conversation.slaPolicy == policy else { return }
            conversation.slaVersion = next.id
            old = new
        }
        otherRules = nil
    }

    private mutating func retarget(from old: SLARules?, to new: SLARules?, at instant: Instant) throws {
        let policy = conversation.slaPolicy
        otherRules = .some(old)
        try advance(to: instant)
        // A step may have moved it under another policy, of which the newest version holds.
        guard conversation.slaPolicy == policy else { return }
        otherRules = .some(new)
        try changeRules(from: old, to: new, at: instant)
    }
}

extension PolicyVersion {
    /// Nil where the policy was gone, or its text cannot be read any more.
    var archived: SLARules? { rules.flatMap(RulesArchive.rules) }
}

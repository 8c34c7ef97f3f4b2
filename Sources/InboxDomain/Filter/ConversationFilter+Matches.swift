extension ConversationFilter {
    /// Whether all terms hold for a conversation, whose contact has this name, at `now`.
    package func matches(_ conversation: Conversation, contactName: String?, now: Instant) -> Bool {
        terms.allSatisfy { term in
            term.condition.holds(conversation, contactName: contactName, now: now) != term.isNegated
        }
    }
}

extension ConversationFilter.Condition {
    fileprivate func holds(_ conversation: Conversation, contactName: String?, now: Instant) -> Bool {
        switch self {
        case .queue(let names): return names.contains(conversation.queue)
        case .inbox(let names): return names.contains(conversation.inbox)
        case .channel(let names): return names.contains(conversation.channel)
        case .trait(let traits): return traits.contains { $0.holds(conversation, now: now) }
        case .assignee(let names): return conversation.assignee.map(names.contains) ?? false
        case .priority(let priorities): return priorities.contains(conversation.priority)
        case .tag(let tags): return tags.contains(where: conversation.tags.contains)
        case .policy(let names): return conversation.slaPolicy.map(names.contains) ?? false
        case .contact(let tests):
            return tests.contains { test in
                switch test {
                case .id(let id): conversation.contact == id
                case .name(let part): Self.contains(contactName, part)
                }
            }
        case .id(let ids): return ids.contains(conversation.id)
        case .subject(let parts): return parts.contains { Self.contains(conversation.subject, $0) }
        case .due(let test):
            guard let due = conversation.nextDueAt else { return false }
            return test.comparison.holds(due.milliseconds(since: now), test.milliseconds)
        case .dueNever: return conversation.nextDueAt == nil
        case .age(let test):
            return test.comparison.holds(now.milliseconds(since: conversation.createdAt), test.milliseconds)
        case .idle(let test):
            return test.comparison.holds(now.milliseconds(since: conversation.lastMessageAt), test.milliseconds)
        case .text(let part):
            return Self.contains(conversation.subject, part) || Self.contains(contactName, part)
        }
    }

    /// As SQL's LIKE does: the case of ASCII letters does not count, that of others does.
    private static func contains(_ text: String?, _ part: String) -> Bool {
        guard let text else { return false }
        let (whole, sought) = (folded(text), folded(part))
        guard sought.count <= whole.count else { return false }
        return (0...whole.count - sought.count).contains { start in
            whole[start..<start + sought.count].elementsEqual(sought)
        }
    }

    private static func folded(_ text: String) -> [UInt8] {
        text.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    }
}

extension ConversationFilter.Trait {
    fileprivate func holds(_ conversation: Conversation, now: Instant) -> Bool {
        switch self {
        case .open, .pending, .snoozed, .resolved, .closed: conversation.status == status
        case .active: conversation.status.isActive
        case .unassigned: conversation.assignee == nil
        case .assigned: conversation.assignee != nil
        case .overdue: conversation.nextDueAt.map { $0 < now } ?? false
        case .waiting: conversation.status.isActive && conversation.waitingSince != nil
        }
    }
}

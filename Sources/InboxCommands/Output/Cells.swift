import ControlAPI
import InboxDomain

/// Table cells that several commands share.
enum Cells {
    static func due(_ due: Timestamp?, now: Instant) -> Table.Cell {
        guard let due else { return Table.Cell(nil) }
        return Table.Cell(TimeText.due(due, now: now), TimeText.tone(of: due, now: now))
    }

    static func priority(_ word: String) -> Table.Cell {
        switch word {
        case "urgent": Table.Cell(word, .alarm)
        case "high": Table.Cell(word, .caution)
        default: Table.Cell(word)
        }
    }

    /// Id, due, priority, clock, status, assignee, contact, channel/inbox, queue where it is wanted, waiting, subject.
    static func conversation(_ conversation: ConversationSummary, now: Instant, withQueue: Bool) -> [Table.Cell] {
        let subject = conversation.subject.flatMap { $0.isEmpty ? nil : $0 } ?? conversation.preview
        let tags = conversation.tags.map { "[\($0)] " }.joined()
        return [
            Table.Cell(conversation.id, .strong), due(conversation.dueAt, now: now),
            priority(conversation.priority), Table.Cell(conversation.dueClock), status(conversation, now: now),
            Table.Cell(conversation.assignee), Table.Cell(conversation.contact),
            Table.Cell(origin(conversation)),
        ] + (withQueue ? [Table.Cell(conversation.queue)] : []) + [
            Table.Cell(conversation.waitingSince.map { TimeText.lasting(since: $0, now: now) }),
            Table.Cell(tags + subject),
        ]
    }

    /// `channel/inbox`, or the inbox alone where its name says the channel.
    private static func origin(_ conversation: ConversationSummary) -> String {
        conversation.inbox.contains(conversation.channel)
            ? conversation.inbox : "\(conversation.channel)/\(conversation.inbox)"
    }

    private static func status(_ conversation: ConversationSummary, now: Instant) -> Table.Cell {
        guard conversation.status == "snoozed", let until = conversation.snoozedUntil else {
            return Table.Cell(conversation.status)
        }
        return Table.Cell("snoozed, back \(TimeText.since(until, now: now))")
    }
}

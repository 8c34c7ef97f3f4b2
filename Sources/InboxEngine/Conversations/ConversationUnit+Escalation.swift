import InboxConfig
import InboxDomain
import InboxStore

/// Breaches and warnings in the history, and what escalation steps do.
extension ConversationUnit {
    /// Writes what happened to clocks into the history, and does what their steps say.
    mutating func record(_ changes: [ClockChange]) throws {
        for change in changes {
            switch change.what {
            case .breached:
                append(.slaBreach, at: change.at, data: describe(change))
            case .step(_, let step):
                if case .breach(let offset) = step.moment, offset >= 0 {
                    // The breach itself has its own event; the step shows in what it does.
                } else {
                    append(.slaWarning, at: change.at, data: describe(change))
                }
                try escalate(step, of: change)
            case .started, .met, .paused, .resumed, .retargeted, .cancelled, .rearmed, .stopped:
                break
            }
        }
    }

    private func describe(_ change: ClockChange) -> JSONFields {
        var data = JSONFields()
        data.add("clock", change.kind.rawValue)
        data.add("run", Int64(change.run))
        data.add("policy", conversation.slaPolicy)
        data.add("due_at", change.dueAt?.formatted)
        let late = now.milliseconds(since: change.at)
        if late >= 1000 { data.add("late_by_seconds", late / 1000) }
        return data
    }

    private mutating func escalate(_ step: EscalationStep, of change: ClockChange) throws {
        let actor = "escalation"
        for action in step.actions {
            switch action {
            case .priority(let priority):
                try setPriority(priority, at: change.at, actor: actor)
            case .queue(let queue):
                try move(to: queue, at: change.at, actor: actor)
            case .assign(let agent):
                try assign(to: agent, at: change.at, actor: actor)
            case .tag(let tag):
                try setTags(adding: [tag], removing: [], at: change.at, actor: actor)
            case .note(let text):
                try addNote(text, author: actor, at: change.at)
            case .notify(let recipients):
                var data = describe(change)
                data.add("notify", recipients)
                data.add("assignee", conversation.assignee)
                append(.slaNotification, at: change.at, data: data)
            case .webhook(let name):
                var data = describe(change)
                data.add("webhook", name)
                append(.slaNotification, at: change.at, data: data)
                guard graph.configuration.webhooks[name] != nil else {
                    // Only a step of an older policy can name it still.
                    append(.webhookFailed, at: now, data: EscalationCall.removed(name))
                    continue
                }
                unsavedCalls.append(EscalationCall(name, step, change, conversation, now: now))
            }
        }
    }
}

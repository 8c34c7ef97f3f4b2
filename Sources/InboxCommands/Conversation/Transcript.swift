import ControlAPI
import InboxDomain

/// A conversation as a page to read: who, how urgent, why here, then what was said.
struct Transcript {
    var detail: ConversationDetail
    var now: Instant
    var style: Style

    var lines: [String] {
        heading + clocks + route + (detail.next.map { ["", "… earlier entries: add --cursor \($0)"] } ?? [])
            + detail.timeline.flatMap(entry)
    }

    private var heading: [String] {
        let conversation = detail.conversation
        let facts = [
            conversation.status, "priority \(conversation.priority)", "queue \(conversation.queue)",
            conversation.assignee.map { "assigned to \($0)" } ?? "unassigned",
            "\(conversation.channel)/\(conversation.inbox)",
        ]
        var lines = [style.paint("#\(conversation.id)", .strong) + " · " + clean(facts.joined(separator: " · "))]
        if let subject = conversation.subject, !subject.isEmpty { lines.append(field("subject", subject)) }
        lines.append(field("contact", contact))
        if let via = detail.replyVia { lines.append(field("answers", "by mail, through \(via)")) }
        if !conversation.tags.isEmpty { lines.append(field("tags", conversation.tags.joined(separator: ", "))) }
        if !detail.skills.isEmpty { lines.append(field("skills", detail.skills.joined(separator: ", "))) }
        if let until = conversation.snoozedUntil {
            lines.append(field("snoozed", "until \(TimeText.instant(until)), \(TimeText.since(until, now: now))"))
        }
        if let resolved = detail.resolvedAt { lines.append(field("resolved", TimeText.instant(resolved))) }
        if let previous = detail.previous { lines.append(field("follows", "#\(previous)")) }
        return lines + (detail.mail.map(mail) ?? [])
    }

    private func mail(_ mail: ControlAPI.MailView) -> [String] {
        let people = mail.participants.map { party in
            party.name.map { "\($0) <\(party.address)>" } ?? party.address
        }
        var lines: [String] = []
        if people.count > 1 { lines.append(field("people", people.joined(separator: ", "))) }
        if !mail.inboxes.isEmpty { lines.append(field("also in", mail.inboxes.joined(separator: ", "))) }
        return lines
            + mail.undeliverable.map {
                field("no mail", "\($0.address) since \(TimeText.instant($0.since)): \($0.reason)")
            }
    }

    private var contact: String {
        let contact = detail.contact
        let known = contact.identities.map(\.address)
        let others = [contact.email, contact.phone].compactMap(\.self).filter { !known.contains($0) }
        let addresses = contact.identities.map { "\($0.channel) \($0.address)" } + others
        let attributes = contact.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ([detail.conversation.contact] + [addresses.joined(separator: ", ")] + attributes)
            .filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private var clocks: [String] {
        detail.clocks.map { clock in
            var parts = ["\(clock.kind)\(clock.run > 1 ? " \(clock.run)" : "") \(clock.state)"]
            if let stopped = clock.stoppedAt {
                parts.append("stopped \(TimeText.instant(stopped))")
            } else if clock.state == "paused", let left = clock.remainingSeconds {
                parts.append(
                    left < 0
                        ? "\(TimeText.span(milliseconds: left * 1000)) over"
                        : "\(TimeText.span(milliseconds: left * 1000)) left")
            } else if let due = clock.dueAt {
                parts.append("due \(TimeText.instant(due))")
                parts.append(style.paint(TimeText.due(due, now: now), TimeText.tone(of: due, now: now)))
            }
            if let breached = clock.breachedAt, clock.stoppedAt != nil {
                parts.append("breached \(TimeText.instant(breached))")
            }
            parts.append("target \(clock.target) (\(clock.policy))")
            return label("clock") + parts.joined(separator: ", ")
        }
    }

    private var route: [String] {
        (detail.route?.path ?? []).map { field("route", RouteText.step($0)) }
            + (detail.route?.notes ?? []).map { field("but", $0) }
    }

    private func entry(_ entry: TimelineEntry) -> [String] {
        let time = style.paint(TimeText.instant(entry.at), .faint)
        guard entry.kind == .message else {
            let by = entry.author.map { ", by \($0)" } ?? ""
            return ["", "\(time)  · " + clean((entry.summary ?? entry.event ?? "") + by)]
        }
        var about = [
            entry.state.map { $0.replacing("_", with: " ") }, entry.error, entry.delivery.map { "delivery \($0)" },
        ]
        .compactMap { $0 }.joined(separator: ", ")
        if !about.isEmpty { about = " (\(clean(about)))" }
        let author = style.paint(clean(entry.author ?? "?"), .strong)
        var lines = ["", "\(time)  \(Self.arrow(entry.direction)) \(author)\(about)"]
        if let subject = entry.subject { lines.append("    " + style.paint(clean(subject), .strong)) }
        lines += (entry.text.flatMap { $0.isEmpty ? nil : DisplayText.lines($0) } ?? []).map {
            $0.isEmpty ? "" : "    \($0)"
        }
        lines += (entry.attachments ?? []).enumerated().map { "    " + describe($1, "\(entry.id)/\($0)") }
        return lines
    }

    private static func arrow(_ direction: String?) -> String {
        switch direction {
        case "inbound": "◀"
        case "outbound": "▶"
        case "note": "✎ note by"
        default: "-"
        }
    }

    /// One that is stored shows what it is, others what is said of them, and where they are.
    private func describe(_ attachment: TimelineEntry.AttachmentView, _ number: String) -> String {
        let isStored = attachment.state == "stored"
        // What it is called and what it is may differ: then somebody should know.
        let declared = attachment.contentType.map { isStored ? "declared as \($0)" : $0 }
        let isHonest = attachment.sniffedType == attachment.contentType
        let parts = [
            attachment.name, isStored ? attachment.sniffedType : nil, isStored && isHonest ? nil : declared,
            (attachment.storedSize ?? attachment.size).map { "\($0) bytes" },
            isStored ? nil : attachment.url ?? attachment.ref,
        ]
        let state = attachment.state.map { state in
            let text = [state, state == "stored" ? nil : attachment.reason].compactMap { $0 }.joined(separator: ": ")
            return style.paint(clean(text), state == "missing" ? .alarm : .plain)
        }
        let name = attachment.state == nil ? attachment.kind : "\(attachment.kind) \(number)"
        return ([clean("[\(name)] " + parts.compactMap { $0 }.joined(separator: ", "))] + [state].compactMap { $0 })
            .joined(separator: ", ")
    }

    private func field(_ name: String, _ text: String) -> String { label(name) + clean(text) }

    private func label(_ name: String) -> String {
        style.paint(name, .faint) + String(repeating: " ", count: max(1, 10 - name.count))
    }

    private func clean(_ text: String) -> String { DisplayText.clean(text) }
}

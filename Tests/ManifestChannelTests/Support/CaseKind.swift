import ChannelKit
import Foundation
import InboxDomain

@testable import ManifestChannel

/// What the cases of a channel show, of what vendors have.
enum CaseKind: String, CaseIterable {
    case text, media, caption, reply, edit, delete, reaction, receipt, echo
    /// Somebody joined, blocked us, or changed a name.
    case contact
    case handshake
    /// Several events in one body.
    case batch
    /// Something that is ignored by name.
    case unknown
    /// The same once more.
    case redelivery
    case wrongSignature = "wrong signature"
    case noSignature = "no signature"
    /// A signature that is too old.
    case stale
    case wrongAccount = "wrong account"

    /// Of the section of a channel's README that says of which kinds there are none, and why.
    static let heading = "## What does not come"

    /// The kinds that this section names: `* edit, delete: why`.
    static func explained(in readme: String) -> Set<String> {
        guard let start = readme.firstRange(of: "\n\(heading)\n") else { return [] }
        let lines = readme[start.upperBound...].split(separator: "\n").prefix { !$0.hasPrefix("## ") }
        let names = lines.filter { $0.hasPrefix("* ") }.flatMap { line in
            line.dropFirst(2).prefix { $0 != ":" }.split(separator: ", ").map(String.init)
        }
        return Set(names)
    }

    /// Those that one case shows.
    static func shown(by one: ChannelCase) -> Set<CaseKind> {
        switch one.kind {
        case .send, .attachment: []
        case .webhook(let webhook): shown(by: webhook.expectation, named: one.name)
        case .poll(let poll):
            if case .page(_, _, _, let events?) = poll.outcome { shown(by: events, named: one.name) } else { [] }
        }
    }

    private static func shown(by expectation: ChannelCase.Expectation, named name: String) -> Set<CaseKind> {
        switch expectation.outcome {
        case .responded: return [.handshake]
        case .rejected:
            switch expectation.reason {
            case .signatureWrong: return [.wrongSignature]
            case .signatureMissing: return [.noSignature]
            case .timestampStale: return [.stale]
            case .guardFailed: return [.wrongAccount]
            default: return []
            }
        case .accepted: return shown(by: expectation.events ?? [], named: name)
        }
    }

    private static func shown(by events: [NormalizedEvent], named name: String) -> Set<CaseKind> {
        var kinds = events.reduce(into: Set<CaseKind>()) { $0.formUnion(shown(by: $1)) }
        if events.count > 1 { kinds.insert(.batch) }
        if name.hasPrefix("redelivery") { kinds.insert(.redelivery) }
        return kinds
    }

    private static func shown(by event: NormalizedEvent) -> Set<CaseKind> {
        switch event {
        case .message(let message):
            var kinds: Set<CaseKind> = message.attachments.isEmpty ? [.text] : [.media]
            if !message.attachments.isEmpty, !message.text.isEmpty { kinds.insert(.caption) }
            if message.replyTo != nil { kinds.insert(.reply) }
            return kinds
        case .echo: return [.echo]
        case .edit: return [.edit]
        case .delete: return [.delete]
        case .reaction: return [.reaction]
        case .receipt: return [.receipt]
        case .contact: return [.contact]
        // A form cannot be looked into by a guard: then the program ignores what is for somebody else.
        case .ignored(let reason): return reason.contains("other_account") ? [.wrongAccount] : [.unknown]
        }
    }
}

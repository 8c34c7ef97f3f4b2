import ChannelKit
import Foundation
import InboxDomain
import Testing

@testable import ManifestChannel

/// Somebody who recorded a genuine request sends it again, a month later. Where the signature has a time, it is refused. Where
/// nothing that is signed bounds its age, it must come to the same events: what comes twice under one key has one effect.
@Suite struct ReplayedDeliveryTests {
    private static let month: Int64 = 30 * 86_400

    @Test(arguments: ChannelFoldersTests.folders) func aMonthLaterNothingIsNew(_ folder: String) async throws {
        // What nobody signs nobody can record as genuine: the same form, a month later, is another one.
        if case .none = try ManifestLoader.load(folder: folder).webhook.verify { return }
        let items = try await CaseDeliveries(folder: folder).items
        var problems: [String] = []
        for item in items {
            guard let request = item.request, case .accept = item.adapter.admit(request, now: item.now) else {
                continue
            }
            let later = item.now.adding(seconds: Self.month)
            guard case .accept = item.adapter.admit(request, now: later) else { continue }
            var replayed = item.delivery
            replayed.receivedAt = later
            let first = (try? item.adapter.normalizeEach(item.delivery))?.events.map(Self.key)
            let second = (try? item.adapter.normalizeEach(replayed))?.events.map(Self.key)
            if first != second { problems.append("\(item.name): \(first ?? []) became \(second ?? [])") }
        }
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    /// What an event is known by once it was applied: the time of arrival must be no part of it.
    private static func key(_ event: NormalizedEvent) -> String {
        switch event {
        case .message(let message): "message \(message.id)"
        case .echo(let echo): "echo \(echo.id)"
        case .edit(let edit): "edit \(edit.target) \(edit.at.milliseconds) \(edit.text)"
        case .delete(let deletion): "delete \(deletion.target)"
        case .reaction(let reaction):
            "reaction \(reaction.target) \(reaction.sender.id) \(reaction.emoji) \(reaction.removed) \(reaction.at.milliseconds)"
        case .receipt(let receipt): "receipt \(receipt.target) \(receipt.state.rawValue)"
        case .contact(let contact): "contact \(contact.sender.id) \(contact.change.rawValue) \(contact.at.milliseconds)"
        case .ignored(let reason): "ignored \(reason)"
        }
    }
}

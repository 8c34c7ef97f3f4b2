import InboxStore
import Synchronization

/// How many attachments are fetched at a time: in all, and of one inbox, so that a slow provider holds up nobody else.
final class FetchSlots: Sendable {
    private static let most = 4
    private static let mostPerInbox = 2

    private let running = Mutex<[String: Int]>([:])

    /// Takes as many of these as may be fetched now, in their order.
    func take(_ fetches: [AttachmentFetch]) -> [AttachmentFetch] {
        running.withLock { running in
            var taken: [AttachmentFetch] = []
            for fetch in fetches where running.values.reduce(0, +) < Self.most {
                guard running[fetch.inbox, default: 0] < Self.mostPerInbox else { continue }
                running[fetch.inbox, default: 0] += 1
                taken.append(fetch)
            }
            return taken
        }
    }

    func release(_ inbox: String) {
        running.withLock { running in
            let left = running[inbox, default: 0] - 1
            running[inbox] = left > 0 ? left : nil
        }
    }

    var isFull: Bool { running.withLock { $0.values.reduce(0, +) >= Self.most } }

    /// Inboxes of which no more may be fetched.
    var fullInboxes: Set<String> {
        running.withLock { running in Set(running.filter { $0.value >= Self.mostPerInbox }.keys) }
    }
}

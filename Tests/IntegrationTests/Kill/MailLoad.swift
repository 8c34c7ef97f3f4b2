import Foundation

/// An MTA that delivers as fast as it is answered, on several connections, until the daemon goes away.
///
/// What got no answer is delivered again, and now and then what did: its answer may have been lost.
struct MailLoad {
    static let connections = 8

    var socket: String
    var book: SendersBook
    var round: Int
    var seed: UInt64

    /// Returns when every connection is lost.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<Self.connections {
                group.addTask { try? await offPool { self.send(as: sender) } }
            }
        }
    }

    private func send(as sender: Int) {
        var random = SeededGenerator(seed: seed &+ UInt64(round * Self.connections + sender))
        guard let client = try? LMTPClient(socketPath: socket) else { return }
        var sent: [(id: String, message: ClientRequest.Resending)] = []
        var number = 0
        while true {
            let next: (id: String, message: ClientRequest.Resending)
            if let open = book.takeOpen() {
                next = open
            } else if let again = sent.randomElement(using: &random), Int.random(in: 0..<10, using: &random) == 0 {
                next = again
            } else {
                next = ("r\(round)-s\(sender)-\(number)@b.example", Self.message(random: &random))
                number += 1
                sent.append(next)
            }
            book.began(next.id, next.message)
            let mail = LMTPClient.mail(id: next.id, text: next.message.text, references: next.message.conversation)
            // Two addresses of one inbox: one delivery, two replies.
            guard let replies = try? client.deliver(mail, to: ["support@example.com", "help+x@example.com"]) else {
                return
            }
            guard replies.count == 2, replies.allSatisfy({ $0.hasPrefix("250") }) else {
                // 421 is what a daemon that stops says; then nothing was promised.
                if !replies.contains(where: { $0.hasPrefix("421") }) { book.refused(next.id, "\(replies)") }
                return
            }
            book.acknowledged(next.id)
        }
    }

    /// Few conversations, so that deliveries to the same one race; a body now and then that is stored as a blob.
    private static func message(random: inout SeededGenerator) -> ClientRequest.Resending {
        let isLarge = Int.random(in: 0..<200, using: &random) == 0
        return .init(
            conversation: "order-\(Int.random(in: 0..<40, using: &random))@b.example",
            text: String(
                repeating: "Where is my parcel?\r\n", count: isLarge ? 14_000 : Int.random(in: 1..<40, using: &random)))
    }
}

import Foundation

/// Senders that deliver as fast as they are answered, each on a connection and a thread of its own, until the daemon goes
/// away.
///
/// As real senders do, they deliver again what got no answer, and now and then what did: they did not hear it.
struct Load {
    static let connections = 8

    var port: Int
    var book: SendersBook
    var round: Int
    var seed: UInt64

    /// Returns when every sender has lost its connection.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<Self.connections {
                group.addTask { try? await offPool { self.send(as: sender) } }
            }
        }
    }

    private func send(as sender: Int) {
        var random = SeededGenerator(seed: seed &+ UInt64(round * Self.connections + sender))
        guard let connection = try? ClientConnection(port: port) else { return }
        var sent: [(id: String, message: ClientRequest.Resending)] = []
        var number = 0
        while true {
            let next: (id: String, message: ClientRequest.Resending)
            if let open = book.takeOpen() {
                next = open
            } else if let again = sent.randomElement(using: &random), Int.random(in: 0..<10, using: &random) == 0 {
                next = again
            } else {
                next = ("r\(round)-s\(sender)-\(number)", Self.message(random: &random))
                number += 1
                sent.append(next)
            }
            book.began(next.id, next.message)
            let request = StandardWebhook().message(
                id: next.id, conversation: next.message.conversation, text: next.message.text)
            guard let response = try? connection.exchange(request) else { return }
            book.answered(next.id, response)
        }
    }

    /// Few conversations, so that deliveries to the same one race; a body now and then that is stored as a blob.
    private static func message(random: inout SeededGenerator) -> ClientRequest.Resending {
        let isLarge = Int.random(in: 0..<200, using: &random) == 0
        return .init(
            conversation: "order-\(Int.random(in: 0..<40, using: &random))",
            text: String(
                repeating: "Where is my parcel? ", count: isLarge ? 14_000 : Int.random(in: 1..<40, using: &random)))
    }
}

import Foundation
import Testing

@testable import EmailChannel

/// Dialogues with mistakes made at random: nothing crashes, hangs, grows or is answered twice.
///
/// Runs for a moment; `INBOXD_FUZZ_SECONDS` makes it longer, `INBOXD_FUZZ_SEED` repeats a run.
@Suite struct LMTPMutationTests {
    private static let pieces = [
        "LHLO mta\r\n", "MAIL FROM:<a@b>\r\n", "MAIL FROM:<> SIZE=100 BODY=8BITMIME SMTPUTF8\r\n",
        "RCPT TO:<support@example.com>\r\n", "RCPT TO:<sales+x@example.com>\r\n", "RCPT TO:<nobody@x>\r\n", "DATA\r\n",
        "Subject: Hi\r\n\r\n..dots\r\n.\r\n", "text\n.\n", "\r\n.\r\n", ".", "\r", "\n", "\0", "BDAT 5\r\nhello",
        "BDAT 0 LAST\r\n", "BDAT 7 LAST\r\nRSET\r\n.", "BDAT 99999 LAST\r\n", "RSET\r\n", "NOOP\r\n", "\u{FF}\u{FE}",
        "MAIL FROM:<\"a\\\"b\"@c>\r\n", String(repeating: "x", count: 3000), String(repeating: "y\r\n", count: 700),
    ].map { Array($0.utf8) }

    @Test func noInputBreaksASession() {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["INBOXD_FUZZ_SECONDS"].flatMap { Double($0) } ?? 1
        var state = environment["INBOXD_FUZZ_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...UInt64(UInt32.max))
        let end = Date().addingTimeInterval(min(seconds, 3600))
        while Date() < end {
            let seed = state
            guard Self.isSound(seed: seed) else {
                Issue.record("INBOXD_FUZZ_SEED=\(seed)")
                return
            }
            state &+= 1
        }
    }

    private static func isSound(seed: UInt64) -> Bool {
        var random = Noise(state: seed)
        var limits = LMTPLimits(messageSize: 4096, memory: 8192)
        limits.badCommands = 50
        var dialogue = LMTPDialogue(limits: limits, isGreeted: Bool.random(using: &random))
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            var piece = pieces.randomElement(using: &random) ?? []
            if Int.random(in: 0..<4, using: &random) == 0, !piece.isEmpty {
                piece[Int.random(in: 0..<piece.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            if Int.random(in: 0..<6, using: &random) == 0 {
                piece.removeLast(Int.random(in: 0...piece.count, using: &random))
            }
            let stored = dialogue.stored.count
            dialogue.isDurable = Int.random(in: 0..<8, using: &random) != 0
            dialogue.session.receive(piece)
            let replies = dialogue.run()
            let isFormed = replies.allSatisfy { reply in
                let bytes = Array(reply.utf8)
                return bytes.count >= 4 && bytes.count < 600 && bytes[..<3].allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
                    && !bytes.contains { $0 == 10 || $0 == 13 || $0 == 0 }
            }
            let new = dialogue.stored[stored...]
            let promised = replies.count { $0.hasSuffix("stored") }
            let owed = dialogue.isDurable == true ? new.reduce(0) { $0 + $1.recipients.count } : 0
            guard isFormed, promised == owed, new.allSatisfy({ $0.body.count <= limits.messageSize }) else {
                return false
            }
            dialogue.stored = []
            guard dialogue.memory.bytes <= limits.memory else { return false }
        }
        dialogue.session.expire()
        _ = dialogue.run()
        return dialogue.isClosed && dialogue.memory.bytes == 0
    }

    /// SplitMix64.
    private struct Noise: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}

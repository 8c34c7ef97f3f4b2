import Foundation
import Testing

extension Integration {
    /// Swaks speaks LMTP to the daemon, over its socket.
    @Suite(.enabled("takes swaks", { Swaks.isAvailable }))
    struct SwaksTests {
        struct Exchange: CustomTestStringConvertible {
            var name: String
            var arguments: [String]
            /// Each is in the dialogue.
            var expected: [String]

            var testDescription: String { name }
        }

        private static let exchanges = [
            Exchange(
                name: "capabilities", arguments: ["--to", "support@example.com", "--quit-after", "LHLO"],
                expected: [
                    "250-PIPELINING", "250-8BITMIME", "250-SMTPUTF8", "250-ENHANCEDSTATUSCODES", "250-CHUNKING",
                    "250 SIZE 65536",
                ]),
            Exchange(
                name: "one recipient", arguments: ["--to", "support@example.com"],
                expected: ["250 2.0.0 <support@example.com> stored"]),
            Exchange(
                name: "pipelining, and a reply for each recipient",
                arguments: ["--pipeline", "--to", "support+x@example.com,nobody@example.com,SALES@EXAMPLE.COM"],
                expected: [
                    "550 5.1.1", "250 2.0.0 <support+x@example.com> stored", "250 2.0.0 <SALES@EXAMPLE.COM> stored",
                ]),
            Exchange(
                name: "the null sender", arguments: ["--from", "<>", "--to", "support@example.com"],
                expected: ["MAIL FROM:<>", "stored"]),
            Exchange(
                name: "an unknown address", arguments: ["--to", "support@example.org"],
                expected: ["550 5.1.1 <support@example.org>"]),
            Exchange(
                name: "a message over the size",
                arguments: ["--to", "support@example.com", "--body", String(repeating: "x", count: 70_000)],
                expected: ["552 5.3.4"]),
            Exchange(
                name: "an address beyond ASCII without SMTPUTF8", arguments: ["--to", "пошта@example.com"],
                expected: ["553 5.6.7"]),
        ]

        @Test func speaksToSwaks() async throws {
            let daemon = try DaemonProcess(.mail(limits: ["mail_size: 64KiB"]))
            try await daemon.start()
            for exchange in Self.exchanges {
                let sender = exchange.arguments.contains("--from") ? [] : ["--from", "ada@b.example"]
                let result = try await Swaks.run(
                    ["--protocol", "LMTP", "--socket", daemon.lmtpSocket] + sender + exchange.arguments)
                for text in exchange.expected {
                    #expect(result.output.contains(text), "\(exchange.name): \(result.output)\(result.errors)")
                }
            }
            try await daemon.settled()
            #expect(try await daemon.ctl("ledger", "check").isDone)
        }
    }
}

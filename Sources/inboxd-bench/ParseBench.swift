import EmailMessage
import Foundation

/// Mails of 5 KB read on one thread: structure, charsets, HTML made into text, the reply without its history, digests.
struct ParseBench {
    /// Seconds of each of the two measurements.
    private static let seconds = 4.0

    func run() {
        let mails = (0..<300).map(SampleMail.mail)
        let size = mails.reduce(0) { $0 + $1.count } / mails.count
        print("parse: mails of \(size) bytes, text and HTML, one core, twice")
        _ = rate(mails, seconds: 1)
        for _ in 0..<2 {
            print(
                String(format: "  read                    %9.0f /s   (goal: 3,000)", rate(mails, seconds: Self.seconds))
            )
        }
    }

    private func rate(_ mails: [[UInt8]], seconds: Double) -> Double {
        let start = Date()
        var count = 0
        var characters = 0
        while true {
            let passed = Date().timeIntervalSince(start)
            if passed >= seconds {
                precondition(characters > 0)
                return Double(count) / passed
            }
            for mail in mails.prefix(50) {
                let email = ParsedEmail(parsing: mail)
                characters += (email.replyText?.utf8.count ?? 0) + email.attachments.count
                count += 1
            }
        }
    }
}

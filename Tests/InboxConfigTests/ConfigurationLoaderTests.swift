import Foundation
import InboxConfig
import InboxDomain
import Testing

@Suite struct ConfigurationLoaderTests {
    func load(
        _ text: String, environment: [String: String] = [:], flags: ConfigurationFlags = ConfigurationFlags(),
        in folder: TemporaryFolder
    ) throws -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
        let path = try folder.write(text, to: "inboxd.yaml")
        return ConfigurationLoader.load(path: path, environment: environment, credentialsDirectory: nil, flags: flags)
    }

    @Test func theEnvironmentGoesBeforeTheFileAndAFlagBeforeBoth() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let text = """
            server: {http: "127.0.0.1:1", control: file.sock}
            storage: sqlite:file.db
            queues: {general: {}}
            """
        let environment = [
            "INBOXD_HTTP": "127.0.0.1:2", "INBOXD_STORAGE": "sqlite:environment.db", "INBOXD_CONTROL": "",
        ]
        let (configuration, diagnostics) = try load(
            text, environment: environment, flags: ConfigurationFlags(http: "[::1]:3"), in: folder)
        #expect(diagnostics == [])
        let loaded = try #require(configuration)
        #expect(loaded.server.host == "::1")
        #expect(loaded.server.port == 3)
        #expect(loaded.server.publicURL == "http://[::1]:3")
        #expect(loaded.storage == .sqlite(path: folder.path + "/environment.db"))
        #expect(loaded.server.controlSocket == folder.path + "/file.sock")
    }

    @Test func aWrongVariableIsNamed() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let found = try load("queues: {general: {}}", environment: ["INBOXD_HTTP": "8460"], in: folder)
        #expect(found.configuration == nil)
        #expect(found.diagnostics.map(\.location.description) == ["$INBOXD_HTTP"])
    }

    @Test func settingsKeepTheirTypesSecretsAndPlaces() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try folder.write("line one\nline two\n", to: "key")
        let text = """
            queues: {general: {}}
            inboxes:
              site:
                channel: webhook
                settings:
                  number: 42
                  quoted: "42"
                  phone: 0049301234
                  flag: true
                  word: on
                  list: [a, {file: key}]
                  nested: {url: x, password: {env: PASSWORD}}
            """
        let found = try load(text, environment: ["PASSWORD": "hidden"], in: folder)
        #expect(found.diagnostics == [])
        let inbox = try #require(found.configuration?.inboxes["site"])
        #expect(
            inbox.settings == [
                "number": .number(42), "quoted": .text("42"), "phone": .text("0049301234"), "flag": .flag(true),
                "word": .text("on"), "list": .list([.text("a"), .secret(Secret("line one\nline two"))]),
                "nested": .map(["url": .text("x"), "password": .secret(Secret("hidden"))]),
            ])
        #expect(inbox.location(of: "phone").line == 8)
        #expect(inbox.locations["nested.password"]?.line == 12)
    }

    @Test func targetsAndStepsAreInMillisecondsAndSortedByClock() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let text = """
            calendars: {always: {timezone: UTC, hours: {mon-sun: "00:00-24:00"}}}
            sla:
              s:
                calendar: always
                targets:
                  normal:
                    first_response: 1h30m
                    next_response: {earlier: {working: 8h, real: 2d}}
                    resolution: {later: {working: 1h, real: 1d}}
                  low: {resolution: {real: 14d}}
                out_of_hours: 90m
                escalate:
                  - {clock: resolution, at: breach+4h, do: [{queue: general}, {note: late}]}
                  - {clock: first_response, at: 12.5%, do: [{notify: assignee}]}
                  - {clock: first_response, at: breach-30m, do: [{tag: soon}]}
            queues: {general: {sla: s}}
            """
        let found = try load(text, in: folder)
        #expect(found.diagnostics == [])
        let policy = try #require(found.configuration?.policies["s"])
        let hour: Int64 = 3_600_000
        #expect(policy.targets[.normal]?[.firstResponse] == .working(hour * 3 / 2))
        #expect(policy.targets[.normal]?[.nextResponse] == .earlier(working: 8 * hour, real: 48 * hour))
        #expect(policy.targets[.normal]?[.resolution] == .later(working: hour, real: 24 * hour))
        #expect(policy.targets[.low] == [.resolution: .real(336 * hour)])
        #expect(policy.outOfHoursAllowance == hour * 3 / 2)
        #expect(
            policy.escalations == [
                EscalationStep(clock: .firstResponse, moment: .fraction(125), actions: [.notify(["assignee"])]),
                EscalationStep(clock: .firstResponse, moment: .breach(offset: -hour / 2), actions: [.tag("soon")]),
                EscalationStep(
                    clock: .resolution, moment: .breach(offset: 4 * hour), actions: [.queue("general"), .note("late")]),
            ])
    }

    @Test func aFileAboveTheLimitIsRefused() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let found = try load(String(repeating: "# filling\n", count: 500_000), in: folder)
        #expect(found.diagnostics.map(\.message) == ["the configuration cannot be read: it is larger than 4MiB"])
    }

    @Test func noMessageHoldsASecret() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try folder.write("do-not-tell", to: "key", mode: 0o644)
        let text = """
            queues: {general: {}}
            inboxes: {a: {channel: x, settings: {k: {file: key}, l: {file: key}}}, b: {settings: {k: {file: key}}}}
            """
        let found = try load(text, in: folder)
        #expect(found.diagnostics.count == 4)
        #expect(!found.diagnostics.contains { $0.rendered.contains("do-not-tell") })
    }
}

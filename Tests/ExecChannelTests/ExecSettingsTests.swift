import ChannelKit
import Foundation
import InboxDomain
import ManifestChannel
import Testing

@testable import ExecChannel

@Suite struct ExecSettingsTests {
    private static func problems(_ settings: [String: SettingValue]) -> [String] {
        do throws(ChannelConfigurationError) {
            _ = try ExecSettings(InboxDefinition(name: "x", channel: "exec", settings: settings))
            return []
        } catch {
            return error.diagnostics.map(\.message)
        }
    }

    private static let command = SettingValue.list([.text("/bin/cat")])

    @Test func settingsAreHandedOverAndSecretsKnown() throws {
        let settings = try ExecSettings(
            InboxDefinition(
                name: "x", channel: "exec",
                settings: [
                    "command": .list([.text("cat"), .number(7), .flag(true)]), "memory": .text("64MiB"),
                    "settings": .map([
                        "b": .list([.secret(Secret("two"))]), "a": .map(["c": .secret(Secret("one"))]),
                        "d": .flag(false),
                    ]),
                ]))
        #expect(settings.command == ["cat", "7", "true"])
        #expect(settings.memory == 64 << 20)
        #expect(settings.adapter.reveal() == #"{"a":{"c":"one"},"b":["two"],"d":false}"#)
        #expect(Set(settings.secrets.map { $0.reveal() }) == ["one", "two"])
        #expect(!"\(settings)".contains("one"))
    }

    @Test(
        arguments: [
            ([:], "command is missing: the adapter's program and its arguments, a list of texts"),
            (["command": .text("cat")], "command takes a list of texts: the adapter's program and its arguments"),
            (
                ["command": .list([.text("bin/cat")])],
                "the program of command takes a full path, or a name without a slash"
            ),
            (
                ["command": .list([.text("cat"), .secret(Secret("x"))])],
                "a secret must not stand in command, where every user sees it: put it under settings"
            ),
            (["command": command, "memory": .number(1)], "memory takes a size from 16MiB to 64GiB"),
            (["command": command, "files": .number(1)], "files takes a whole number from 8 to 65536"),
            (
                ["command": command, "events_per_second": .text("x")],
                "events_per_second takes a whole number from 1 to 100000"
            ),
            (
                ["command": command, "memroy": .number(1)],
                "channel exec has no setting “memroy”; did you mean “memory”?"
            ),
            (
                ["command": command, "password": .text("x")],
                "channel exec has no setting “password”; what is the adapter's own goes under settings within settings"
            ),
        ] as [([String: SettingValue], String)]) func whatIsWrongIsSaid(
            settings: [String: SettingValue], problem: String
        )
    {
        #expect(Self.problems(settings) == [problem])
    }

    @Test func aProgramThatIsNotThereIsNoError() throws {
        func problem(_ program: String) throws -> String? {
            let inbox = InboxDefinition(
                name: "x", channel: "exec", settings: ["command": .list([.text(program)])])
            return try ExecSettings(inbox).startProblem
        }
        #expect(try problem("/nonexistent") == "/nonexistent cannot be run: there is no such file")
        #expect(try problem(Child.script) == "\(Child.script) cannot be run: it is not executable")
        #expect(try problem("/bin/cat") == nil)
        #expect(try problem("whatever") == nil)
    }
}

@Suite struct AdapterFolderTests {
    /// A folder named `irc` with this as its `adapter.yaml`.
    private static func folder(_ text: String) throws -> String {
        let path = try Child.folder() + "/irc"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try text.write(toFile: "\(path)/adapter.yaml", atomically: true, encoding: .utf8)
        return path
    }

    private static func inbox(_ settings: [String: SettingValue]) -> InboxDefinition {
        InboxDefinition(name: "i", channel: "irc", settings: settings)
    }

    @Test func aFolderDescribesAChannel() throws {
        let path = try Self.folder(
            """
            name: irc
            title: Chat
            command: [./irc, --fast]
            memory: 64MiB
            files: 16
            events_per_second: 20
            settings:
              server: {type: text, required: true, description: "Its host"}
              port: {type: number, default: 6697}
              password: {type: secret}
            """)
        let folder = try AdapterFolder(folder: path)
        #expect(folder.name == "irc")
        #expect(folder.title == "Chat")
        #expect(folder.command == ["\(path)/./irc", "--fast"])
        let settings = try ExecSettings(
            Self.inbox(["server": .text("h"), "password": .secret(Secret("swordfish"))]), of: folder)
        #expect(settings.adapter.reveal() == #"{"server":"h","port":6697,"password":"swordfish"}"#)
        #expect(settings.secrets.map { $0.reveal() } == ["swordfish"])
        #expect((settings.memory, settings.files, settings.eventsPerSecond) == (64 << 20, 16, 20))
        #expect(settings.folder == path)
        #expect(throws: ChannelConfigurationError.self) {
            try ExecSettings(Self.inbox(["servr": .text("h")]), of: folder)
        }
        #expect(
            AdapterLibrary(directories: [URL(filePath: path).deletingLastPathComponent().path]).folders == [folder])
    }

    @Test func aChangedFileIsAChangedAdapter() throws {
        let path = try Self.folder("{name: irc, command: [python3, irc.py]}")
        try "1".write(toFile: "\(path)/irc.py", atomically: true, encoding: .utf8)
        let before = try ExecSettings(Self.inbox([:]), of: AdapterFolder(folder: path)).fingerprint
        #expect(try ExecSettings(Self.inbox([:]), of: AdapterFolder(folder: path)).fingerprint == before)
        try "12".write(toFile: "\(path)/irc.py", atomically: true, encoding: .utf8)
        #expect(try ExecSettings(Self.inbox([:]), of: AdapterFolder(folder: path)).fingerprint != before)
    }

    @Test(arguments: [
        ("{command: [a]}", #""name" is missing here"#),
        ("{name: x, command: [a]}", "the name must be the folder's: irc"),
        ("{name: irc}", #""command" is missing here"#),
        ("{name: irc, command: []}", "the program and its arguments must stand here"),
        ("{name: irc, command: [a], memory: much}", "this must be a size from 16MiB to 64GiB"),
        ("{name: irc, command: [a], comand: 7}", #"unknown key "comand"; did you mean "command"?"#),
    ]) func whatIsWrongWithItIsSaid(text: String, problem: String) throws {
        let path = try Self.folder(text)
        do throws(ChannelConfigurationError) {
            _ = try AdapterFolder(folder: path)
            Issue.record("nothing is wrong")
        } catch {
            #expect(error.diagnostics.map(\.message).contains(problem))
            #expect(error.diagnostics.first?.location.line == 1)
        }
    }
}

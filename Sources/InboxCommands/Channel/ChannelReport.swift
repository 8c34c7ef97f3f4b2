import ControlAPI
import ExecChannel
import Foundation

/// What the channel commands print with `--json`: one object a line.
enum ChannelReport {
    struct Channel: Encodable {
        enum Kind: String, Encodable {
            case manifest, adapter
        }

        var kind: Kind
        var channel: String
        var folder: String
        var cases: Int
        /// As the daemon has it, or, where none was asked, `ok` or `broken`.
        var state: String
        /// That are of it, by the daemon's configuration; absent where none was asked.
        var inboxes: [String]?
        var problems: [String]
    }

    struct New: Encodable {
        var channel: String
        var folder: String
        var files: [String]
    }

    /// A rule of the protocol of adapters.
    struct Rule: Encodable {
        var check: String
        var rule: String
        /// `passed`, `failed` or `skipped`.
        var outcome: String
        var detail: String

        init(_ check: ConformanceCheck) {
            self.check = check.name
            rule = check.rule
            outcome = check.outcome.rawValue
            detail = check.detail
        }
    }

    struct Case: Encodable {
        var channel: String
        var `case`: String
        var passed: Bool
        var problems: [String]
    }

    struct Lint: Encodable {
        var channel: String
        var findings: [String]
    }

    struct Post: Encodable {
        var channel: String
        var `case`: String
        var url: String
        var status: Int
        var answer: String
    }

    static func line(_ value: some Encodable) throws -> String {
        String(decoding: try ControlJSON.encode(value), as: UTF8.self)
    }
}

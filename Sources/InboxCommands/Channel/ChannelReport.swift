import ControlAPI
import Foundation

/// What the channel commands print with `--json`: one object a line.
enum ChannelReport {
    struct Channel: Encodable {
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

import ControlAPI
import Foundation

/// What the channel commands print with `--json`: one object a line.
enum ChannelReport {
    struct Channel: Encodable {
        var channel: String
        var folder: String
        var cases: Int
        var problems: [String]
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

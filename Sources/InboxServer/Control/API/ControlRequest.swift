package import ControlAPI
import Foundation

/// One request to the control API, apart from who sent it.
package struct ControlRequest: Sendable {
    /// Upper case.
    package var method: String
    /// Path and query as sent.
    package var target: String
    package var body: [UInt8]
    /// In place of `body`, where the route takes a file: see `ControlRouter.takesFile`.
    package var file: File?

    package init(method: String, target: String, body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.body = body
    }

    /// A body that is handed on as it comes.
    package struct File: Sendable {
        package var contentType: String?
        package var length: Int?
        package var content: Upload.Content

        package init(contentType: String?, length: Int?, content: @escaping Upload.Content) {
            self.contentType = contentType
            self.length = length
            self.content = content
        }
    }

    /// The path's segments, decoded; nil where the percent-encoding is broken.
    var segments: [String]? {
        var result: [String] = []
        for part in target.prefix(while: { $0 != "?" }).split(separator: "/", omittingEmptySubsequences: true) {
            guard let text = String(part).removingPercentEncoding else { return nil }
            result.append(text)
        }
        return result
    }

    /// The query's parameters in order, decoded as a form is (`+` is a space); nil where the encoding is broken.
    var query: [(name: String, value: String)]? {
        var result: [(name: String, value: String)] = []
        for part in target.drop(while: { $0 != "?" }).dropFirst().split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.formDecoded(pair[0]), let value = Self.formDecoded(pair.count > 1 ? pair[1] : "")
            else { return nil }
            result.append((name, value))
        }
        return result
    }

    private static func formDecoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}

import Foundation

/// The answers of the four APIs, chosen by the path of the request.
struct Vendors: Sendable {
    struct Answer: Sendable {
        var status: Int
        var retryAfter: Int?
        var body: Data
        /// What the terminal shows: method, path without tokens, text, status.
        var line: String
    }

    let ids: IDSource
    let failures: FailurePlan?

    init(ids: IDSource, failures: FailurePlan?) {
        self.ids = ids
        self.failures = failures
    }

    func answer(method: String, path: String, body: Data) -> Answer {
        let vendor = Vendor(path: path)
        let message = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
        let reply: (status: Int, json: [String: Any])
        var retryAfter: Int?
        if method != "POST" {
            reply = (405, ["error": "only POST is answered here"])
        } else if vendor == nil {
            reply = (404, ["error": "no vendor has this path"])
        } else if let vendor, let failure = failures?.next() {
            reply = (failure.status, vendor.failure(failure))
            retryAfter = failure.status == 429 ? failure.retryAfter : nil
        } else if let vendor {
            reply = vendor.success(message, ids: ids)
        } else {
            reply = (404, [:])
        }
        let json = (try? JSONSerialization.data(withJSONObject: reply.json, options: [.sortedKeys])) ?? Data("{}".utf8)
        let text = vendor?.text(of: message) ?? ""
        return Answer(
            status: reply.status, retryAfter: retryAfter, body: json,
            line: "\(method) \(Self.masked(path)) \(Self.shown(text)) -> \(reply.status)")
    }

    /// Telegram puts the bot's token into the path.
    static func masked(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("bot") ? "bot***" : String($0) }
            .joined(separator: "/")
    }

    /// Quoted, on one line, not longer than a terminal is wide.
    static func shown(_ text: String) -> String {
        let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        return "\"" + (line.count > 100 ? String(line.prefix(99)) + "…" : line) + "\""
    }
}

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

    func answer(method: String, path: String, body: Data) -> Answer {
        guard let vendor = Vendor(path: path) else {
            return answer(404, ["error": "no vendor has this path"], to: "\(method) \(Self.masked(path))")
        }
        guard method == "POST" else {
            return answer(405, ["error": "only POST is answered here"], to: "\(method) \(Self.masked(path))")
        }
        let message = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
        let request = "\(method) \(Self.masked(path)) \(Self.shown(vendor.text(of: message)))"
        if let failure = failures?.next() {
            return answer(
                failure.status, vendor.failure(failure), to: request,
                retryAfter: failure.status == 429 ? failure.retryAfter : nil)
        }
        let success = vendor.success(message, ids: ids)
        return answer(success.status, success.json, to: request)
    }

    private func answer(
        _ status: Int, _ json: [String: Any], to request: String, retryAfter: Int? = nil
    ) -> Answer {
        let body = (try? JSONSerialization.data(withJSONObject: json, options: [.sortedKeys])) ?? Data("{}".utf8)
        return Answer(status: status, retryAfter: retryAfter, body: body, line: "\(request) -> \(status)")
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

import ChannelKit
import InboxDomain
import Transport

extension CaseRunner {
    /// What is not as the case says.
    static func run(
        _ send: ChannelCase.Send, at now: Instant, _ manifest: Manifest, _ inbox: InboxDefinition
    ) async throws(ChannelConfigurationError) -> [String] {
        let exchange = CaseExchange(send.exchanges.map(\.answer))
        let adapter = try adapter(manifest, inbox, exchange)
        let outcome = await adapter.send(send.message, now: now)
        let requests = exchange.requests
        var problems: [String] = []
        for (place, expected) in send.exchanges.enumerated() {
            let label = send.exchanges.count > 1 ? "request \(place + 1)" : "request"
            if requests.indices.contains(place) {
                problems += expected.request.map { compare($0, requests[place], label) } ?? []
            } else if expected.request != nil || send.exchanges.count > 1 {
                problems.append("\(label): none was made")
            }
        }
        if requests.count > max(send.exchanges.count, 1) {
            problems.append("request: \(requests.count) were made, the case has \(send.exchanges.count)")
        }
        let wanted = text(of: send.outcome)
        let actual = text(of: outcome, like: send.outcome, now: now)
        if wanted != actual { problems.append("outcome: expected \(wanted), got \(actual)\(detail(of: outcome))") }
        return problems
    }

    static func compare(_ expected: JSONObject, _ request: HTTPRequest, _ label: String = "request") -> [String] {
        let body = request.payload?.read() ?? request.body
        var actual = JSONObject([("method", .string(request.method)), ("url", .string(request.url))])
        var headers = JSONObject()
        for header in request.headers { headers[header.name.lowercased()] = .string(header.value) }
        actual["headers"] = .object(headers)
        actual["json"] = (try? JSONValue(parsing: body)) ?? .null
        actual["form"] = FormFields(parsing: body).grouped
        actual["body"] = .string(String(decoding: body, as: UTF8.self))
        actual["multipart"] = multipart(body, of: request)
        var problems: [String] = []
        for (name, value) in expected.members {
            guard var found = actual[name] else {
                problems.append("\(label): \"\(name)\" is no part of one")
                continue
            }
            // The type of the body is added where the program gives none.
            if name == "headers", value["content-type"] == nil, case .object(var rest) = found {
                rest["content-type"] = nil
                found = .object(rest)
            }
            problems += JSONDiff.problems("\(label).\(name)", lowercased(value, of: name), found)
        }
        return problems
    }

    /// The parts of a form, each `{name, filename?, content_type?, value}`; null where the body is none.
    private static func multipart(_ body: [UInt8], of request: HTTPRequest) -> JSONValue {
        let type = request.headers.first { $0.name.lowercased() == "content-type" }?.value
        guard let boundary = MultipartForm.boundary(of: type) else { return .null }
        let form = MultipartForm(parsing: body, boundary: boundary)
        return .array(
            form.parts.map { part in
                var members: [(String, JSONValue)] = [("name", .string(part.name))]
                if let name = part.fileName { members.append(("filename", .string(name))) }
                if let type = part.contentType { members.append(("content_type", .string(type))) }
                members.append(("value", .string(String(decoding: form.bytes(of: part), as: UTF8.self))))
                return .object(members)
            })
    }

    private static func lowercased(_ value: JSONValue, of name: String) -> JSONValue {
        guard name == "headers", case .object(let headers) = value else { return value }
        return .object(
            headers.members.map { ($0.name.lowercased(), $0.value.scalarText.map(JSONValue.string) ?? .null) })
    }

    // MARK: Outcomes as texts

    private static func text(of outcome: ChannelCase.Send.Outcome) -> String {
        switch outcome {
        case .sent(let id): "sent: \(id ?? "no id")"
        case .failed(let classification, let code, let seconds):
            "failed: \(classification.rawValue)" + (code.map { ", code \($0)" } ?? "")
                + (seconds.map { ", again in \($0) s" } ?? "")
        }
    }

    /// Says of the actual outcome what the expected one says of itself.
    private static func text(
        of outcome: SendOutcome, like expected: ChannelCase.Send.Outcome, now: Instant
    ) -> String {
        switch outcome {
        case .sent(let id), .sentInPart(let id, _): return text(of: .sent(id))
        case .failed(let failure):
            var code: String? = failure.code
            var seconds: Int?
            if case .rateLimited(let until) = failure.retry { seconds = Int(until.milliseconds(since: now) / 1000) }
            if case .failed(_, let wantedCode, let wantedSeconds) = expected {
                if wantedCode == nil { code = nil }
                if wantedSeconds == nil { seconds = nil }
            }
            return text(of: .failed(classification(of: failure.retry), code: code, untilSeconds: seconds))
        }
    }

    private static func detail(of outcome: SendOutcome) -> String {
        if case .failed(let failure) = outcome { " (\(failure.code): \(failure.detail))" } else { "" }
    }

    private static func classification(of retry: SendFailure.Retry) -> ResponseClassifier.Class {
        switch retry {
        case .transient: .transient
        case .rateLimited: .rateLimited
        case .permanent: .permanent
        case .needsOperator: .needsOperator
        case .maybeSent: .maybeSent
        }
    }
}

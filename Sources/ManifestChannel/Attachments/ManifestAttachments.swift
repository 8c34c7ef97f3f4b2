import ChannelKit
import InboxDomain
import Transport

/// Says how the content of one inbox's attachments is had: the program makes the requests, and none of them takes a
/// credential to a host that the manifest does not name.
struct ManifestAttachments: Sendable {
    let spec: AttachmentSpec
    let channel: String
    let settings: InboxSettings
    /// Nil where the channel has no `auth`.
    let tokens: InboxTokens?
    private let inbox: String
    /// Of the settings that `hosts:` names.
    let origins: Set<WebOrigin>
    private let patterns: [URLPattern]

    /// Throws where a setting that is to name a host holds no URL.
    init(
        spec: AttachmentSpec, manifest: Manifest, inbox: InboxDefinition, settings: InboxSettings,
        tokens: InboxTokens? = nil
    ) throws(ChannelConfigurationError) {
        self.spec = spec
        self.settings = settings
        self.tokens = tokens
        self.inbox = inbox.name
        channel = manifest.name
        var origins: Set<WebOrigin> = []
        var patterns: [URLPattern] = []
        for host in spec.hosts {
            switch host {
            case .pattern(let pattern): patterns.append(pattern)
            case .setting(let name):
                for text in settings.texts(name) {
                    guard let origin = WebOrigin(text) else {
                        throw ChannelConfigurationError([
                            Diagnostic(
                                at: inbox.location(of: name), "\"\(name)\" must be a URL such as https://example.com")
                        ])
                    }
                    origins.insert(origin)
                }
            }
        }
        self.origins = origins
        self.patterns = patterns
    }

    func place(of attachment: Attachment) -> AttachmentPlace {
        guard spec.kinds.contains(attachment.kind) else { return .nowhere }
        switch spec.source {
        case .delivery: return attachment.ref == nil ? .nowhere : .delivery
        case .requests: return attachment.ref == nil && attachment.url == nil ? .nowhere : .remote
        }
    }

    func content(of attachment: Attachment, in delivery: RawDelivery) -> [UInt8]? {
        guard case .delivery(let form) = spec.source, let ref = attachment.ref else { return nil }
        switch form {
        case .form:
            let contentType = delivery.headers.first { $0.name == "content-type" }?.value
            guard let boundary = MultipartForm.boundary(of: contentType) else { return nil }
            let form = MultipartForm(parsing: delivery.body, boundary: boundary)
            return form.parts.first { $0.name == ref && $0.fileName != nil }.map { Array(form.bytes(of: $0)) }
        // The adapter finds the mail: that takes the channel's program.
        case .mail: return nil
        case .base64:
            let text = JSONPath(ref)?.text(in: delivery.body)
            return text.flatMap { Base64.decode($0.utf8.lazy.filter { $0 > 0x20 }) }
        }
    }

    // MARK: Requests

    func step(
        _ attachment: Attachment, number: Int, answer: HTTPResponse?, now: Instant
    ) async -> AttachmentStep {
        guard case .requests(let program) = spec.source else {
            return failed("attachment_program", "the content stands in the delivery")
        }
        if let answer, let failure = await failure(answer, now: now) { return .failed(failure) }
        let input = Self.json(of: attachment, number: number, answer: answer)
        var context = RequestContext(inbox: inbox, settings: settings, now: now)
        do throws(TokenFailure) {
            context.token = try await tokens?.token()
        } catch {
            return .failed(AttachmentFailure(.transient, code: error.code, detail: settings.redacted(error.detail)))
        }
        let variables = context.variables
        switch await JQThread.run({ () throws(JQError) in try program.run(input, with: variables) }) {
        case .success(let outputs) where outputs.count == 1: return step(outputs[0], token: context.token)
        case .success(let outputs):
            return failed("attachment_program", "the program of attachments gave \(outputs.count) steps instead of one")
        case .failure(.unavailable(let detail)):
            return .failed(AttachmentFailure(.transient, code: "attachment_program", detail: detail))
        // What jq says may quote the settings.
        case .failure: return failed("attachment_program", "the program of attachments failed on this one")
        }
    }

    /// `{ask: request}`, `{get: request, redirects?: false}` or `{missing: code}`.
    private func step(_ output: JSONValue, token: String?) -> AttachmentStep {
        if let code = output["missing"]?.string {
            return failed(settings.redacted(code).firstWords, "\(channel) has no content for this")
        }
        do throws(SendRequestError) {
            if let ask = output["ask"] { return checked(try request(ask), token) { .ask($0) } }
            if let get = output["get"] {
                let request = try request(get)
                guard request.method == "GET" else { throw SendRequestError("get takes the method GET alone") }
                let follows = output["redirects"] != .bool(false)
                return checked(request, token) { .get($0, followsRedirects: follows) }
            }
        } catch {
            return failed("attachment_program", "the program of attachments: \(error.message)")
        }
        return failed("attachment_program", "the program of attachments gave none of ask, get and missing")
    }

    private func request(_ json: JSONValue) throws(SendRequestError) -> HTTPRequest {
        guard case .object(var object) = json else { throw SendRequestError("a request must be an object") }
        if object["method"] == nil { object["method"] = .string("GET") }
        return try SendRequestReader.request(from: .object(object), timeout: .seconds(30))
    }

    private func checked(
        _ request: HTTPRequest, _ token: String?, _ step: (HTTPRequest) -> AttachmentStep
    ) -> AttachmentStep {
        if isNamed(request.url) { return step(request) }
        let isPlain =
            request.method == "GET" && request.headers.isEmpty && request.body.isEmpty && request.payload == nil
        let holdsToken = token.map { !$0.isEmpty && request.url.contains($0) } ?? false
        guard isPlain, !holdsToken, settings.redacted(request.url) == request.url else {
            return failed("host_not_named", "credentials go to the hosts alone that \(channel) names")
        }
        return step(request)
    }

    private func isNamed(_ url: String) -> Bool {
        WebOrigin(url).map(origins.contains) ?? false || patterns.contains { $0.matches(url) }
    }

    private static func json(of attachment: Attachment, number: Int, answer: HTTPResponse?) -> [UInt8] {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        let object = JSONObject([
            ("kind", .string(attachment.kind.rawValue)), ("name", text(attachment.name)),
            ("content_type", text(attachment.contentType)),
            ("size", attachment.size.map { .number(String($0)) } ?? .null), ("url", text(attachment.url)),
            ("ref", text(attachment.ref)), ("step", .number(String(number))),
        ])
        var json = JSONValue.object(object).jsonBytes
        json.removeLast()
        return json + Array(",\"answer\":".utf8)
            + (answer.map { ResponseClassifier.input(of: $0) } ?? Array("null".utf8))
            + [UInt8(ascii: "}")]
    }

    private func failed(_ code: String, _ detail: String) -> AttachmentStep {
        .failed(AttachmentFailure(.permanent, code: code, detail: detail))
    }

    // MARK: Answers

    /// Nil where the answer is what was asked for: by `success:`, `errors:`, and where those say nothing by its status.
    func failure(_ response: HTTPResponse, now: Instant) async -> AttachmentFailure? {
        // The next attempt shows another one.
        if response.refusesToken, let tokens, let refused = try? await tokens.token() {
            _ = try? await tokens.token(rejected: refused)
        }
        let answer = ResponseClassifier.input(of: response)
        let variables = RequestContext(inbox: inbox, settings: settings, now: now).variables
        let classifier = spec.classifier
        let judged = await JQThread.run { () throws(JQError) in try classifier.judge(answer, with: variables) }
        let usual = AttachmentFailure(response, now: now)
        switch (try? judged.get()) ?? .unknown {
        case .success: return nil
        case .failure(let classification, let seconds, let code, let detail):
            return AttachmentFailure(
                Self.retry(classification, after: seconds, now: now),
                code: code.map { settings.redacted($0).firstWords } ?? "http_\(response.status)",
                detail: detail.map { settings.redacted($0).firstWords } ?? "\(channel) answered \(response.status)")
        case .unknown:
            return usual
                ?? AttachmentFailure(
                    .permanent, code: "unusable", detail: "what \(channel) answered is not what was asked for")
        }
    }

    private static func retry(
        _ classification: ResponseClassifier.Class, after seconds: Double?, now: Instant
    ) -> AttachmentFailure.Retry {
        switch classification {
        case .permanent: .permanent
        case .transient, .needsOperator, .maybeSent: .transient
        case .rateLimited: .notBefore(ResponseRules.instant(after: seconds, from: now))
        }
    }
}

import ChannelKit
import Foundation
import InboxConfig
import InboxDomain
import InboxStore
import Transport

/// Gets the content of one attachment from where its channel says it is, into a blob.
///
/// Each connection, after each redirect too, goes to an address that may be connected to (`ConnectionGuard`); what a
/// request says to one origin is not said to another one that it is redirected to. Nothing is kept in memory but the
/// beginning.
struct AttachmentDownload: Sendable {
    /// Requests whose answers lead to the content, and the one for it.
    private static let steps = 4
    private static let redirects = 3
    /// Bytes of an answer that leads to the content, and of one that is none.
    private static let answerBytes = 1 << 20
    private static let errorBytes = 64 << 10
    /// Without a byte for so long it is given up.
    private static let silence = Duration.seconds(20)

    struct Content: Sendable, Hashable {
        var blob: BlobID
        var size: Int64
        var sniffedType: String
    }

    let exchange: any StreamingExchange
    let blobs: BlobStore
    let rules: AttachmentRules
    let adapter: any ChannelAdapter

    /// Returns once the content is durable.
    func content(of attachment: Attachment, now: Instant) async -> Result<Content, AttachmentFailure> {
        let end = ContinuousClock.now + .seconds(rules.timeout)
        var answer: HTTPResponse?
        for number in 1...Self.steps {
            switch await adapter.attachmentStep(attachment, number: number, answer: answer, now: now) {
            case .failed(let failure): return .failure(failure)
            case .get(let request, let follows): return await get(request, follows: follows, end, now)
            case .ask(let request):
                switch await ask(request, end) {
                case .success(let found): answer = found
                case .failure(let failure): return .failure(failure)
                }
            }
        }
        return .failure(.permanent("too_many_steps", "the content was not had in \(Self.steps) requests"))
    }

    // MARK: - Requests

    private func ask(
        _ request: HTTPRequest, _ end: ContinuousClock.Instant
    ) async -> Result<HTTPResponse, AttachmentFailure> {
        let guardian = ConnectionGuard(allowing: rules.networks)
        var request = request
        if let refusal = prepare(&request, guardian, end) { return .failure(refusal) }
        request.maximumResponseBytes = Self.answerBytes
        do {
            return .success(try await exchange.perform(request))
        } catch {
            return .failure(Self.failure(error, guardian))
        }
    }

    private func get(
        _ first: HTTPRequest, follows: Bool, _ end: ContinuousClock.Instant, _ now: Instant
    ) async -> Result<Content, AttachmentFailure> {
        var request = first
        for _ in 0...(follows ? Self.redirects : 0) {
            let guardian = ConnectionGuard(allowing: rules.networks)
            if let refusal = prepare(&request, guardian, end) { return .failure(refusal) }
            let stream: HTTPStream
            do {
                stream = try await exchange.stream(request)
            } catch {
                return .failure(Self.failure(error, guardian))
            }
            guard follows, let place = Self.redirect(stream) else {
                return await take(stream, guardian, now)
            }
            guard let next = Self.request(for: place, after: request) else {
                return .failure(.permanent("bad_redirect", "the server redirects to what is no http or https URL"))
            }
            request = next
        }
        return .failure(.permanent("too_many_redirects", "there are more than \(Self.redirects) redirects"))
    }

    /// Bounds the request, and puts the guard before it. What its origin already rules out is the result.
    private func prepare(
        _ request: inout HTTPRequest, _ guardian: ConnectionGuard, _ end: ContinuousClock.Instant
    ) -> AttachmentFailure? {
        guard let origin = WebOrigin(request.url) else {
            return .permanent("invalid_url", "the address is no http or https URL")
        }
        request.url = Self.written(request.url)
        let isTrusted = adapter.trustedOrigins.contains(origin)
        guard origin.isSecure || isTrusted || rules.allowsHTTP else {
            return .permanent(
                "not_secure", "\(origin.host) is to be asked without TLS; attachments.allow_http allows it")
        }
        if !isTrusted { request.mayConnect = { guardian.allows($0) } }
        let left = max(end - ContinuousClock.now, .milliseconds(1))
        request.streamLimit = left
        request.timeout = min(left, Self.silence)
        return nil
    }

    /// Percent-encodes what a URL of a payload may hold and one on the wire may not.
    private static func written(_ url: String) -> String {
        guard !url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return url }
        return url.utf8.map { byte in
            if byte > 0x20, byte < 0x7F { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }

    private static func redirect(_ stream: HTTPStream) -> String? {
        guard [301, 302, 303, 307, 308].contains(stream.status) else { return nil }
        return stream.headers.first { $0.name == "location" }?.value
    }

    private static func request(for place: String, after request: HTTPRequest) -> HTTPRequest? {
        guard let url = URL(string: place, relativeTo: URL(string: request.url))?.absoluteString,
            let origin = WebOrigin(url)
        else { return nil }
        let isSame = origin == WebOrigin(request.url)
        return HTTPRequest(method: "GET", url: url, headers: isSame ? request.headers : [])
    }

    private static func failure(_ failure: HTTPFailure, _ guardian: ConnectionGuard) -> AttachmentFailure {
        if let address = guardian.refused {
            return .permanent(
                "address_refused",
                "the host is at \(address), which is no public address; attachments.allow_networks "
                    + "allows networks")
        }
        switch failure {
        case .notSent(let detail), .answerLost(let detail):
            return AttachmentFailure(.transient, code: "no_answer", detail: detail)
        case .invalidRequest(let detail): return .permanent("invalid_url", detail)
        }
    }

    // MARK: - Content

    private func take(
        _ stream: HTTPStream, _ guardian: ConnectionGuard, _ now: Instant
    ) async -> Result<Content, AttachmentFailure> {
        var response = HTTPResponse(status: stream.status, headers: stream.headers)
        let isContent = 200..<300 ~= stream.status
        if !isContent { response.body = await Self.beginning(of: stream) }
        if let failure = await adapter.attachmentFailure(response, now: now) { return .failure(failure) }
        guard isContent else {
            return .failure(.permanent("unusable", "the server answered \(stream.status), which is no content"))
        }
        if let length = response.header("content-length").flatMap({ Int($0) }), length > rules.maximumSize {
            return .failure(tooLarge)
        }
        do {
            return try await store(stream)
        } catch let failure as HTTPFailure {
            return .failure(Self.failure(failure, guardian))
        } catch {
            return .failure(AttachmentFailure(.transient, code: "store", detail: "it cannot be stored: \(error)"))
        }
    }

    private var tooLarge: AttachmentFailure {
        .permanent("too_large", "it has more than the \(rules.maximumSize) bytes that attachments.max_size allows")
    }

    private func store(_ stream: HTTPStream) async throws -> Result<Content, AttachmentFailure> {
        let writer = try await blobs.writer()
        var head: [UInt8] = []
        var size = 0
        for try await piece in stream.body {
            size += piece.count
            guard size <= rules.maximumSize else { return .failure(tooLarge) }
            if head.count < ContentSniffer.window { head += piece.prefix(ContentSniffer.window - head.count) }
            try await writer.append(piece)
        }
        let blob = try await writer.finish().id
        return .success(Content(blob: blob, size: Int64(size), sniffedType: ContentSniffer.type(of: head)))
    }

    /// What there is of an answer that is no content; less where it breaks off.
    private static func beginning(of stream: HTTPStream) async -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await piece in stream.body {
                bytes += piece.prefix(errorBytes - bytes.count)
                if bytes.count >= errorBytes { break }
            }
        } catch {
            // Its head has said enough.
        }
        return bytes
    }
}

extension AttachmentFailure {
    static func permanent(_ code: String, _ detail: String) -> AttachmentFailure {
        AttachmentFailure(.permanent, code: code, detail: detail)
    }
}

package import ChannelKit
import InboxDomain
import InboxStore
import Logging
import Synchronization

/// Serves the files of replies to providers who fetch them: `/files/…` of the webhook server.
package struct LinkedFiles: Sendable {
    /// Files that are in memory at a time; whoever asks for one more is told to come again.
    private static let most = 4

    let engine: any SQLEngine
    let blobs: BlobStore
    let time: any TimeSource
    let logger: Logger
    private let underWay = UnderWay()

    init(engine: any SQLEngine, blobs: BlobStore, time: any TimeSource, logger: Logger) {
        self.engine = engine
        self.blobs = blobs
        self.time = time
        self.logger = logger
    }

    /// What is answered to a GET of `path`. An address that is none, or no longer, is not told from one that never was.
    package func response(to path: String) async -> WebhookResponse {
        do {
            guard let found = try await find(path) else { return Self.text(404, "There is no such file.\n") }
            // After that: whoever tries addresses keeps nobody from a file.
            guard underWay.begin(upTo: Self.most) else {
                return Self.text(503, "Too many files at a time.\n", [.init(name: "retry-after", value: "2")])
            }
            defer { underWay.end() }
            return Self.answer(found.attachment, try await blobs.get(found.blob))
        } catch {
            logger.error("A file of a reply cannot be served.", metadata: ["error": "\(error)"])
            return Self.text(503, "The file cannot be read.\n", [.init(name: "retry-after", value: "60")])
        }
    }

    private func find(_ path: String) async throws -> (attachment: Attachment, blob: BlobID)? {
        let now = time.now()
        return try await engine.read { connection in
            guard let key = try StoredKey.fileLinks.find(connection),
                let file = FileLinks(key: key).file(at: path, now: now),
                let message = try Messages(connection).find(file.message), message.direction == .outbound,
                message.attachments.indices.contains(file.position),
                let blob = try Attachments(connection).of(message.id).first(where: { $0.position == file.position })?
                    .blob
            else { return nil }
            return (message.attachments[file.position], blob)
        }
    }

    /// Nothing that a browser would run: the file comes from the address that webhooks come to.
    private static func answer(_ attachment: Attachment, _ content: [UInt8]) -> WebhookResponse {
        let type = attachment.contentType.flatMap(MediaType.init(_:)) ?? .unknown
        let isMedia =
            ["image/*", "audio/*", "video/*", "application/pdf"].contains(where: type.matches)
            && type.description != "image/svg+xml"
        var response = WebhookResponse(
            status: 200, contentType: isMedia ? type.description : "application/octet-stream", body: content)
        response.headers += [
            .init(name: "content-disposition", value: "attachment"),
            .init(name: "x-content-type-options", value: "nosniff"),
            .init(name: "content-security-policy", value: "sandbox; default-src 'none'"),
            .init(name: "cache-control", value: "private, max-age=3600"),
        ]
        return response
    }

    private static func text(
        _ status: Int, _ text: String, _ headers: [WebhookRequest.Header] = []
    ) -> WebhookResponse {
        var response = WebhookResponse(
            status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
        response.headers += headers
        return response
    }
}

private final class UnderWay: Sendable {
    private let count = Mutex(0)

    func begin(upTo most: Int) -> Bool {
        count.withLock { count in
            guard count < most else { return false }
            count += 1
            return true
        }
    }

    func end() {
        count.withLock { $0 -= 1 }
    }
}

package import ChannelKit
import Foundation
package import InboxDomain

/// Normalizes a payload that somebody has at hand: what `inboxctl channel test --payload` does.
package enum PayloadRunner {
    /// One payload, and what came with it. Files are given by their paths.
    package struct Payload: Sendable {
        package var body: [UInt8]
        /// One header a line, `Name: value`.
        package var headers = ""
        /// A mapping of YAML, as `cases/settings.yaml`; nil: that file.
        package var settingsFile: String?
        package var method = "POST"
        package var path = ""
        package var query = ""

        package init(body: [UInt8]) {
            self.body = body
        }
    }

    /// The events that the channel's program makes of it, and what is wrong with the others. Nothing is verified.
    ///
    /// Throws where the channel or the settings cannot be used; what cannot be understood is a `NormalizationError`.
    package static func run(
        folder: String, _ payload: Payload, at now: Instant
    ) throws(ChannelConfigurationError) -> Result<NormalizedBatch, NormalizationError> {
        let manifest = try ManifestLoader.load(folder: folder)
        let problems = DiagnosticList()
        let settings = CaseReader(folder: folder, problems: problems).settings(of: payload.settingsFile)
        guard problems.diagnostics.isEmpty else { throw ChannelConfigurationError(problems.diagnostics) }
        let inbox = InboxDefinition(name: manifest.name, channel: manifest.name, settings: settings)
        let adapter = try CaseRunner.adapter(manifest, inbox, CaseExchange(.noConnection))
        let delivery = RawDelivery(
            id: DeliveryID(1), inbox: inbox.name, receivedAt: now, method: payload.method, subpath: payload.path,
            query: payload.query, headers: headers(payload.headers), body: payload.body)
        return Result { () throws(NormalizationError) in try adapter.normalizeEach(delivery) }
    }

    private static func headers(_ text: String) -> [WebhookRequest.Header] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return WebhookRequest.Header(
                name: line[..<colon].lowercased(),
                value: line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
    }
}

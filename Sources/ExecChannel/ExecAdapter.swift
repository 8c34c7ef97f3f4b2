package import ChannelKit
package import InboxDomain

/// One inbox whose channel is a program of its own. Events come as lines of its child process, and replies go out through it.
package struct ExecAdapter: ChannelAdapter {
    package let inbox: InboxDefinition
    let links: ExecLinks
    let settings: ExecSettings
    package let source: (any ChannelSource)?

    init(inbox: InboxDefinition, links: ExecLinks, settings: ExecSettings, source: ExecSource) {
        self.inbox = inbox
        self.links = links
        self.settings = settings
        self.source = source
    }

    /// Why the adapter's program cannot be run, as far as that can be seen before; nil where it can.
    package var startProblem: String? { settings.startProblem }

    /// What the child said last. Before it said anything replies are taken, and wait for it.
    package var capabilities: ChannelCapabilities {
        links.hello(of: inbox.name)?.capabilities ?? ChannelCapabilities(canSend: true)
    }

    package func admit(_ request: WebhookRequest, now: Instant) -> Admission {
        .reject(
            .methodNotAllowed,
            WebhookResponse(
                status: 404, contentType: "text/plain", body: Array("this inbox takes no webhooks\n".utf8)))
    }

    /// The body is the event itself, as the child wrote it.
    package func normalize(_ delivery: RawDelivery) throws(NormalizationError) -> [NormalizedEvent] {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: delivery.body)
        } catch {
            throw NormalizationError(.notJSON, "the event is no JSON: \(error)")
        }
        return [try NormalizedEvent(json: json, receivedAt: delivery.receivedAt)]
    }

    package func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome {
        guard let connection = links.connection(of: inbox.name) else { return ExecConnection.notConnected }
        return await connection.send(message)
    }
}

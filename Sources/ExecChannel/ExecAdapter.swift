package import ChannelKit
package import InboxDomain

/// One inbox of the channel `exec`. Events come as lines of its child process, and replies go out through it.
package struct ExecAdapter: ChannelAdapter {
    package let inbox: InboxDefinition
    let links: ExecLinks
    package let source: (any ChannelSource)?

    init(inbox: InboxDefinition, links: ExecLinks, source: ExecSource) {
        self.inbox = inbox
        self.links = links
        self.source = source
    }

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

import ChannelKit

/// The front end's own answers: a status and one line of text.
enum Refusal {
    static func response(_ status: Int, _ text: String, retryAfter: Bool = false) -> WebhookResponse {
        WebhookResponse(
            status: status, contentType: "text/plain; charset=utf-8",
            headers: retryAfter ? [.init(name: "retry-after", value: "1")] : [], body: Array((text + "\n").utf8))
    }
}

import ArgumentParser
import Foundation
import Hummingbird
import Logging

/// Takes the place of the vendors' APIs on this machine, so that replies can be watched without an account anywhere.
@main
struct StandIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inboxd-standin",
        abstract: "Answer Telegram, WhatsApp, Slack and reply_url requests as the vendors would, on loopback only.",
        discussion: """
            Point api_base (telegram, slack: also /api; whatsapp: /v25.0) or reply_url (/reply) of an inbox at it. Each \
            request is printed in one line; tokens are not.
            """)

    @Option(help: "Port on 127.0.0.1; 0 takes a free one.")
    var port = 8471

    @Option(help: "Fail with this HTTP status, in each vendor's own shape.")
    var fail: Int?

    @Option(help: "How many requests fail before the rest succeed; without it all fail.")
    var times: Int?

    @Option(help: "Seconds to wait that a 429 asks for.")
    var retryAfter = 1

    func validate() throws {
        if let fail, !(400...599).contains(fail) {
            throw ValidationError("--fail takes a status from 400 to 599, and got \(fail).")
        }
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes 0 to 65535, and got \(port).") }
        guard retryAfter >= 0, (times ?? 0) >= 0 else {
            throw ValidationError("Counts and seconds cannot be negative.")
        }
    }

    func run() async throws {
        let vendors = Vendors(
            ids: IDSource(startingAt: Date()),
            failures: fail.map { FailurePlan(status: $0, times: times, retryAfter: retryAfter) })
        var logger = Logger(label: "inboxd-standin")
        logger.logLevel = .error
        let app = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                try await Self.respond(to: request, with: vendors)
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                Self.say("listening on 127.0.0.1:\(channel.localAddress?.port ?? 0)")
            },
            logger: logger)
        try await app.runService()
    }

    private static func respond(to request: Request, with vendors: Vendors) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 20)
        let answer = vendors.answer(
            method: request.method.rawValue, path: request.uri.path, body: Data(body.readableBytesView))
        say(answer.line)
        var headers: HTTPFields = [.contentType: "application/json"]
        if let seconds = answer.retryAfter { headers[.retryAfter] = String(seconds) }
        return Response(
            status: .init(code: answer.status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// Written at once, also into a pipe.
    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}

import ArgumentParser
import ChannelKit
import InboxDomain
import ManifestChannel
import Transport

struct ChannelPost: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "post",
        abstract:
            "Sends the webhook requests of a channel's cases to a daemon, signed as the provider would sign them.",
        discussion: """
            The secrets come from an inbox of a configuration, or from --settings. Only to this machine, unless \
            --allow-remote says otherwise.
            """)

    @Argument(help: "A channel's name, or its folder.")
    var channel: String

    @Option(
        name: .customLong("case"), help: ArgumentHelp("Only this case; may be repeated.", valueName: "name"))
    var cases: [String] = []

    @Option(help: ArgumentHelp("The webhook's URL; with --config, that of the inbox.", valueName: "url"))
    var to: String?

    @OptionGroup var source: PostSettings

    @Flag(help: "Also to other machines.")
    var allowRemote = false

    @OptionGroup var folders: ChannelFolders
    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws {
        let target = try source.target(to: to, session)
        let folder = try folders.folder(of: channel, in: target.channelDirectories)
        guard allowRemote || Loopback.contains(url: target.url) else {
            throw CommandError(
                .usage, "\(target.url) is not on this machine",
                hint: "example messages in a real inbox confuse people; add --allow-remote if you mean it")
        }
        var sent = 0
        var refused = 0
        for name in cases.isEmpty ? CaseRunner.cases(in: folder) : cases {
            guard let request = try Self.request(folder, name, target, session) else { continue }
            sent += 1
            if try await !post(request, name, folder, to: target.url, session) { refused += 1 }
        }
        guard sent > 0 else {
            throw CommandError(.failed, "none of the cases is a webhook request that can be signed")
        }
        guard refused == 0 else { throw CommandError(.failed, "\(refused) of \(sent) requests were not accepted") }
    }

    private static func request(
        _ folder: String, _ name: String, _ target: PostSettings.Target, _ session: Session
    ) throws(CommandError) -> WebhookRequest? {
        do throws(ChannelConfigurationError) {
            return try CaseRunner.request(
                folder: folder, case: name, settings: target.settings, publicURL: target.publicURL, now: session.now())
        } catch {
            for finding in error.diagnostics { session.remark(DisplayText.clean(finding.rendered)) }
            throw CommandError(.failed, "the request of case \(name) cannot be made")
        }
    }

    /// Whether it was accepted.
    private func post(
        _ request: WebhookRequest, _ name: String, _ folder: String, to url: String, _ session: Session
    ) async throws -> Bool {
        let full = url + request.subpath + (request.query.isEmpty ? "" : "?\(request.query)")
        let response: HTTPResponse
        do {
            response = try await session.exchange.perform(
                HTTPRequest(
                    method: request.method, url: full, headers: request.headers.map { ($0.name, $0.value) },
                    body: request.body))
        } catch {
            switch error {
            case .notSent(let reason): throw CommandError(.noDaemon, "nothing answers at \(url): \(reason)")
            case .answerLost(let reason): throw CommandError(.failed, "no answer from \(url): \(reason)")
            case .invalidRequest(let reason): throw CommandError(.usage, "\(url): \(reason)")
            }
        }
        let answer = String(decoding: response.body.prefix(2000), as: UTF8.self)
        let channel = ChannelFolders.name(of: folder)
        if options.json {
            let report = ChannelReport.Post(
                channel: channel, case: name, url: url, status: response.status, answer: answer)
            session.line(try ChannelReport.line(report))
        } else {
            let text = DisplayText.clean(answer)
            session.line("\(response.status)  \(channel)/\(name)" + (text.isEmpty ? "" : "  \(text)"))
        }
        return (200..<300).contains(response.status)
    }
}

import ChannelKit
import Foundation
import InboxDomain
import Synchronization
import Transport

@testable import ManifestChannel

/// A channel's folder in a temporary directory, for the time of one test.
final class ChannelFolder {
    let directory: String
    let name: String

    var path: String { "\(directory)/\(name)" }

    init(
        name: String = "sample", manifest: String = ChannelFolder.manifest(), normalize: String = ChannelFolder.echo,
        send: String? = nil, cases: [String: String] = [:]
    ) throws {
        self.name = name
        directory = FileManager.default.temporaryDirectory.appending(path: "channels-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: "\(path)/cases", withIntermediateDirectories: true)
        try write(manifest, to: "channel.yaml")
        try write(normalize, to: "normalize.jq")
        if let send { try write(send, to: "send.jq") }
        for (name, text) in cases { try write(text, to: "cases/\(name).yaml") }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    func write(_ text: String, to file: String) throws {
        try text.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
    }

    /// The diagnostics of loading the folder, with its path left out.
    func diagnostics() -> [String] {
        do throws(ChannelConfigurationError) {
            _ = try ManifestLoader.load(folder: path)
            return []
        } catch {
            return error.diagnostics.map { $0.rendered.replacingOccurrences(of: "\(path)/", with: "") }
        }
    }

    func adapter(
        _ settings: [String: SettingValue] = ["token": .text("t")],
        exchange: any HTTPExchange = FakeExchange(.success(200))
    ) throws -> ManifestAdapter {
        try ManifestChannelFactory(folder: path, exchange: exchange)
            .manifestAdapter(for: InboxDefinition(name: "inbox", channel: name, settings: settings))
    }

    static let echo = #"{type: "message", id, conversation: "c", sender: {id: "s"}, text: "t"}"#

    static func manifest(
        name: String = "sample", settings: String = "token: {type: secret, required: true}",
        verify: String = "token: {header: x-token, setting: token}", webhook: String = "", normalize: String = "",
        rest: String = ""
    ) -> String {
        """
        name: \(name)
        settings:
          \(settings)
        webhook:
          verify: {\(verify)}
        \(webhook)
        normalize:
          program: normalize.jq
        \(normalize)
        \(rest)
        """
    }
}

/// Answers every request alike, and remembers the last one.
final class FakeExchange: HTTPExchange {
    enum Answer: Sendable {
        case response(HTTPResponse)
        case failure(HTTPFailure)

        static func success(_ status: Int, _ body: String = "{}", headers: [(name: String, value: String)] = [])
            -> Answer
        {
            .response(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
        }
    }

    let answer: Answer
    private let last = Mutex<HTTPRequest?>(nil)

    var request: HTTPRequest? { last.withLock { $0 } }

    init(_ answer: Answer) {
        self.answer = answer
    }

    func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        last.withLock { $0 = request }
        switch answer {
        case .response(let response): return response
        case .failure(let failure): throw failure
        }
    }
}

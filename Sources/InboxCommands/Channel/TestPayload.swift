import ArgumentParser
import ChannelKit
import Foundation
import InboxDomain
import ManifestChannel

/// A payload for `channel test`, and what came with it.
struct TestPayload: ParsableArguments {
    @Option(help: ArgumentHelp("Print the events that this payload becomes.", valueName: "file"))
    var payload: String?

    @Option(help: ArgumentHelp("Its headers, “Name: value”, one a line.", valueName: "file"))
    var headers: String?

    @Option(
        help: ArgumentHelp(
            "The inbox's settings, a mapping of YAML, instead of cases/settings.yaml.", valueName: "file"))
    var settings: String?

    @Option(help: "Its query, without the question mark.")
    var query = ""

    @Option(help: "What follows /in/<inbox> in its path.")
    var path = ""

    @Option(help: "Its method.")
    var method = "POST"

    func validate() throws {
        let others = [headers, settings].compactMap(\.self) + [query, path].filter { !$0.isEmpty }
        guard payload != nil || others.isEmpty else {
            throw ValidationError("--headers, --settings, --query and --path go with --payload")
        }
    }

    func run(folder: String, _ session: Session) throws(CommandError) {
        var given = PayloadRunner.Payload(body: try Self.read(payload ?? ""))
        if let headers { given.headers = String(decoding: try Self.read(headers), as: UTF8.self) }
        given.settingsFile = settings
        (given.method, given.path, given.query) = (method, path, query)
        let result: Result<NormalizedBatch, NormalizationError>
        do throws(ChannelConfigurationError) {
            result = try PayloadRunner.run(folder: folder, given, at: session.now())
        } catch {
            for finding in error.diagnostics { session.remark(DisplayText.clean(finding.rendered)) }
            throw CommandError(.verificationFailed, "the channel in \(folder) cannot be used")
        }
        var failures: [NormalizationError] = []
        switch result {
        case .success(let batch):
            for event in batch.events { session.line(event.json.json) }
            failures = batch.failures
        case .failure(let error): failures = [error]
        }
        for failure in failures { session.remark(DisplayText.clean("\(failure.code.rawValue): \(failure.detail)")) }
        guard failures.isEmpty else { throw CommandError(.verificationFailed, "the payload would be quarantined") }
    }

    private static func read(_ path: String) throws(CommandError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError(.failed, "\(path) cannot be read")
        }
        return [UInt8](data)
    }
}

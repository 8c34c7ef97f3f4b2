import ChannelKit
import Foundation
import InboxDomain
import Testing
import Transport

@testable import ManifestChannel

/// Requests that other people's code signed, judged by ours: tools/signatures/sign.py makes them, one of each scheme under
/// tools/signatures/schemes, with the instant that the judge's clock shows.
@Suite struct ForeignSignatureTests {
    static let tools = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "tools/signatures").path

    @Test(.timeLimit(.minutes(8))) func areJudgedAsTheirMakersDo() async throws {
        let (status, output) = try await Self.sign()
        if status == 77 {
            // Only a machine without Python or PyPI may go without; CI has both.
            #expect(ProcessInfo.processInfo.environment["CI"] == nil)
            try Test.cancel("the packages that sign cannot be had here")
        }
        try #require(status == 0)
        var adapters: [String: ManifestAdapter] = [:]
        var wrong: [String] = []
        var schemes: Set<String> = []
        for line in output.split(separator: UInt8(ascii: "\n")) {
            let line = try JSONValue(parsing: Array(line))
            let scheme = try #require(line["scheme"]?.string)
            schemes.insert(scheme)
            // One adapter for all requests of a signer, so that keys are fetched as they are in a day's work.
            let name = "\(scheme) \(line["variant"]?.string ?? "")"
            let adapter = try adapters[name] ?? Self.adapter(scheme, line)
            adapters[name] = adapter
            let verdict = try await Self.judge(line, adapter)
            if verdict != (line["accepted"] == .bool(true)) {
                wrong.append("\(name): \(line["case"]?.string ?? ""): \(verdict ? "accepted" : "refused")")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        let known = try FileManager.default.contentsOfDirectory(atPath: "\(Self.tools)/schemes")
        #expect(schemes == Set(known))
    }

    private static func adapter(_ scheme: String, _ line: JSONValue) throws -> ManifestAdapter {
        guard case .object(let values)? = line["settings"], case .object(let documents)? = line["documents"] else {
            throw CancellationError()
        }
        let settings = values.members.map { ($0.name, SettingValue.text($0.value.string ?? "")) }
        let web = WebhookAdmissionTests.Web(
            Dictionary(uniqueKeysWithValues: documents.members.map { ($0.name, $0.value.string ?? "") }))
        let inbox = InboxDefinition(
            name: "inbox", channel: scheme, settings: Dictionary(uniqueKeysWithValues: settings))
        return try ManifestChannelFactory(folder: "\(tools)/schemes/\(scheme)", exchange: web).manifestAdapter(
            for: inbox)
    }

    private static func judge(_ line: JSONValue, _ adapter: ManifestAdapter) async throws -> Bool {
        guard case .object(let headers)? = line["headers"] else { return false }
        let request = WebhookRequest(
            method: try #require(line["method"]?.string), query: line["query"]?.string ?? "",
            headers: headers.members.map { .init(name: $0.name, value: $0.value.string ?? "") },
            body: Base64.decode((line["body"]?.string ?? "").utf8) ?? [], publicURL: line["url"]?.string ?? "")
        var admission = adapter.admit(request, now: Instant(milliseconds: try #require(line["now"]?.integer)))
        if case .wait(let work) = admission { admission = await work() }
        if case .accept = admission { return true }
        return false
    }

    /// The status and the output of `run.sh --sign`.
    private static func sign() async throws -> (Int32, [UInt8]) {
        let file = FileManager.default.temporaryDirectory.appending(path: "signatures-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: "\(tools)/run.sh")
        process.arguments = ["--sign"]
        process.standardOutput = try FileHandle(forWritingTo: file)
        let status = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return (status, [UInt8](try Data(contentsOf: file)))
    }
}

import Foundation
import InboxConfig
import InboxDomain
import ManifestChannel
import Testing

/// One golden file under `Cases/`: the files of a configuration, and what the loader must say about them.
///
/// A line `=== NAME` starts the file NAME; `=== expect` starts the rendered diagnostics, one a line. What stands before
/// the first of them says what the case is about. Files under `readable/` may be read by every user; all others by
/// their owner only.
struct ConfigurationCase: CustomTestStringConvertible, Sendable {
    let file: URL
    private(set) var blocks: [(name: String, text: String)] = []

    var testDescription: String { file.deletingPathExtension().lastPathComponent }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Cases")

    static let all: [ConfigurationCase] = {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "case" }.sorted { $0.path < $1.path }.map(ConfigurationCase.init)
    }()

    init(file: URL) {
        self.file = file
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("=== ") {
                blocks.append((String(line.dropFirst(4)), ""))
            } else if !blocks.isEmpty {
                blocks[blocks.count - 1].text += line + "\n"
            }
        }
    }

    var expected: [String] {
        let text = blocks.first { $0.name == "expect" }?.text ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// What the loader says, with paths that count from the configuration's folder.
    func found() throws -> [String] {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for block in blocks where block.name != "expect" {
            try folder.write(
                block.text, to: block.name, mode: block.name.hasPrefix("readable/") ? 0o644 : 0o600)
        }
        let (configuration, diagnostics) = ConfigurationLoader.load(
            path: folder.path + "/inboxd.yaml",
            environment: ["DEMO_TOKEN": "only-in-the-environment", "WHATSAPP_TOKEN": "x"],
            credentialsDirectory: folder.path + "/credentials", predicates: JQPredicateCompiler())
        var lines = diagnostics.map { $0.rendered.replacing(folder.path + "/", with: "") }
        if (configuration == nil) != diagnostics.contains(where: { $0.severity == .error }) {
            lines.append("a configuration where there is an error, or none where there is no error")
        }
        return lines
    }
}

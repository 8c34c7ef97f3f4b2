import Foundation
import InboxDomain
import ManifestChannel
import Testing

/// Every folder under `channels/` is held against its own cases.
@Suite struct ChannelFoldersTests {
    static let folders = ManifestLibrary.folders(in: [
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "channels").path
    ])

    @Test(arguments: folders)
    func casesPass(_ folder: String) async throws {
        let results = try await CaseRunner.run(folder: folder)
        for result in results where !result.passed {
            Issue.record("\(result.name) (\(result.description)):\n\(result.problems.joined(separator: "\n"))")
        }
    }
}

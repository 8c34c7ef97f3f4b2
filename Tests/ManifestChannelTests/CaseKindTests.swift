import ChannelKit
import Foundation
import InboxDomain
import Testing

@testable import ManifestChannel

/// Each channel has the cases that its own rules ask for, and `docs/channel-cases.md` says which of the others it has.
@Suite struct CaseKindTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func cases(of folder: String) -> [ChannelCase] {
        CaseReader.names(in: folder).compactMap { CaseReader(folder: folder, problems: DiagnosticList()).read($0) }
    }

    private static func kinds(of folder: String) -> Set<CaseKind> {
        cases(of: folder).reduce(into: []) { $0.formUnion(CaseKind.shown(by: $1)) }
    }

    @Test(arguments: ChannelFoldersTests.folders) func whatTheRulesAskForIsThere(_ folder: String) throws {
        let manifest = try ManifestLoader.load(folder: folder)
        var wanted: Set<CaseKind> = [.unknown]
        if !manifest.webhook.methods.isEmpty {
            wanted.insert(.redelivery)
            if case .none = manifest.webhook.verify {} else { wanted.formUnion([.wrongSignature, .noSignature]) }
            if !manifest.webhook.guards.isEmpty { wanted.insert(.wrongAccount) }
            if !manifest.webhook.handshakes.isEmpty { wanted.insert(.handshake) }
            if Self.hasTime(manifest.webhook.verify) { wanted.insert(.stale) }
        }
        let missing = wanted.subtracting(Self.kinds(of: folder)).map(\.rawValue).sorted()
        #expect(missing.isEmpty, "\(manifest.name) has no case for: \(missing.joined(separator: ", "))")
    }

    private static func hasTime(_ spec: VerifySpec) -> Bool {
        switch spec {
        case .hmac(let spec): spec.timestamp != nil
        case .publicKey(let spec): spec.timestamp != nil
        case .all(let specs), .any(let specs): specs.contains(where: hasTime)
        case .token, .basic, .jwt, .bodyDigest, .none: false
        }
    }

    /// With `UPDATE_CASES=1` in the environment the page is written anew.
    @Test func thePageSaysWhatThereIs() throws {
        let page = Self.root.appending(path: "docs/channel-cases.md")
        let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
        let head = text.components(separatedBy: "| Channel")[0]
        var table = "| Channel | \(CaseKind.allCases.map(\.rawValue).joined(separator: " | ")) |\n"
        table += "|---|" + String(repeating: "---|", count: CaseKind.allCases.count) + "\n"
        for folder in ChannelFoldersTests.folders {
            let kinds = Self.kinds(of: folder)
            let marks = CaseKind.allCases.map { kinds.contains($0) ? "yes" : "" }
            let name = URL(filePath: folder).lastPathComponent
            table += "| \(name) | \(marks.joined(separator: " | ")) |\n"
        }
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" {
            try (head + table).write(to: page, atomically: true, encoding: .utf8)
            return
        }
        #expect(text == head + table, "write the page anew: UPDATE_CASES=1 swift test --filter CaseKindTests")
    }
}

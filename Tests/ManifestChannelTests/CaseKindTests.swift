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
        var wanted = Self.ofTheRules.subtracting(Self.impossible(manifest)).union([.unknown])
        if manifest.webhook.guards.isEmpty { wanted.remove(.wrongAccount) }
        let missing = wanted.subtracting(Self.kinds(of: folder)).map(\.rawValue).sorted()
        #expect(missing.isEmpty, "\(manifest.name) has no case for: \(missing.joined(separator: ", "))")
    }

    /// What is neither shown nor impossible, the README explains; and it explains nothing else.
    @Test(arguments: ChannelFoldersTests.folders) func theReadmeSaysWhyTheRestIsNotThere(_ folder: String) throws {
        let manifest = try ManifestLoader.load(folder: folder)
        let missing = Set(CaseKind.allCases).subtracting(Self.kinds(of: folder))
            .subtracting(Self.impossible(manifest))
        let explained = CaseKind.explained(in: try String(contentsOfFile: "\(folder)/README.md", encoding: .utf8))
        let names = { (kinds: Set<String>) in kinds.sorted().joined(separator: ", ") }
        let wanted = Set(missing.map(\.rawValue))
        #expect(
            explained == wanted,
            """
            \(manifest.name), under "\(CaseKind.heading)": missing \(names(wanted.subtracting(explained))); \
            too much \(names(explained.subtracting(wanted)))
            """)
    }

    /// What the rules of a channel ask for, if they can.
    private static let ofTheRules: Set<CaseKind> = [
        .handshake, .redelivery, .wrongSignature, .noSignature, .stale, .wrongAccount,
    ]

    /// Those that the channel's own rules leave no room for: nothing is pushed, nothing is signed, no time is signed, or there
    /// is no handshake.
    private static func impossible(_ manifest: Manifest) -> Set<CaseKind> {
        let webhook = manifest.webhook
        if webhook.methods.isEmpty { return ofTheRules }
        var kinds: Set<CaseKind> = []
        if case .none = webhook.verify { kinds.formUnion([.wrongSignature, .noSignature]) }
        if webhook.handshakes.isEmpty { kinds.insert(.handshake) }
        if !hasTime(webhook.verify) { kinds.insert(.stale) }
        return kinds
    }

    private static func hasTime(_ spec: VerifySpec) -> Bool {
        switch spec {
        case .hmac(let spec): spec.timestamp != nil
        case .publicKey(let spec): spec.timestamp != nil
        case .jwt: true
        case .all(let specs), .any(let specs): specs.contains(where: hasTime)
        case .token, .basic, .bodyDigest, .none: false
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
            let impossible = Self.impossible(try ManifestLoader.load(folder: folder))
            let marks = CaseKind.allCases.map { kind in
                kinds.contains(kind) ? "yes" : impossible.contains(kind) ? "–" : "no"
            }
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

import Foundation
import InboxDomain
import Testing

@Suite struct EventTypeTests {
    @Test func eachIsInTheHandbook() throws {
        let root = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
        let text = try String(contentsOfFile: "\(root)/docs/webhooks.md", encoding: .utf8)
        for type in EventType.allCases {
            #expect(text.contains("`\(type.rawValue)`"), "\(type.rawValue) is missing in docs/webhooks.md")
        }
    }
}

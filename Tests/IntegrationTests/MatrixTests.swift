import Foundation
import Testing

extension Integration {
    /// A real Matrix homeserver as the sender and the receiver: Synapse, from PyPI.
    @Suite struct MatrixTests {
        @Test func nothingIsLostOrDoubledBetweenHomeserverAndDaemon() async throws {
            var environment = ProcessInfo.processInfo.environment
            environment["INBOXD_BIN"] = URL(filePath: Programs.inboxd).deletingLastPathComponent().path()
            let result = try await CommandResult.of(
                "\(Programs.root)/tools/matrix/run.sh", [], environment: environment, within: 600)
            if result.ending == .exit(77) {
                // Only a machine without Python or PyPI may go without; CI has both.
                #expect(environment["CI"] == nil, "\(result.errors)")
                try Test.cancel("\(result.errors)")
            }
            #expect(result.isDone, "\(result.output)\(result.errors)")
        }
    }
}

import Foundation
import Testing

extension Integration {
    /// The adapters that come with inboxd, and the servers of their networks: ngircd and Prosody, from Debian.
    @Suite struct AdapterTests {
        @Test(arguments: ["words", "irc", "xmpp", "kill"]) func nothingIsLostOrDoubled(check: String) async throws {
            var environment = ProcessInfo.processInfo.environment
            environment["INBOXD_BIN"] = URL(filePath: Programs.inboxd).deletingLastPathComponent().path()
            let result = try await CommandResult.of(
                "\(Programs.root)/tools/adapters/run.sh", [check], environment: environment, within: 450)
            if result.ending == .exit(77) {
                // Only a machine without the servers may go without; CI has both.
                #expect(environment["CI"] == nil, "\(result.errors)")
                try Test.cancel("\(result.errors)")
            }
            #expect(result.isDone, "\(result.output)\(result.errors)")
        }
    }
}

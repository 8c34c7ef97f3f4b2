import Foundation
import Testing

extension Integration {
    /// The daemon agrees with code that is not ours: the packages of PyPI that sign and verify.
    @Suite struct SignatureTests {
        @Test func signaturesOfOtherLibrariesAreAccepted() async throws {
            let demo = try await Demonstration.start()
            let secrets = "\(Programs.root)/deploy/config/demo-secrets"
            func secret(_ name: String) throws -> String {
                try String(contentsOfFile: "\(secrets)/\(name)", encoding: .utf8)
                    .trimmingCharacters(in: .whitespacesAndNewlines)
            }
            var environment = ProcessInfo.processInfo.environment
            environment["WEBHOOK_SECRET"] = try secret("webhook-secret")
            environment["WHATSAPP_APP_SECRET"] = try secret("whatsapp-app-secret")
            environment["SLACK_SIGNING_SECRET"] = try secret("slack-signing-secret")
            let result = try await CommandResult.of(
                "\(Programs.root)/tools/signatures/run.sh", ["http://127.0.0.1:\(try demo.daemon.port)"],
                environment: environment, within: 400)
            if result.ending == .exit(77) {
                // Only a machine without Python or PyPI may go without; CI has both.
                #expect(environment["CI"] == nil, "\(result.errors)")
                try Test.cancel("\(result.errors)")
            }
            #expect(result.isDone, "\(result.output)\(result.errors)")
        }
    }
}

import Foundation
import Testing

extension Integration {
    /// The kernel says who calls.
    @Suite struct RoleTests {
        private static let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]

        /// Whether another user can be asked, and may read the program and its libraries.
        private static func canBeNobody() async throws -> Bool {
            guard geteuid() == 0, let setpriv = Programs.installed("setpriv") else { return false }
            return try await CommandResult.of(setpriv, nobody + [Programs.inboxctl, "--version"]).isDone
        }

        @Test(.enabled("takes root, setpriv, and a tree that others may read", canBeNobody))
        func aStrangerIsToldWhichGroupItTakes() async throws {
            var configuration = TestConfiguration()
            configuration.access = """
                admin: [$user]
                  viewer: ["@adm"]
                """
            let daemon = try DaemonProcess(configuration)
            #expect(chmod(daemon.folder.path, 0o711) == 0)
            try await daemon.start()
            let refused = try await CommandResult.of(
                Programs.installed("setpriv") ?? "setpriv",
                Self.nobody + [Programs.inboxctl, "queue", "list", "--socket", daemon.socket])
            #expect(refused.ending == .exit(4))
            #expect(refused.errors.contains("group adm"), "\(refused.errors)")
            #expect(try await daemon.ctl("queue", "list").isDone)
        }
    }
}

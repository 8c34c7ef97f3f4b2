import Foundation
import Testing

extension Integration {
    /// A disk without room: senders are told to come again, and nothing that was promised is lost.
    @Suite struct DiskFullTests {
        /// A small file system of its own.
        private final class SmallDisk: Sendable {
            let path: String

            init(at path: String) async throws {
                self.path = path
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                let result = try await CommandResult.of(
                    Programs.installed("mount") ?? "mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", path])
                guard result.isDone else { throw ProcessFailure("mount: \(result.errors)") }
            }

            func remove() async throws {
                _ = try await CommandResult.of(Programs.installed("umount") ?? "umount", ["-l", path])
            }

            /// Takes all the room there is.
            func fill() async throws {
                let file = "\(path)/filler"
                try await offPool {
                    let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
                    defer { close(descriptor) }
                    let page = [UInt8](repeating: 0, count: 4096)
                    while write(descriptor, page, page.count) > 0 {}
                }
            }

            func free() throws {
                try FileManager.default.removeItem(atPath: "\(path)/filler")
            }
        }

        private static func canMount() async throws -> Bool {
            guard geteuid() == 0, Programs.installed("mount") != nil else { return false }
            let folder = try TemporaryFolder()
            guard let disk = try? await SmallDisk(at: folder.file("disk")) else { return false }
            try await disk.remove()
            return true
        }

        @Test(.enabled("takes root, and the right to mount", canMount))
        func aFullDiskIsAPauseAndNoLoss() async throws {
            var configuration = TestConfiguration.mail()
            configuration.storage = "disk/inbox.db"
            let daemon = try DaemonProcess(configuration)
            let disk = try await SmallDisk(at: daemon.folder.file("disk"))
            let result: Result<Void, any Error>
            do {
                result = .success(try await Self.exercise(daemon, disk))
            } catch {
                result = .failure(error)
            }
            daemon.send(SIGKILL)
            _ = try? await daemon.ended()
            try await disk.remove()
            try result.get()
        }

        private static func exercise(_ daemon: DaemonProcess, _ disk: SmallDisk) async throws {
            var accepted = 0
            var number = 0
            func deliver() async throws -> ClientResponse {
                number += 1
                let response = try await daemon.exchange(
                    StandardWebhook().message(
                        id: "m\(number)", conversation: "c\(number)", text: String(repeating: "x", count: 2000)))
                if response.status == 200 { accepted += 1 }
                return response
            }
            try await daemon.start()
            #expect(try await deliver().status == 200)
            try await disk.fill()
            // What room the journal has already may still take some.
            let refused = try await eventually("a delivery to be refused", within: 60) {
                let response = try await deliver()
                return response.status == 200 ? nil : response
            }
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] != nil)
            #expect(try await daemon.get("/healthz").status == 200)
            // Mail stays with the MTA.
            try await offPool { [socket = daemon.lmtpSocket] in
                let client = try LMTPClient(socketPath: socket)
                let mail = LMTPClient.mail(id: "full@b.example", text: String(repeating: "x", count: 100_000))
                let replies = try client.deliver(mail, to: ["support@example.com", "sales@example.com"])
                #expect(replies.count == 2 && replies.allSatisfy { $0.hasPrefix("451 4.3.0") }, "\(replies)")
            }

            try disk.free()
            try await eventually("deliveries to be accepted again") {
                try await deliver().status == 200 ? () : nil
            }
            #expect(try await daemon.get("/readyz").status == 200)
            try await daemon.settled()
            let check = try await daemon.ctl("ledger", "check")
            #expect(check.isDone, "\(check.output)\(check.errors)")
            let counts = try await daemon.counts(of: "shop")
            #expect(counts["received"].int == accepted)
            #expect(counts["processed"].int == accepted)
        }
    }
}

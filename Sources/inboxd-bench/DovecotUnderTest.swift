import Foundation
import Glibc
import Loopback

/// A Dovecot of the benchmark's own with one full mailbox, in a folder of `/tmp` that its user can reach; gone with it.
final class DovecotUnderTest {
    static let password = "s3cret"

    let port: Int
    private let folder: String
    private let process = Process()

    static var isAvailable: Bool {
        geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/sbin/dovecot")
            && FileManager.default.isExecutableFile(atPath: "/usr/lib/dovecot/imap") && getpwnam("nobody") != nil
    }

    /// Fills the mailbox, then starts the server.
    init(mails: [[UInt8]]) throws {
        port = try FreePort.find()
        var template = Array("/tmp/inboxd-bench.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let user = getpwnam("nobody")?.pointee else { throw BenchError(description: "there is no user nobody") }
        let maildir = "\(folder)/home/joe/Maildir"
        for name in ["cur", "new", "tmp"] {
            try FileManager.default.createDirectory(atPath: "\(maildir)/\(name)", withIntermediateDirectories: true)
        }
        for (number, mail) in mails.enumerated() {
            let file = "\(maildir)/new/\(1_700_000_000 + number).M1P1.bench"
            try Data(mail).write(to: URL(filePath: file))
            chown(file, user.pw_uid, user.pw_gid)
        }
        chmod(folder, 0o755)
        for path in ["home", "home/joe", "home/joe/Maildir"] + ["cur", "new", "tmp"].map({ "home/joe/Maildir/\($0)" }) {
            chown("\(folder)/\(path)", user.pw_uid, user.pw_gid)
        }
        try "joe:{PLAIN}\(Self.password)\n".write(toFile: "\(folder)/users", atomically: true, encoding: .utf8)
        chmod("\(folder)/users", 0o644)
        try configuration(user.pw_uid, user.pw_gid).write(
            toFile: "\(folder)/dovecot.conf", atomically: true, encoding: .utf8)
        process.executableURL = URL(filePath: "/usr/sbin/dovecot")
        process.arguments = ["-F", "-c", "\(folder)/dovecot.conf"]
        process.standardOutput = FileHandle.nullDevice
        try process.start("Dovecot", saying: "starting up", outputs: [\.standardError])
    }

    /// It takes its processes with it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func configuration(_ uid: uid_t, _ gid: gid_t) -> String {
        """
        base_dir = \(folder)/run
        state_dir = \(folder)/run
        log_path = /dev/stderr
        protocols = imap
        listen = 127.0.0.1
        ssl = no
        disable_plaintext_auth = no
        default_internal_user = nobody
        default_internal_group = nogroup
        default_login_user = nobody
        first_valid_uid = 1
        mail_location = maildir:~/Maildir
        service imap-login {
          chroot =
          inet_listener imap {
            port = \(port)
          }
          inet_listener imaps {
            port = 0
          }
        }
        service anvil {
          chroot =
        }
        service stats {
          chroot =
        }
        passdb {
          driver = passwd-file
          args = scheme=PLAIN username_format=%u \(folder)/users
        }
        userdb {
          driver = static
          args = uid=\(uid) gid=\(gid) home=\(folder)/home/%u
        }

        """
    }
}

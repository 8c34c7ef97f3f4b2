import Foundation
import Glibc
import Loopback
import Synchronization

/// A Dovecot of the test's own, with one mailbox that is filled as a delivery agent does; nothing of the machine's own
/// Dovecot is touched.
final class DovecotProcess: Sendable {
    static let password = "s3cret"

    /// Where it listens, without TLS.
    let port: Int
    private let folder: TemporaryFolder
    private let process: ChildProcess
    private let owner: (uid: uid_t, gid: gid_t)
    private let serial = Mutex(0)

    static var isAvailable: Bool {
        geteuid() == 0 && Programs.installed("dovecot") != nil && getpwnam("nobody") != nil
            && FileManager.default.isExecutableFile(atPath: "/usr/lib/dovecot/imap")
    }

    private var maildir: String { folder.file("home/joe/Maildir") }

    private init(_ folder: TemporaryFolder, _ process: ChildProcess, port: Int, owner: (uid_t, gid_t)) {
        self.folder = folder
        self.process = process
        self.port = port
        self.owner = owner
    }

    static func start() async throws -> DovecotProcess {
        guard let program = Programs.installed("dovecot"), let user = getpwnam("nobody")?.pointee else {
            throw ProcessFailure("Dovecot is not installed, or there is no user nobody")
        }
        let folder = try TemporaryFolder()
        let port = try FreePort.find()
        try folder.write("joe:{PLAIN}\(password)\n", to: "users")
        for name in ["cur", "new", "tmp"] { try folder.write("", to: "home/joe/Maildir/\(name)/.made") }
        try folder.write(configuration(folder, port, user.pw_uid, user.pw_gid), to: "dovecot.conf")
        chmod(folder.path, 0o755)
        for path in ["", "/cur", "/new", "/tmp"] {
            unlink(folder.file("home/joe/Maildir\(path)/.made"))
            chown(folder.file("home/joe/Maildir\(path)"), user.pw_uid, user.pw_gid)
        }
        for path in ["home", "home/joe"] { chown(folder.file(path), user.pw_uid, user.pw_gid) }
        let owner = (user.pw_uid, user.pw_gid)
        return try await offPool {
            let process = try ChildProcess(program, ["-F", "-c", folder.file("dovecot.conf")])
            try process.errors.wait(for: "Dovecot to start", within: 60) {
                $0.contains("starting up") ? () : nil
            }
            return DovecotProcess(folder, process, port: port, owner: owner)
        }
    }

    deinit {
        // It takes its processes with it.
        process.send(SIGTERM)
        _ = try? process.wait(within: 20)
    }

    /// Puts a mail into the mailbox, whole or not at all.
    func deliver(_ mail: String) throws {
        let number = serial.withLock { number in
            number += 1
            return number
        }
        let name = "\(1_700_000_000 + number).M\(number)P1.test"
        let draft = "\(maildir)/tmp/\(name)"
        try Data(mail.utf8).write(to: URL(filePath: draft))
        guard chown(draft, owner.uid, owner.gid) == 0, rename(draft, "\(maildir)/new/\(name)") == 0 else {
            throw ProcessFailure("\(name): \(String(cString: strerror(errno)))")
        }
    }

    /// How many mails a folder beside the mailbox holds; 0 where it is not there.
    func count(in name: String) -> Int {
        ["cur", "new"].reduce(0) { count, part in
            count + ((try? FileManager.default.contentsOfDirectory(atPath: "\(maildir)/.\(name)/\(part)"))?.count ?? 0)
        }
    }

    private static func configuration(_ folder: TemporaryFolder, _ port: Int, _ uid: uid_t, _ gid: gid_t) -> String {
        """
        base_dir = \(folder.file("run"))
        state_dir = \(folder.file("run"))
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
        mail_max_userip_connections = 100
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
          args = scheme=PLAIN username_format=%u \(folder.file("users"))
        }
        userdb {
          driver = static
          args = uid=\(uid) gid=\(gid) home=\(folder.file("home"))/%u
        }

        """
    }
}

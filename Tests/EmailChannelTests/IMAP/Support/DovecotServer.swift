import Foundation
import Loopback
import Synchronization

/// Debian's Dovecot with a folder and ports of its own, for as long as a test needs it.
final class DovecotServer: Sendable {
    static let program = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"].first {
        FileManager.default.isExecutableFile(atPath: $0)
            && FileManager.default.isExecutableFile(atPath: "/usr/lib/dovecot/imap")
    }
    static let isInstalled = program != nil
    static let password = "s3cret \"ä\\"

    let folder: String
    let port: Int
    let tlsPort: Int
    private let process = Mutex<Process?>(nil)

    var maildir: String { folder + "/home/joe/Maildir" }
    var certificate: String { folder + "/cert.pem" }

    /// Whoever runs the mail processes: they may not be root.
    private static var user: (name: String, group: String, uid: uid_t, gid: gid_t) {
        let id = getuid() == 0 ? getpwnam("nobody") : getpwuid(getuid())
        guard let entry = id?.pointee else { return ("nobody", "nogroup", 65534, 65534) }
        let group = getgrgid(entry.pw_gid).map { String(cString: $0.pointee.gr_name) } ?? "nogroup"
        return (String(cString: entry.pw_name), group, entry.pw_uid, entry.pw_gid)
    }

    init(extra: String = "") throws {
        folder = NSTemporaryDirectory() + "dovecot-\(UUID().uuidString.prefix(8))"
        (port, tlsPort) = (try FreePort.find(), try FreePort.find())
        let files = FileManager.default
        for sub in ["cur", "new", "tmp"] {
            try files.createDirectory(atPath: maildir + "/" + sub, withIntermediateDirectories: true)
        }
        try Self.run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder + "/key.pem", "-out",
            certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1")
        let (user, group, uid, gid) = Self.user
        for path in [folder, folder + "/home", folder + "/home/joe"] { chmod(path, 0o755) }
        try write(
            """
            base_dir = \(folder)/run
            state_dir = \(folder)/run
            log_path = /dev/stderr
            protocols = imap
            listen = 127.0.0.1
            ssl = yes
            ssl_cert = <\(certificate)
            ssl_key = <\(folder)/key.pem
            disable_plaintext_auth = no
            default_internal_user = \(user)
            default_internal_group = \(group)
            default_login_user = \(user)
            first_valid_uid = 1
            mail_location = maildir:~/Maildir
            mail_max_userip_connections = 50
            service imap-login {
              chroot =
              inet_listener imap {
                port = \(port)
              }
              inet_listener imaps {
                port = \(tlsPort)
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
            \(extra)

            """, to: "dovecot.conf")
        try write("joe:{PLAIN}\(Self.password)\n", to: "users")
        chmod(folder + "/users", 0o644)
        own(folder + "/home")
        try start()
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func write(_ text: String, to file: String) throws {
        try text.write(toFile: folder + "/" + file, atomically: false, encoding: .utf8)
    }

    private func own(_ path: String) {
        guard getuid() == 0 else { return }
        _ = try? Self.run("chown", "-R", "\(Self.user.uid):\(Self.user.gid)", path)
    }

    /// Starts it, and returns once it listens.
    func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: Self.program ?? "/usr/sbin/dovecot")
        process.arguments = ["-F", "-c", folder + "/dovecot.conf"]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        self.process.withLock { $0 = process }
        var log = ""
        while !log.contains("starting up") {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { throw ServerFailure(text: "dovecot ended: \(log)") }
            log += String(decoding: data, as: UTF8.self)
        }
        // Nobody reads on; the pipe must not fill up.
        pipe.fileHandleForReading.readabilityHandler = { if $0.availableData.isEmpty { $0.readabilityHandler = nil } }
    }

    /// `kill -9` of the server and of all its processes, and their end.
    func kill() {
        let process = process.withLock { process in
            defer { process = nil }
            return process
        }
        guard let process, process.isRunning else { return }
        let children = Self.children(of: process.processIdentifier)
        Foundation.kill(process.processIdentifier, SIGKILL)
        for child in children { Foundation.kill(child, SIGKILL) }
        process.waitUntilExit()
    }

    private static func children(of parent: pid_t) -> [pid_t] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { pid_t($0) }.filter { pid in
            let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 && pid_t(fields[1]) == parent
        }
    }

    // MARK: Mail

    /// Puts messages into the mailbox, as a delivery agent does.
    func deliver(_ messages: [String]) throws {
        let folder = maildir + "/new"
        for message in messages {
            let name = "\(Self.serial.withLock { $0 += 1; return 1_700_000_000 + $0 }).M1P1.test"
            let path = maildir + "/tmp/" + name
            _ = FileManager.default.createFile(atPath: path, contents: message.data(using: .utf8))
            if getuid() == 0 { chown(path, Self.user.uid, Self.user.gid) }
            rename(path, folder + "/" + name)
        }
    }

    private static let serial = Mutex(0)

    /// What a mailbox of this name has: files that are not flagged as deleted (`T`).
    func files(in mailbox: String? = nil) -> [String] {
        let folder = mailbox.map { maildir + "/." + $0 } ?? maildir
        return ["cur", "new"].flatMap {
            (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + $0)) ?? []
        }
        .filter { !($0.split(separator: ",").last?.contains("T") ?? false) || !$0.contains(":2,") }
    }

    /// Makes the server give out other UIDs under another UIDVALIDITY, as after a loss of its index.
    func renumber() throws {
        // Its processes write down what they know when they end.
        kill()
        for file in try FileManager.default.contentsOfDirectory(atPath: maildir) where file.hasPrefix("dovecot") {
            try FileManager.default.removeItem(atPath: maildir + "/" + file)
        }
        // By default it is the time in seconds, which has not moved on.
        try write("3 V1999999999 N1 G0123456789abcdef0123456789abcdef\n", to: "home/joe/Maildir/dovecot-uidlist")
        own(maildir + "/dovecot-uidlist")
        try start()
    }

    @discardableResult
    private static func run(_ arguments: String...) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

struct ServerFailure: Error {
    var text: String
}

import Foundation
import Glibc
import Loopback

/// A Postfix of the test's own: its configuration, its queue, its port; nothing of the machine's own Postfix is touched.
final class PostfixProcess: Sendable {
    /// Where its SMTP server listens.
    let port: Int
    private let folder: TemporaryFolder
    private let process: ChildProcess

    /// The master takes root, to become Postfix's own user.
    static var isAvailable: Bool {
        geteuid() == 0 && Programs.installed("postfix") != nil && Programs.installed("swaks") != nil
    }

    private static let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]

    /// Everything it has logged.
    var log: String { process.output.text + process.errors.text }

    private var configuration: String { folder.file("etc") }

    private init(_ folder: TemporaryFolder, _ process: ChildProcess, port: Int) {
        self.folder = folder
        self.process = process
        self.port = port
    }

    /// Starts one that hands mail for example.com to `transport` and throws away all other. Of `localDomain` it knows no
    /// user: mail for it comes back as a delivery status notification. `port` where it must be known beforehand.
    static func start(transport: String, port: Int? = nil, localDomain: String = "") async throws -> PostfixProcess {
        let folder = try TemporaryFolder()
        let port = try port ?? FreePort.find()
        try folder.write(main(folder, transport, localDomain), to: "etc/main.cf")
        try folder.write(master(port), to: "etc/master.cf")
        for name in ["queue", "data"] { try folder.write("", to: "\(name)/.made") }
        // Its processes are another user's.
        chmod(folder.path, 0o755)
        guard let user = getpwnam("postfix") else { throw ProcessFailure("there is no user postfix") }
        chown(folder.file("data"), user.pointee.pw_uid, user.pointee.pw_gid)
        let check = try await CommandResult.of(
            Programs.installed("postfix") ?? "", ["-c", folder.file("etc"), "check"], environment: environment)
        guard check.isDone else { throw ProcessFailure("postfix check: \(check.output)\(check.errors)") }
        let programs = try await CommandResult.of(
            Programs.installed("postconf") ?? "", ["-c", folder.file("etc"), "-h", "daemon_directory"],
            environment: environment)
        let master = programs.output.trimmingCharacters(in: .whitespacesAndNewlines) + "/master"
        return try await offPool {
            let process = try ChildProcess(
                master, ["-c", folder.file("etc"), "-s"],
                environment: environment.merging(["MAIL_CONFIG": folder.file("etc")]) { $1 })
            try process.output.wait(for: "Postfix to start", within: 60) {
                $0.contains("daemon started") ? () : nil
            }
            return PostfixProcess(folder, process, port: port)
        }
    }

    deinit {
        // It takes its processes with it.
        process.send(SIGTERM)
        _ = try? process.wait(within: 20)
    }

    /// Blocks until its log has a line with all these words, `times` times.
    func logs(_ words: String..., times: Int = 1) async throws {
        try await offPool { [process] in
            try process.output.wait(for: "\(words) in Postfix's log", within: 60) { log in
                log.split(separator: "\n").count { line in words.allSatisfy { line.contains($0) } } >= times ? () : nil
            }
        }
    }

    /// Tries at once what it has put off.
    func flush() async throws {
        _ = try await CommandResult.of(
            Programs.installed("postqueue") ?? "", ["-c", configuration, "-f"], environment: Self.environment)
    }

    /// What `mailq` says.
    func queue() async throws -> String {
        try await CommandResult.of(
            Programs.installed("postqueue") ?? "", ["-c", configuration, "-p"], environment: Self.environment
        ).output
    }

    private static func main(_ folder: TemporaryFolder, _ transport: String, _ localDomain: String) -> String {
        """
        compatibility_level = 3.6
        queue_directory = \(folder.file("queue"))
        data_directory = \(folder.file("data"))
        maillog_file = /dev/stdout
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = mta.example
        mydestination = \(localDomain)
        alias_maps =
        alias_database =
        local_recipient_maps =
        mynetworks = 127.0.0.0/8
        smtpd_relay_restrictions = permit_mynetworks, reject
        relay_domains = example.com
        relay_transport = \(transport)
        default_transport = discard
        notify_classes =
        smtputf8_enable = yes
        queue_run_delay = 2s
        minimal_backoff_time = 2s
        maximal_backoff_time = 5s

        """
    }

    private static func master(_ port: Int) -> String {
        """
        127.0.0.1:\(port) inet n - n - - smtpd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        lmtp unix - - n - - lmtp
        local unix - n n - - local
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """
    }
}

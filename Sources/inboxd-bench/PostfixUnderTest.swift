import Foundation
import Glibc
import Loopback

/// A Postfix of the benchmark's own that takes mail and holds it: each one written to its queue and fsynced, none
/// delivered.
final class PostfixUnderTest {
    let port: Int
    private let process = Process()

    static var isAvailable: Bool {
        geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/sbin/smtp-source")
            && getpwnam("postfix") != nil
    }

    /// Starts it in a folder of its own, which its user must be able to reach.
    init(folder: URL) throws {
        port = try FreePort.find()
        let files = FileManager.default
        for name in ["etc", "queue", "data"] {
            try files.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        chmod(folder.path, 0o755)
        if let user = getpwnam("postfix") {
            chown(folder.appending(path: "data").path, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        let settings = folder.appending(path: "etc").path
        try Self.main(folder).write(toFile: "\(settings)/main.cf", atomically: true, encoding: .utf8)
        try Self.master(port).write(toFile: "\(settings)/master.cf", atomically: true, encoding: .utf8)
        let check = Process()
        check.executableURL = URL(filePath: "/usr/sbin/postfix")
        check.arguments = ["-c", settings, "check"]
        try check.run()
        check.waitUntilExit()
        guard check.terminationStatus == 0 else { throw BenchError(description: "postfix check failed") }
        // Postfix begins a session, which the leader of a process group may not; Foundation makes one of each child.
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", #"trap 'kill $child' TERM; "$@" & child=$!; wait; wait"#, "sh", "/usr/lib/postfix/sbin/master", "-c",
            settings, "-s",
        ]
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "MAIL_CONFIG": settings]
        try process.start("Postfix", saying: "daemon started", outputs: [\.standardOutput, \.standardError])
    }

    /// It takes its processes with it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// What accepting takes, and a log as always; clients are not looked up.
    private static func main(_ folder: URL) -> String {
        """
        compatibility_level = 3.6
        queue_directory = \(folder.appending(path: "queue").path)
        data_directory = \(folder.appending(path: "data").path)
        maillog_file = /dev/stdout
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = mta.example
        mydestination =
        alias_maps =
        alias_database =
        local_recipient_maps =
        mynetworks = 127.0.0.0/8
        smtpd_relay_restrictions = permit_mynetworks, reject
        smtpd_recipient_restrictions = check_recipient_access static:HOLD
        smtpd_peername_lookup = no
        smtpd_client_connection_count_limit = 0
        smtpd_client_connection_rate_limit = 0
        relay_domains = example.com
        relay_transport = discard
        default_transport = discard

        """
    }

    private static func master(_ port: Int) -> String {
        """
        127.0.0.1:\(port) inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        discard unix - - n - - discard
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """
    }
}

import Foundation

/// A temporary folder with a configuration of one WhatsApp inbox; removed at the end.
struct Workplace {
    let folder: URL
    let secret = "bench-app-secret"
    let phoneNumberID = "106540352242922"

    init() throws {
        // Beside the build, not in /tmp: that may be memory, where an fsync costs nothing.
        folder = URL(filePath: ".build/bench-\(ProcessInfo.processInfo.processIdentifier)").absoluteURL
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try configuration.write(to: configurationFile, atomically: true, encoding: .utf8)
        for (name, value) in [("app-secret", secret), ("verify-token", "v"), ("access-token", "a")] {
            let file = folder.appending(path: name)
            try value.write(to: file, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        }
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    var configurationFile: URL { folder.appending(path: "bench.yaml") }

    var storePath: String { folder.appending(path: "inbox.db").path }

    /// Forgets what an earlier measurement stored.
    func removeStore() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        where name.hasPrefix("inbox.db") || name == "blobs" {
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }

    /// A configuration whose only inbox fetches from a mailbox of this machine.
    func mailboxConfiguration(port: Int) throws -> URL {
        let file = folder.appending(path: "mailbox.yaml")
        let password = folder.appending(path: "imap-password")
        try DovecotUnderTest.password.write(to: password, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: password.path)
        try """
        server: {http: "127.0.0.1:0", control: c.sock}
        storage: sqlite:inbox.db
        channels: [\(URL(filePath: "channels").absoluteURL.path)]
        access: {admin: ["$user"]}
        queues:
          support: {assign: manual}
        inboxes:
          mail:
            channel: email
            address: support@example.com
            imap: {url: "imap://127.0.0.1:\(port)", tls: none, user: joe, password: {file: imap-password}}
        routes: {queue: support}
        """.write(to: file, atomically: true, encoding: .utf8)
        return file
    }

    private var configuration: String {
        """
        server: {http: "127.0.0.1:0", public_url: "http://127.0.0.1", control: c.sock, lmtp: "127.0.0.1:0"}
        storage: sqlite:inbox.db
        channels: [\(URL(filePath: "channels").absoluteURL.path)]
        access: {admin: ["$user"]}
        calendars:
          office:
            timezone: Europe/Berlin
            hours: {mon-thu: ["08:00-12:00", "13:00-18:00"], fri: ["08:00-16:00"]}
            holidays: [12-25, 01-01]
        sla:
          standard:
            calendar: office
            pause_in: [pending, snoozed]
            targets:
              urgent: {first_response: 30m, next_response: 1h, resolution: 8h}
              high: {first_response: 2h, next_response: 4h, resolution: 16h}
              normal: {first_response: 4h, next_response: 8h, resolution: 40h}
              low: {first_response: 8h, resolution: {real: 14d}}
            escalate:
              - {clock: first_response, at: 75%, do: [{notify: assignee}]}
        agents:
          alice: {name: Alice Ng, capacity: 12}
          bob: {name: Bob Roy, capacity: 8}
        queues:
          support: {sla: standard, assign: manual, agents: [alice, bob]}
          billing: {sla: standard, assign: manual, agents: [alice, bob]}
        inboxes:
          mail: {channel: email, address: support@example.com}
          whatsapp:
            channel: whatsapp
            settings:
              phone_number_id: "\(phoneNumberID)"
              app_secret: {file: app-secret}
              verify_token: {file: verify-token}
              access_token: {file: access-token}
        routes:
          queue: support
          priority: normal
          children:
            - {match: {text: "~(?i)\\\\b(urgent|asap)\\\\b"}, priority: urgent, continue: true}
            - {match: {text: "~(?i)\\\\b(invoice|refund)\\\\b"}, queue: billing}
        """
    }
}

import Foundation

/// `tools/smtp-sink/sink.py`, with Debian's Python.
final class SubmissionSink: Sendable {
    let port: Int
    private let process: ChildProcess

    static let isAvailable =
        FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/aiosmtpd")
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

    /// The sink ends with its standard input; this one's never does, since it holds the other end itself.
    private static let holder = """
        import os, sys
        r, w = os.pipe()
        os.dup2(r, 0)
        os.set_inheritable(w, True)
        os.execv("/usr/bin/python3", ["python3", sys.argv[1]])
        """

    init() async throws {
        let process = try ChildProcess(
            "/usr/bin/python3", ["-c", Self.holder, "\(Programs.root)/tools/smtp-sink/sink.py"],
            environment: ["PATH": "/usr/bin:/bin"])
        self.process = process
        port = try await offPool {
            try process.output.wait(for: "the sink to listen", within: 30) { text in
                guard let line = text.split(separator: "\n").first, text.contains("\n") else { return nil }
                return (try? JSON(String(line)))?["plain"].int
            }
        }
    }

    /// The first mail that it took, whole.
    func mail() async throws -> String { try await mail(1).message }

    /// The mail that it took as the one of this number, from 1.
    func mail(_ number: Int) async throws -> Taken {
        let process = process
        return try await offPool {
            try process.output.wait(for: "mail \(number)", within: 60) { text in
                // The last line may be there in part.
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                guard lines.count > number, let json = try? JSON(String(lines[number])),
                    let message = json["message"].text, let sender = json["sender"].text
                else { return nil }
                return Taken(sender: sender, recipients: json["recipients"].texts, message: message)
            }
        }
    }

    /// One mail that it took.
    struct Taken {
        /// The return path; empty for the null one.
        var sender: String
        var recipients: [String]
        var message: String
    }
}

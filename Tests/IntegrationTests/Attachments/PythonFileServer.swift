import Foundation

/// Files over HTTP on loopback, from Python's own server: `/held/…` is begun and not ended the first time it is asked for,
/// and comes whole after that; everything else comes whole. Each request is a line of its output.
final class PythonFileServer: Sendable {
    private static let program = """
        import http.server, sys, threading
        seen, lock, never = set(), threading.Lock(), threading.Event()
        class Files(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                with lock:
                    first = self.path not in seen
                    seen.add(self.path)
                body = b"content of " + self.path.encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if first and self.path.startswith("/held/"):
                    self.wfile.write(body[:5])
                    self.wfile.flush()
                    print("GET", self.path, flush=True)
                    never.wait(120)
                else:
                    self.wfile.write(body)
                    print("GET", self.path, flush=True)
            def log_message(self, *parts):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
        server.daemon_threads = True
        print("port", server.server_address[1], flush=True)
        threading.Timer(300, server.shutdown).start()
        server.serve_forever()
        """

    private let process: ChildProcess
    let port: Int

    /// Nil where there is no Python.
    init?() async throws {
        guard let python = Programs.installed("python3") else { return nil }
        let process = try ChildProcess(python, ["-c", Self.program])
        self.process = process
        port = try await offPool {
            try process.output.wait(for: "the port", within: 30) { text in
                text.split(separator: "\n").first.flatMap { Int($0.dropFirst("port ".count)) }
            }
        }
    }

    var requests: [String] {
        process.output.text.split(separator: "\n").compactMap { $0.hasPrefix("GET ") ? String($0.dropFirst(4)) : nil }
    }

    /// Waits until so many requests were answered, or begun.
    func asked(times count: Int) async throws {
        try await offPool { [process] in
            try process.output.wait(for: "\(count) requests", within: 60) { text in
                text.split(separator: "\n").filter { $0.hasPrefix("GET ") }.count >= count ? () : nil
            }
        }
    }
}

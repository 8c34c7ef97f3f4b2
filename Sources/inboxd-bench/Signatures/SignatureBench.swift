import Foundation

/// Durable accepts a second for each way of signing: a real daemon, an inbox for each, requests signed here.
struct SignatureBench {
    /// Requests of each kind, sent again and again.
    private static let requests = 512

    let workplace: Workplace
    let daemon: String
    let seconds: Int
    let connections: Int

    func run() async throws {
        print("signatures: durable accepts, \(connections) connections, bodies of 1 KiB, \(seconds) s each")
        let now = Int(Date().timeIntervalSince1970)
        var keySet: [String] = []
        let kinds = try SignatureKind.all(now: now, keySet: &keySet)
        let keys = try KeySetServer(keySet)
        defer { keys.stop() }
        for kind in kinds { try write(kind) }
        let configuration = try write(configuration(kinds, keys: keys.url), to: "signatures.yaml")
        workplace.removeStore()
        let server = try DaemonUnderTest(
            path: daemon, configuration: configuration, arguments: ["--benchmark-accept-only"])
        defer { server.stop() }
        let bodies = (0..<Self.requests).map {
            Payload.body(number: $0, customer: $0, phoneNumberID: workplace.phoneNumberID, at: now)
        }
        var baseline: Double?
        for kind in kinds {
            let requests = try bodies.map { try Self.request(kind, $0) }
            let load = LoadGenerator(port: server.port, connections: connections, requests: requests)
            _ = try await load.run(seconds: 0.5)
            let result = try await load.run(seconds: Double(seconds))
            guard result.failures == 0 else {
                throw BenchError(description: "\(kind.name): \(result.failures) requests were refused")
            }
            print(
                String(
                    format: "  %@ %8.0f /s  p50 %5.2f ms  p99 %6.2f ms  %4.2f of no signature",
                    kind.name.padding(toLength: 18, withPad: " ", startingAt: 0), result.rate,
                    result.percentile(0.5), result.percentile(0.99), result.rate / (baseline ?? result.rate)))
            if baseline == nil { baseline = result.rate }
        }
    }

    private static func request(_ kind: SignatureKind, _ body: [UInt8]) throws -> [UInt8] {
        let headers = try kind.headers(body).map { "\($0): \($1)\r\n" }.joined()
        let head = """
            POST /in/\(kind.name) HTTP/1.1\r
            host: 127.0.0.1\r
            content-type: application/json\r
            content-length: \(body.count)\r
            \(headers)\r

            """
        return Array(head.utf8) + body
    }

    private func write(_ kind: SignatureKind) throws {
        let settings = "{key: {type: text, required: true}, url: {type: text}}"
        let manifest = """
            name: \(kind.name)
            settings: \(settings)
            webhook: {verify: {\(kind.verify)}}
            normalize: {program: normalize.jq}
            """
        try write(manifest, to: "signatures/\(kind.name)/channel.yaml")
        try write("ignored(\"benchmark\")", to: "signatures/\(kind.name)/normalize.jq")
    }

    @discardableResult
    private func write(_ text: String, to name: String) throws -> URL {
        let file = workplace.folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file
    }

    private func configuration(_ kinds: [SignatureKind], keys: String) -> String {
        let inboxes = kinds.map { kind in
            "  \(kind.name): {channel: \(kind.name), settings: {key: \"\(kind.key)\", url: \"\(keys)\"}}"
        }
        return """
            server: {http: "127.0.0.1:0", public_url: "http://127.0.0.1", control: c.sock}
            storage: sqlite:inbox.db
            channels: [\(workplace.folder.appending(path: "signatures").path)]
            access: {admin: ["$user"]}
            queues: {support: {assign: manual}}
            inboxes:
            \(inboxes.joined(separator: "\n"))
            routes: {queue: support}
            """
    }
}

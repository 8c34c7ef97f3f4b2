import Foundation

/// Durable accepts a second, beside the same server's no-op route and beside raw inserts.
struct AcceptBench {
    let workplace: Workplace
    let daemon: String
    let seconds: Int
    let connections: Int

    func run() async throws {
        print("accept: \(connections) connections, WhatsApp payloads of 1 KiB, \(seconds) s each, twice")
        let bodies = (0..<8192).map {
            Payload.body(number: $0, customer: $0, phoneNumberID: workplace.phoneNumberID, at: 1_772_000_000)
        }
        let webhooks = bodies.map { Payload.request(path: "/in/whatsapp", body: $0, secret: workplace.secret) }
        let noops = bodies.map { Payload.request(path: "/noop", body: $0, secret: workplace.secret) }
        workplace.removeStore()
        let server = try DaemonUnderTest(
            path: daemon, configuration: workplace.configurationFile,
            arguments: ["--benchmark-routes", "--benchmark-accept-only"])
        defer { server.stop() }
        let accept = LoadGenerator(port: server.port, connections: connections, requests: webhooks)
        let noop = LoadGenerator(port: server.port, connections: connections, requests: noops)
        _ = try await noop.run(seconds: 1)
        _ = try await accept.run(seconds: 1)
        var best: (noop: LoadGenerator.Result, accept: LoadGenerator.Result)?
        // Alternating, so that both see the same machine.
        for _ in 0..<2 {
            let round = (
                noop: try await noop.run(seconds: Double(seconds)),
                accept: try await accept.run(seconds: Double(seconds))
            )
            show("no-op route", round.noop)
            show("durable accept", round.accept)
            if best.map({ round.accept.rate > $0.accept.rate }) ?? true { best = round }
        }
        let raw = try RawInserts(folder: workplace.folder, bodies: bodies).run(seconds: Double(seconds))
        print(String(format: "  raw inserts, batch 64   %9.0f /s", raw))
        guard let best else { return }
        let ratio = best.accept.rate / best.noop.rate
        print(String(format: "  ratio to the no-op route %8.2f   (goal: at least 0.50)", ratio))
        print(String(format: "  ratio to raw inserts     %8.2f", best.accept.rate / raw))
        print(String(format: "  p99                      %8.1f ms (goal: under 25)", best.accept.percentile(0.99)))
    }

    private func show(_ name: String, _ result: LoadGenerator.Result) {
        print(
            String(
                format: "  %@ %9.0f /s   p50 %5.2f ms  p99 %6.2f ms  failures %d",
                name.padding(toLength: 23, withPad: " ", startingAt: 0), result.rate, result.percentile(0.5),
                result.percentile(0.99), result.failures))
    }
}

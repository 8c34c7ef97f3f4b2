import CSystemd
import InboxEngine
import Logging
import ServiceLifecycle

/// Tells systemd how the daemon is: ready once it listens, stopping, and alive as long as the engine gets on with its
/// work. Does nothing where the daemon was not started by systemd.
struct ServiceNotifier: Service {
    let engine: EngineServices
    let logger: Logger

    func listening(port: Int) {
        logger.notice("inboxd listens.", metadata: ["port": "\(port)"])
        csystemd_notify("READY=1\nSTATUS=Listening on port \(port)")
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await feed() }
        csystemd_notify("STOPPING=1")
    }

    private func feed() async {
        let interval = csystemd_watchdog_microseconds()
        while !Task.isCancelled {
            // Fed from a round trip through the writer: a stuck store starves the watchdog.
            if let figures = try? await engine.heartbeat() {
                csystemd_notify("WATCHDOG=1\nSTATUS=\(figures)")
            }
            let pause = interval > 0 ? Duration.microseconds(Int64(interval / 2)) : .seconds(30)
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }
}

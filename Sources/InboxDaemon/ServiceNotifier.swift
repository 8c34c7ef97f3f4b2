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
        notify("READY=1\nSTATUS=Listening on port \(port)")
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await feed() }
        notify("STOPPING=1")
    }

    private func notify(_ state: String) {
        let result = csystemd_notify(state)
        if result < 0 {
            logger.warning("systemd could not be told.", metadata: ["errno": "\(-result)"])
        }
    }

    private func feed() async {
        var interval: UInt64 = 0
        _ = csystemd_watchdog(&interval)
        var counting = Pacing(rest: 1000)
        while !Task.isCancelled {
            // Fed from a round trip through the writer: a stuck store starves the watchdog.
            if (try? await engine.heartbeat()) != nil { notify("WATCHDOG=1") }
            let start = ContinuousClock.now
            if counting.isDue(at: start), let figures = try? await engine.figures() {
                counting.ran(from: start, to: .now)
                notify("STATUS=\(figures)")
            }
            let pause = interval > 0 ? Duration.microseconds(Int64(interval / 2)) : .seconds(30)
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }
}

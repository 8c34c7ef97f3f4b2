import ServiceLifecycle
import UnixSignals

/// Reloads the configuration at SIGHUP.
struct ReloadService: Service {
    let state: DaemonState

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: .sighup) {
                _ = await state.reload()
            }
        }
    }
}

import ServiceLifecycle
import UnixSignals

/// Reloads the configuration at SIGHUP.
struct ReloadService: Service {
    let state: DaemonState
    /// Called once, when the signal is trapped.
    let onReady: @Sendable () -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let signals = await UnixSignalsSequence(trapping: .sighup)
            onReady()
            for await _ in signals {
                _ = await state.reload()
            }
        }
    }
}

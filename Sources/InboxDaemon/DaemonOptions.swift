/// How the daemon is started.
package struct DaemonOptions: Sendable {
    package var configurationPath: String
    package var environment: [String: String]
    /// Serves `POST /noop`, beside which the benchmark measures.
    package var benchmarkRoutes: Bool
    /// Leaves deliveries pending, for the benchmark of accepting alone.
    package var acceptsOnly: Bool

    package init(
        configurationPath: String, environment: [String: String], benchmarkRoutes: Bool = false,
        acceptsOnly: Bool = false
    ) {
        self.acceptsOnly = acceptsOnly
        self.configurationPath = configurationPath
        self.environment = environment
        self.benchmarkRoutes = benchmarkRoutes
    }
}

/// How the daemon is started.
package struct DaemonOptions: Sendable {
    package var configurationPath: String
    package var environment: [String: String]
    /// Serves `POST /noop`, beside which the benchmark measures.
    package var benchmarkRoutes: Bool

    package init(configurationPath: String, environment: [String: String], benchmarkRoutes: Bool = false) {
        self.configurationPath = configurationPath
        self.environment = environment
        self.benchmarkRoutes = benchmarkRoutes
    }
}

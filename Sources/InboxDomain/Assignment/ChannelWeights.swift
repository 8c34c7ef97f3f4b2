/// How much of an agent's attention a conversation takes, by its channel: what loads and capacities are counted in.
package struct ChannelWeights: Sendable, Hashable {
    /// Channels that are not named weigh 1.
    package var weights: [String: Int]

    package init(_ weights: [String: Int] = [:]) {
        self.weights = weights
    }

    package subscript(channel: String) -> Int { weights[channel] ?? 1 }

    /// What so many conversations of each channel weigh together.
    package func load(of counts: [String: Int]) -> Int {
        counts.reduce(0) { $0 + self[$1.key] * $1.value }
    }
}

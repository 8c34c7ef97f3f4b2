extension Route {
    /// Takes a message down the tree whose root this is.
    ///
    /// The root applies to everything, whatever its matchers say. Of the children of a node the first that matches
    /// applies, then its own children are searched; where none matches, the node itself is the end. A child that
    /// `continues` applies with its children, and then its later siblings are tried too: what they set goes over what it
    /// set. Pure; the cost is that of the matchers that are looked at.
    package func decide(_ facts: RoutingFacts) -> RoutingDecision {
        var decision = RoutingDecision()
        descend(facts, &decision)
        return decision
    }

    private func descend(_ facts: RoutingFacts, _ decision: inout RoutingDecision) {
        decision.take(self)
        for index in children.indices where children[index].matches(facts) {
            children[index].descend(facts, &decision)
            if !children[index].continues {
                return
            }
        }
    }

    private func matches(_ facts: RoutingFacts) -> Bool {
        for index in matchers.indices where !matchers[index].matches(facts) {
            return false
        }
        return true
    }
}

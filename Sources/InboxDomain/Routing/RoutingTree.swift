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
        // Through the buffer, and by the matchers alone: looking at a node must not copy it.
        children.withUnsafeBufferPointer { children in
            for index in children.indices where Self.all(children[index].matchers, match: facts) {
                children[index].descend(facts, &decision)
                if !children[index].continues {
                    return
                }
            }
        }
    }

    private static func all(_ matchers: [Matcher], match facts: RoutingFacts) -> Bool {
        matchers.withUnsafeBufferPointer { matchers in
            matchers.indices.allSatisfy { matchers[$0].matches(facts) }
        }
    }
}

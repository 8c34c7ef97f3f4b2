/// The routing tree, made ready to be asked often: one array of nodes, and every text that a node compares with known by
/// a number. Immutable; any number of threads may ask it.
///
/// Of a message each field is looked up once, however many nodes ask for it, so that a node which compares costs the
/// comparison of two numbers. Within a node what is cheap is asked first, predicates on the event last.
package struct RoutingTree: Sendable {
    /// In the order of the file: a node, then its children with all of theirs.
    private var nodes: ContiguousArray<Node> = []
    /// What is taken over from each node.
    private var steps: [RoutingDecision.Step] = []
    private var tests: ContiguousArray<RoutingTest> = []
    private var fields = RoutingFields()

    private struct Node {
        var tests: Range<Int>
        /// The place after the last node below this one.
        var end: Int
        var continues: Bool
    }

    /// Compiles the tree whose root `route` is.
    package init(_ route: Route) {
        add(route, isRoot: true)
    }

    private mutating func add(_ route: Route, isRoot: Bool) {
        let place = nodes.count
        let start = tests.count
        if !isRoot {
            let compiled = route.matchers.map { RoutingTest($0, at: route.location, &fields) }
            // A stable order: of those that cost the same, the one that is written first.
            for cost in RoutingTest.Cost.allCases { tests += compiled.filter { $0.cost == cost } }
        }
        nodes.append(Node(tests: start..<tests.count, end: place, continues: route.continues))
        steps.append(
            RoutingDecision.Step(
                location: route.location, matchers: isRoot ? [] : route.matchers, settings: route.settings))
        for child in route.children { add(child, isRoot: false) }
        nodes[place].end = nodes.count
    }

    /// Takes a message down the tree.
    ///
    /// The root applies to everything, whatever its matchers say. Of the children of a node the first that matches
    /// applies, then its own children are searched; where none matches, the node itself is the end. A child that
    /// `continues` applies with its children, and then its later siblings are tried too: what they set goes over what it
    /// set. Pure but for the time that predicates on the event take; one that fails does not match, and the decision's
    /// `notes` say so.
    package func decide(_ facts: RoutingFacts) -> RoutingDecision {
        var decision = RoutingDecision()
        var values = RoutingValues(fields, facts)
        nodes.withUnsafeBufferPointer { nodes in
            tests.withUnsafeBufferPointer { tests in
                descend(0, nodes, tests, &values, &decision)
            }
        }
        return decision
    }

    private func descend(
        _ place: Int, _ nodes: UnsafeBufferPointer<Node>, _ tests: UnsafeBufferPointer<RoutingTest>,
        _ values: inout RoutingValues, _ decision: inout RoutingDecision
    ) {
        decision.take(steps[place])
        let end = nodes[place].end
        var child = place + 1
        while child < end {
            var matches = true
            for test in nodes[child].tests {
                matches = tests[test].holds(&values, &decision.notes)
                if !matches { break }
            }
            if matches {
                descend(child, nodes, tests, &values, &decision)
                if !nodes[child].continues { return }
            }
            child = nodes[child].end
        }
    }
}

extension Route {
    /// What the tree decides whose root this is. For one question; who has many compiles a `RoutingTree`.
    package func decide(_ facts: RoutingFacts) -> RoutingDecision {
        RoutingTree(self).decide(facts)
    }
}

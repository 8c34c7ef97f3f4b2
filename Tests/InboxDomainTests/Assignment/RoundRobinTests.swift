import InboxDomain
import Testing

@Suite("Assignment")
struct RoundRobinTests {
    static func candidate(
        _ name: String, open: Int = 0, capacity: Int? = nil, skills: [String] = [], away: Bool = false
    ) -> AssignmentCandidate {
        AssignmentCandidate(name: name, skills: skills, capacity: capacity, isAvailable: !away, load: open)
    }

    let three = [candidate("a"), candidate("b"), candidate("c")]

    static let turnsCases: [(String?, String)] = [(nil, "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("zoe", "a")]

    @Test(
        "round robin goes on after the last, from the top where that one is gone",
        arguments: turnsCases)
    func turns(last: String?, next: String) {
        #expect(RoundRobin.pick(from: three, lastAssigned: last) == .agent(next))
    }

    @Test("who is away, full or unskilled is passed over")
    func passesOver() {
        let candidates = [
            Self.candidate("a", skills: ["german"]), Self.candidate("b", skills: ["german"], away: true),
            Self.candidate("c", open: 2, capacity: 2, skills: ["german"]), Self.candidate("d"),
            Self.candidate("e", open: 1, capacity: 2, skills: ["french", "german"]),
        ]
        #expect(
            RoundRobin.pick(from: candidates, lastAssigned: "a", work: AssignmentWork(skills: ["german"]))
                == .agent("e"))
        #expect(
            RoundRobin.pick(from: candidates, lastAssigned: "e", work: AssignmentWork(skills: ["german"]))
                == .agent("a"))
        #expect(
            RoundRobin.pick(from: candidates, lastAssigned: "a", work: AssignmentWork(skills: ["french", "german"]))
                == .agent("e"))
    }

    @Test("the only one gets the next as well")
    func alone() {
        #expect(RoundRobin.pick(from: [three[0]], lastAssigned: "a") == .agent("a"))
    }

    static let nobodyCases: [([AssignmentCandidate], NoAssignment)] = [
        ([], NoAssignment.queueIsEmpty), ([candidate("a", away: true)], .nobodyAvailable),
        ([candidate("a", away: true), candidate("b", skills: [])], .nobodySkilled(["german"])),
        ([candidate("a", open: 3, capacity: 3, skills: ["german"])], .nobodyHasCapacity),
        ([candidate("a", capacity: 0, skills: ["german"])], .nobodyHasCapacity),
    ]

    @Test(
        "nobody comes with the reason",
        arguments: nobodyCases)
    func nobody(candidates: [AssignmentCandidate], reason: NoAssignment) {
        #expect(
            RoundRobin.pick(from: candidates, lastAssigned: nil, work: AssignmentWork(skills: ["german"]))
                == .nobody(reason))
        #expect(
            LeastLoaded.pick(from: candidates, lastAssigned: nil, work: AssignmentWork(skills: ["german"]))
                == .nobody(reason))
    }

    @Test("least loaded takes the one with least, and of equals whose turn it is")
    func leastLoaded() {
        let candidates = [
            Self.candidate("a", open: 2), Self.candidate("b", open: 1), Self.candidate("c", open: 1),
            Self.candidate("d", open: 0, capacity: 0),
        ]
        #expect(LeastLoaded.pick(from: candidates, lastAssigned: nil) == .agent("b"))
        #expect(LeastLoaded.pick(from: candidates, lastAssigned: "b") == .agent("c"))
        #expect(LeastLoaded.pick(from: candidates, lastAssigned: "c") == .agent("b"))
    }

    @Test("a queue picks in its own way")
    func queue() {
        let loaded = [Self.candidate("a", open: 5), Self.candidate("b", open: 6), Self.candidate("c", open: 1)]
        func pick(_ assignment: QueueDefinition.Assignment) -> AssignmentPick {
            QueueDefinition(name: "q", assignment: assignment).decide(from: loaded, lastAssigned: "a")
        }
        #expect(pick(.manual) == .nobody(.queueIsManual))
        #expect(pick(.roundRobin).name == "b")
        #expect(pick(.leastLoaded).name == "c")
    }
}

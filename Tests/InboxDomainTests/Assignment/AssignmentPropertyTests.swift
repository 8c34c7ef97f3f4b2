import InboxDomain
import Testing

/// Whatever the agents and the work: nobody gets what they may not have.
@Suite struct AssignmentPropertyTests {
    private static let names = ["a", "b", "c", "d", "e"]
    private static let skills = ["german", "tax", "phone"]

    @Test(arguments: 1...50 as ClosedRange<UInt64>) func everyPickIsAllowed(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var loads = Dictionary(uniqueKeysWithValues: Self.names.map { ($0, 0) })
        let capacities = loads.mapValues { _ in
            Bool.random(using: &random) ? Int.random(in: 0...8, using: &random) : nil
        }
        let talents = loads.mapValues { _ in Self.skills.filter { _ in Bool.random(using: &random) } }
        let queue = QueueDefinition(
            name: "q", assignment: Bool.random(using: &random) ? .roundRobin : .leastLoaded, agents: Self.names,
            isSticky: Bool.random(using: &random))
        var last: String?
        for _ in 0..<200 {
            let away = Set(Self.names.filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
            let work = AssignmentWork(
                skills: Self.skills.filter { _ in Int.random(in: 0..<4, using: &random) == 0 },
                weight: Int.random(in: 0...3, using: &random), preferred: Self.names.randomElement(using: &random),
                except: Int.random(in: 0..<4, using: &random) == 0 ? Self.names.randomElement(using: &random) : nil)
            let candidates = Self.names.map {
                AssignmentCandidate(
                    name: $0, skills: talents[$0] ?? [], capacity: capacities[$0] ?? nil,
                    isAvailable: !away.contains($0), load: loads[$0] ?? 0)
            }
            let pick = queue.decide(from: candidates, lastAssigned: last, work: work)
            let allowed = candidates.filter { candidate in
                candidate.isAvailable && candidate.name != work.except
                    && work.skills.allSatisfy(candidate.skills.contains)
                    && (candidate.capacity.map { candidate.load < $0 && candidate.load + work.weight <= $0 } ?? true)
            }
            guard let name = pick.name else {
                #expect(allowed.isEmpty, "\(pick) of \(allowed)")
                if !allowed.isEmpty { continue }
                // Somebody finishes something.
                if let busy = Self.names.first(where: { loads[$0] ?? 0 > 0 }) { loads[busy] = 0 }
                continue
            }
            #expect(allowed.contains { $0.name == name })
            if let preferred = work.preferred, queue.isSticky, allowed.contains(where: { $0.name == preferred }) {
                #expect(pick == .sticky(preferred))
            } else {
                #expect(pick == .agent(name))
                if queue.assignment == .leastLoaded {
                    #expect(allowed.allSatisfy { $0.load >= loads[name] ?? 0 })
                }
                last = name
            }
            loads[name, default: 0] += work.weight
            if let capacity = capacities[name] ?? nil { #expect(loads[name] ?? 0 <= capacity) }
        }
    }

    @Test func roundRobinIsFair() {
        let candidates = Self.names.map { AssignmentCandidate(name: $0, isAvailable: true) }
        var last: String?
        var turns: [String: Int] = [:]
        for _ in 0..<100 {
            last = RoundRobin.pick(from: candidates, lastAssigned: last).name
            turns[last ?? "", default: 0] += 1
        }
        #expect(turns == Dictionary(uniqueKeysWithValues: Self.names.map { ($0, 20) }))
    }

    @Test func channelsWeighAsTheyAreTold() {
        let weights = ChannelWeights(["chat": 3, "bot": 0])
        #expect(weights.load(of: ["chat": 2, "email": 4, "bot": 9]) == 10)
        #expect(weights["email"] == 1)
    }
}

import Testing

@testable import IMAPProtocol

@Suite struct IMAPUIDSetTests {
    @Test(
        arguments: [
            ([], ""), ([4], "4"), ([1, 2, 3, 7], "1:3,7"), ([9, 1, 2, 2, 1], "1:2,9"),
            ([.max, .max - 1], "4294967294:4294967295"),
        ] as [([UInt32], String)])
    func writesTheShortestForm(uids: [UInt32], text: String) {
        #expect(IMAPUIDSet(uids).description == text)
    }

    @Test func cutsAndCounts() {
        let set = IMAPUIDSet([1, 2, 3, 7, 8, 20])
        #expect(set.count == 6)
        #expect(set.last == 20)
        #expect(set.from(3).description == "3,7:8,20")
        #expect(set.through(7).description == "1:3,7")
        #expect(set.prefix(4) == [1, 2, 3, 7])
        #expect((0...21).filter { set.contains($0) } == [1, 2, 3, 7, 8, 20])
        #expect(IMAPUIDSet(1...UInt32.max).count == 4_294_967_295)
    }
}

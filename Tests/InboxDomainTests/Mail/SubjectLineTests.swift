import InboxDomain
import Testing

@Suite struct SubjectLineTests {
    @Test(arguments: [
        "Where is my parcel?", "Re: Where is my parcel?", "RE: where is MY parcel?", "AW: Where is my parcel?",
        "Antw.: Where is my parcel?".replacing(".", with: ""), "WG: Where is my parcel?", "SV: Where is my parcel?",
        "VS: Where is my parcel?", "TR: Where is my parcel?", "RÉP: Where is my parcel?", "Rif: Where is my parcel?",
        "R: Where is my parcel?", "RES: Where is my parcel?", "ENC: Where is my parcel?", "RV: Where is my parcel?",
        "Odp: Where is my parcel?", "YNT: Where is my parcel?", "İLT: Where is my parcel?", "Отв: Where is my parcel?",
        "回复: Where is my parcel?", "答复：Where is my parcel?", "转发：Where is my parcel?", "返信: Where is my parcel?",
        "답장: Where is my parcel?", "תגובה: Where is my parcel?", "RE[2]: Where is my parcel?",
        "Re (3): Where is my parcel?", "Re^2: Where is my parcel?", "Re2: Where is my parcel?",
        "Re : Where is my parcel?", "RE: AW: Fwd: Re: Where is my parcel?", "[help] Re: Where is my parcel?",
        "Re: [EXTERNAL] [help] Where is  my\tparcel?", "Re: Where is my parcel? [#1042]",
        "[#7] Re: Where is my parcel?", "Re: Where is my parcel?",
    ])
    func isTheSame(subject: String) {
        let line = SubjectLine(subject)
        #expect(line.normalized == "where is my parcel?")
        #expect(!line.clearlyDiffers(from: SubjectLine("Where is my parcel?")))
    }

    @Test(arguments: [
        ("Re: Order 77", "Order 77 (urgent)", false), ("Order 77", "Re: Invoice 12", true), ("", "Order 77", false),
        ("Re:", "Order 77", false), ("Order 77", "Order 78", true), ("A", "Cancel my contract", true),
        ("[announce]", "Re: [announce]", false), ("Meeting: Monday", "Monday", false),
        ("Status: done", "Order: done", true),
    ])
    func differs(one: String, other: String, isNew: Bool) {
        #expect(SubjectLine(one).clearlyDiffers(from: SubjectLine(other)) == isNew)
        #expect(SubjectLine(other).clearlyDiffers(from: SubjectLine(one)) == isNew)
    }

    @Test(arguments: [
        ("Re: parcel [#1042]", [1042]), ("[#1][#2] x", [1, 2]), ("[1042]", []), ("[#]", []), ("[#12", []),
        ("[#99999999999999999999]", []), ("[# 1]", []),
    ])
    func findsTags(subject: String, tags: [Int64]) {
        #expect(SubjectLine(subject).tags == tags)
    }

    @Test func aListTagAloneIsTheSubject() {
        #expect(SubjectLine("Re: [announce]").normalized == "[announce]")
    }

    @Test func whatIsTooLongIsCut() {
        let line = SubjectLine(String(repeating: "re: ", count: 100_000) + "x")
        #expect(line.normalized.unicodeScalars.count <= 500)
        #expect(SubjectLine(String(repeating: "a", count: 100_000)).normalized.count == 500)
    }
}

import Synchronization
import Testing

@testable import InboxServer

@Suite struct DateHeaderTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (1_709_210_096, "Thu, 29 Feb 2024 12:34:56 GMT"),
    ])
    func isAnIMFFixdate(second: Int, expected: String) {
        #expect(DateHeader { second }.value == Array(expected.utf8))
    }

    @Test func followsTheClock() {
        let dates = DateHeader()
        let now = Mutex(0)
        _ = dates
        let manual = DateHeader {
            86_400
                * (now.withLock {
                    $0 += 1; return $0
                })
        }
        #expect(manual.value.starts(with: "Fri, 02 Jan".utf8))
        #expect(manual.value.starts(with: "Sat, 03 Jan".utf8))
    }
}

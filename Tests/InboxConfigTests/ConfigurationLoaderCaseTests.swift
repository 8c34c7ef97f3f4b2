import Foundation
import Testing

/// Every file under `Cases/`. With `INBOXD_WRITE_CASES=1` in the environment, what is found becomes what is expected:
/// read the difference before it is committed.
@Suite struct ConfigurationLoaderCaseTests {
    @Test(arguments: ConfigurationCase.all)
    func saysWhatTheCaseExpects(_ testCase: ConfigurationCase) throws {
        let found = try testCase.found()
        if ProcessInfo.processInfo.environment["INBOXD_WRITE_CASES"] == "1", found != testCase.expected {
            let text = try String(contentsOf: testCase.file, encoding: .utf8)
            let input = text.components(separatedBy: "=== expect\n")[0]
            let lines = found.map { $0 + "\n" }.joined()
            try Data((input + "=== expect\n" + lines).utf8).write(to: testCase.file)
        } else {
            #expect(found == testCase.expected)
        }
    }

    @Test func thereAreCases() {
        #expect(ConfigurationCase.all.count >= 20)
    }
}

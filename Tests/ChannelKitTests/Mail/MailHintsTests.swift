import ChannelKit
import InboxDomain
import Testing

@Suite struct MailHintsTests {
    @Test(arguments: [
        (#""threading":{}"#, "message.threading.message_id is missing"),
        (#""threading":{"message_id":""}"#, "message.threading.message_id is empty"),
        (#""threading":"m""#, "message.threading must be an object"),
        (#""threading":{"message_id":"m","references":"a"}"#, "message.threading.references must be a list"),
        (#""threading":{"message_id":"m","references":[1]}"#, "message.threading.references takes texts"),
        (#""threading":{"message_id":"m","to":[{}]}"#, "message.threading.to.address is missing"),
        (#""bounce":{"recipients":[{"address":"a","permanent":1}]}"#, "permanent must be true or false"),
    ])
    func saysWhatIsWrong(member: String, problem: String) throws {
        let json = try JSONValue(
            parsing: #"{"type":"message","id":"1","conversation":"c","sender":{"id":"s"},"text":"t","# + member + "}")
        let error = #expect(throws: NormalizationError.self) {
            try NormalizedEvent(json: json, receivedAt: Instant(milliseconds: 0))
        }
        #expect(error?.detail.contains(problem) == true, "\(error?.detail ?? "-")")
    }

    @Test func moreThanAThousandIDsAreRefused() throws {
        let ids = (0...EventLimits.threading).map { "\"\($0)\"" }.joined(separator: ",")
        let json = try JSONValue(
            parsing: #"{"type":"message","id":"1","conversation":"c","sender":{"id":"s"},"text":"t","#
                + #""threading":{"message_id":"m","references":["# + ids + "]}}")
        #expect(throws: NormalizationError.self) {
            try NormalizedEvent(json: json, receivedAt: Instant(milliseconds: 0))
        }
    }
}

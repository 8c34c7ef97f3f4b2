import ControlAPI
import Foundation
import InboxDomain
import Logging
import Testing

@testable import InboxServer

@Suite struct ControlRouterTests {
    private let service = FakeControlService()

    private func ask(
        _ method: String, _ target: String, _ body: String = "", as role: CallerRole? = .admin
    ) async -> (status: Int, text: String, headers: [(name: String, value: String)]) {
        let router = ControlRouter(
            service: service, access: FakeAccess(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let request = ControlRequest(method: method, target: target, body: body, in: router)
        let answer = await router.answer(request, from: FakeAccess.peer(role))
        if case .content(let bytes, let type) = answer.body {
            return (answer.status, String(decoding: bytes, as: UTF8.self), answer.headers + [("content-type", type)])
        }
        guard case .json(let bytes) = answer.body else { return (answer.status, "", answer.headers) }
        return (answer.status, String(decoding: bytes, as: UTF8.self), answer.headers)
    }

    private func failure(_ answer: (status: Int, text: String, headers: [(name: String, value: String)])) throws
        -> ControlError
    {
        try ControlJSON.decode(ErrorBody.self, from: Data(answer.text.utf8)).error
    }

    struct Request: CustomTestStringConvertible {
        var line: String
        var body: String
        /// What the service is asked, as `FakeControlService.calls` has it.
        var call: String
        var testDescription: String { line }

        init(_ line: String, _ body: String = "", call: String) {
            self.line = line
            self.body = body
            self.call = call
        }

        var method: String { String(line.prefix { $0 != " " }) }
        var target: String { String(line.drop { $0 != " " }.dropFirst()) }
    }

    static let requests = [
        Request("GET /v1/status", call: "status"),
        Request("GET /v1/channels", call: "channels"),
        Request("GET /v1/queues", call: "queues"),
        Request("GET /v1/attachments?state=waiting&limit=5", call: "attachments waiting 5"),
        Request("GET /v1/messages/7/attachments/0", call: "attachment 7 0"),
        Request(
            "POST /v1/attachments/retry", #"{"message":7,"position":1}"#, call: "retryAttachments 7 1 by user4/admin"),
        Request(
            "GET /v1/simulation?since=2026-03-02T09:00:00Z&limit=5&cursor=6",
            call: "simulation 2026-03-02T09:00:00Z 5 6"),
        Request("GET /v1/conversations/7/sla", call: "explain 7"),
        Request("GET /v1/queues/a%20b%2Fc/conversations?limit=5&cursor=x%2By", call: "queue a b/c 5 x+y"),
        Request(
            "POST /v1/queues/billing/reassign", #"{"to":"chat","where":"tag:vip","dry_run":true}"#,
            call: "reassign billing chat tag:vip true by user4/admin"),
        Request(
            "POST /v1/queues/billing/reassign", #"{"to":"chat"}"#, call: "reassign billing chat - false by user4/admin"),
        Request(
            "PUT /v1/queues/billing/redirect", #"{"to":"chat","until":"2026-03-02T10:00:00+01:00","reason":"x"}"#,
            call: "redirect billing chat 2026-03-02T09:00:00Z by user4/admin"),
        Request(
            "PUT /v1/queues/billing/redirect", #"{"to":null,"reason":"x"}"#, call: "redirect billing - - by user4/admin"
        ),
        Request("GET /v1/conversations", call: "conversations  due 100"),
        Request(
            "GET /v1/conversations?filter=is%3Aunassigned+due%3A%3C2h&sort=waiting&limit=1000",
            call: "conversations is:unassigned due:<2h waiting 1000"),
        Request("GET /v1/conversations/42", call: "conversation 42 100"),
        Request("PUT /v1/conversations/42/assignee", #"{"agent":"alice"}"#, call: "assign 42 alice by user4/admin"),
        Request("PUT /v1/conversations/42/assignee", #"{"agent":null}"#, call: "assign 42 - by user4/admin"),
        Request("PUT /v1/conversations/42/queue", #"{"queue":"chat"}"#, call: "move 42 chat by user4/admin"),
        Request(
            "POST /v1/conversations/42/replies", #"{"text":"Hi","then":"pending","as_agent":"bob"}"#,
            call: "reply 42 Hi pending bob by user4/admin"),
        Request(
            "POST /v1/conversations/42/replies",
            #"{"text":"","attachments":[{"upload":"ab","name":"a.png","content_id":"image1"}],"reply_to":7}"#,
            call: "reply 42  - - quoting 7 with ab a.png image1 by user4/admin"),
        Request("POST /v1/uploads?name=a%20b.txt", "hello", call: "upload a b.txt - 5 by user4/admin"),
        Request(
            "POST /v1/uploads?name=a&content_type=text%2Fhtml", "hello", call: "upload a text/html 5 by user4/admin"),
        Request("POST /v1/conversations/42/notes", #"{"text":"n"}"#, call: "note 42 n by user4/admin"),
        Request("POST /v1/conversations/42/resolve", call: "resolve 42 by user4/admin"),
        Request("POST /v1/conversations/42/reopen", call: "reopen 42 by user4/admin"),
        Request(
            "POST /v1/conversations/42/snooze", #"{"until":"2026-03-02T09:00:00.5Z"}"#,
            call: "snooze 42 2026-03-02T09:00:00.500Z by user4/admin"),
        Request("PUT /v1/conversations/42/priority", #"{"priority":"high"}"#, call: "priority 42 high by user4/admin"),
        Request("POST /v1/conversations/42/tags", #"{"add":["a","b"]}"#, call: "tag 42 +a,b - by user4/admin"),
        Request("GET /v1/inboxes", call: "inboxes"),
        Request("GET /v1/inboxes/whatsapp-eu", call: "inbox whatsapp-eu"),
        Request("GET /v1/deliveries?inbox=a&state=quarantined", call: "deliveries a quarantined 100"),
        Request("GET /v1/deliveries/5?body=1", call: "delivery 5 true"),
        Request("GET /v1/deliveries/5", call: "delivery 5 false"),
        Request("GET /v1/deliveries/5/thread", call: "thread 5"),
        Request("POST /v1/deliveries/replay", #"{"ids":[1,2]}"#, call: "replay [1, 2] - false by user4/admin"),
        Request(
            "POST /v1/deliveries/replay", #"{"state":"quarantined","dry_run":true}"#,
            call: "replay [] quarantined true by user4/admin"),
        Request("GET /v1/ledger/check", call: "ledgerCheck"),
        Request(
            "POST /v1/routes/test", #"{"channel":"whatsapp","contact":{"Account_Tier":"gold"},"known":true}"#,
            call: #"routeTest whatsapp ["Account_Tier": "gold"] true"#),
        Request("GET /v1/webhooks", call: "webhooks"),
        Request("POST /v1/webhooks/ops/test", call: "testWebhook ops by user4/admin"),
        Request("GET /v1/agents", call: "agents"),
        Request("GET /v1/agents/bob", call: "agent bob"),
        Request("PUT /v1/agents/bob/capacity", #"{"capacity":5}"#, call: "setCapacity bob 5 by user4/admin"),
        Request("PUT /v1/agents/bob/capacity", #"{"capacity":null}"#, call: "setCapacity bob - by user4/admin"),
        Request(
            "PUT /v1/queues/billing/pause", #"{"paused":true,"reason":"x","until":"2026-03-02T10:00:00+01:00"}"#,
            call: "pause billing true 2026-03-02T09:00:00Z by user4/admin"),
        Request(
            "PUT /v1/queues/billing/pause", #"{"paused":false,"reason":"x"}"#,
            call: "pause billing false - by user4/admin"),
        Request(
            "PUT /v1/agents/bob/availability", #"{"available":false}"#, call: "setAvailability bob false by user4/admin"
        ),
        Request("POST /v1/reload", call: "reload by user4/admin"),
        Request("GET /v1/config", call: "configurationText"),
    ]

    @Test(arguments: requests) func asksTheService(request: Request) async {
        let answer = await ask(request.method, request.target, request.body)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(service.calls == [request.call])
    }

    @Test func everyRouteIsAskedAbove() {
        let asked = Set(
            Self.requests.compactMap { request in
                let path = ControlRequest(method: request.method, target: request.target).segments ?? []
                return ControlRoute.all.first { $0.method.rawValue == request.method && $0.match(path) != nil }?
                    .operation
            })
        let all = Set(ControlRoute.all.map(\.operation))
        #expect(all.subtracting(asked) == ["listEvents"])
        #expect(all.count == ControlRoute.all.count, "operations have names of their own")
    }

    @Test(arguments: ControlRoute.all.filter { $0.role > .viewer }.map(\.operation))
    func aLowerRoleIsRefused(operation: String) async throws {
        let route = try #require(ControlRoute.all.first { $0.operation == operation })
        let lower = try #require(CallerRole.allCases.last { $0 < route.role })
        let path = route.path.replacing(#/\{\w+\}/#, with: "1")
        let answer = await ask(route.method.rawValue, path, "{}", as: lower)
        let error = try failure(answer)
        #expect(answer.status == 403)
        #expect(error.code == .refused)
        #expect(error.hint == "It takes the group inboxd-\(route.role.rawValue).")
        #expect(service.calls.isEmpty)
    }

    @Test func aCallerWithoutARoleIsToldWhichGroupItTakes() async throws {
        let answer = await ask("GET", "/v1/status", as: nil)
        let error = try failure(answer)
        #expect(answer.status == 403)
        #expect(error.message == "mallory has no role here. mallory is in the group users.")
        #expect(error.hint == "It takes the group inboxd-viewer.")
    }

    @Test func aConnectionWithoutCredentialsIsRefused() async {
        let router = ControlRouter(service: service, access: FakeAccess(), logger: Logger(label: "test"))
        let answer = await router.answer(ControlRequest(method: "GET", target: "/v1/status"), from: nil)
        #expect(answer.status == 403)
        #expect(service.calls.isEmpty)
    }

    @Test func agentsSetOnlyTheirOwnAvailability() async throws {
        let own = await ask("PUT", "/v1/agents/alice/availability", #"{"available":true}"#, as: .agent)
        #expect(own.status == 200)
        let other = await ask("PUT", "/v1/agents/bob/availability", #"{"available":true}"#, as: .agent)
        #expect(other.status == 403)
        #expect(service.calls == ["setAvailability alice true by user2/agent"])
    }

    struct Refusal: CustomTestStringConvertible {
        var line: String
        var body = ""
        var status = 400
        var message: String
        var hint: String?
        var testDescription: String { "\(line) \(body)" }
    }

    static let refusals = [
        Refusal(line: "GET /v1/queue", status: 404, message: "there is no /v1/queue", hint: "did you mean /v1/queues?"),
        Refusal(
            line: "GET /", status: 404, message: "there is no /", hint: "docs/openapi.yaml lists all paths"),
        Refusal(
            line: "DELETE /v1/queues", status: 405, message: "/v1/queues does not take DELETE", hint: "use GET"),
        Refusal(
            line: "GET /v1/queues/a/conversations?limt=5", message: "unknown parameter “limt”",
            hint: "did you mean “limit”?"),
        Refusal(
            line: "GET /v1/queues/a/conversations?limit=1001", message: "limit must be a whole number from 1 to 1000"),
        Refusal(
            line: "GET /v1/queues/a/conversations?limit=1&limit=2", message: "the parameter “limit” is given twice"),
        Refusal(line: "GET /v1/status?x=1", message: "unknown parameter “x”", hint: "there are none here"),
        Refusal(line: "GET /v1/queues/%zz/conversations", message: "the path is not percent-encoded as it should be"),
        Refusal(line: "GET /v1/conversations?filter=%f", message: "the query is not percent-encoded as it should be"),
        Refusal(
            line: "GET /v1/conversations/zero", message: "“zero” is no conversation number",
            hint: "give a positive number, such as 42"),
        Refusal(
            line: "GET /v1/conversations?sort=age", message: "there is no order “age”",
            hint: "one of: due, newest, oldest, waiting"),
        Refusal(
            line: "POST /v1/queues/a/reassign", body: #"{"to":"b","dryrun":true}"#,
            message: "unknown key “dryrun” in the body", hint: "did you mean “dry_run”?"),
        Refusal(line: "POST /v1/queues/a/reassign", body: "{}", message: "“to” is missing in the body"),
        Refusal(
            line: "POST /v1/queues/a/reassign", body: #"{"to":5}"#, message: "“to” in the body has the wrong type"),
        Refusal(
            line: "POST /v1/queues/a/reassign", body: "to=b", message: "the body must be a JSON object",
            hint: "its keys: to, where, dry_run"),
        Refusal(line: "PUT /v1/conversations/1/assignee", body: "{}", message: "“agent” is missing in the body"),
        Refusal(line: "POST /v1/conversations/1/replies", body: #"{"text":" \n"}"#, message: "the text is empty"),
        Refusal(
            line: "POST /v1/conversations/1/tags", body: "{}", message: "no tag to add or to remove",
            hint: "give “add”, “remove”, or both"),
        Refusal(
            line: "PUT /v1/conversations/1/priority", body: #"{"priority":"hot"}"#,
            message: "there is no priority “hot”", hint: "one of: low, normal, high, urgent"),
        Refusal(
            line: "POST /v1/deliveries/replay", body: #"{"ids":[1],"state":"ignored"}"#,
            message: "give either “ids”, or “inbox” and “state” or one of them"),
        Refusal(
            line: "POST /v1/routes/test", body: #"{"attachments":["hologram"]}"#,
            message: "there is no attachment kind “hologram”",
            hint: "one of: image, audio, video, file, sticker, location, contact"),
    ]

    @Test(arguments: refusals) func refusesWhatIsNotMeantSo(refusal: Refusal) async throws {
        let words = refusal.line.split(separator: " ").map(String.init)
        let answer = await ask(words[0], words[1], refusal.body)
        let error = try failure(answer)
        #expect(answer.status == refusal.status)
        #expect(error.message == refusal.message)
        #expect(error.hint == refusal.hint)
        #expect(service.calls.isEmpty)
    }

    @Test func eventsAreGivenAndWaitedFor() async {
        service.give([EventBatch(events: [], last: 12)])
        let answer = await ask("GET", "/v1/events?after=7&limit=3&wait=20")
        #expect(answer.text == #"{"events":[],"last":12}"#)
        #expect(service.calls == ["events 7 3 20"])
    }

    @Test func aStoppingDaemonLetsNobodyWait() async throws {
        let answer = await ask("GET", "/v1/events?after=7&wait=20")
        #expect(answer.status == 503)
        #expect(try failure(answer).message == "the daemon is stopping")
    }

    @Test func aWrongTimeSaysHowToWriteIt() async throws {
        let error = try failure(await ask("POST", "/v1/conversations/1/snooze", #"{"until":"tomorrow"}"#))
        #expect(error.message.hasPrefix("“until” in the body: "))
        #expect(error.message.contains("2026-03-02T09:00:00Z"))
    }

    @Test func aWrongMethodNamesTheRightOnes() async {
        let answer = await ask("PATCH", "/v1/conversations/1/assignee")
        #expect(answer.headers.contains { $0 == ("allow", "PUT") })
    }

    @Test(arguments: ControlError.Code.allCases) func theServicesErrorsKeepTheirCode(code: ControlError.Code)
        async throws
    {
        service.fail(with: ControlError(code, "no", hint: "do"))
        let answer = await ask("GET", "/v1/status")
        #expect(answer.status == code.status)
        #expect(try failure(answer) == ControlError(code, "no", hint: "do"))
    }

    @Test func otherErrorsAreNotShown() async throws {
        struct Secret: Error { var password = "hunter2" }
        service.fail(with: Secret())
        let answer = await ask("GET", "/v1/status")
        #expect(answer.status == 500)
        #expect(!answer.text.contains("hunter2"))
        #expect(try failure(answer).code == .internal)
    }

    @Test func writesSnakeCaseAndTimesAsText() async {
        let answer = await ask("GET", "/v1/queues/billing/conversations")
        #expect(
            answer.text
                == #"{"items":[{"channel":"whatsapp","contact":"Jane Doe","created_at":"2026-03-02T09:00:00Z","id":42,"#
                + #""inbox":"whatsapp-eu","last_message_at":"2026-03-02T09:00:00Z","messages":0,"preview":"","#
                + #""priority":"normal","queue":"billing","status":"open","tags":[]}],"next":"c2"}"#)
        #expect(await ask("GET", "/v1/inboxes/a").text.contains(#""webhook_url":"https://x/in/y""#))
    }
}

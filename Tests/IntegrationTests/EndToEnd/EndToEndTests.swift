import Foundation
import Testing

extension Integration {
    /// The main job, with the programs as they are installed: webhooks of four channels in, a queue to work, replies out.
    @Suite struct EndToEndTests {
        @Test func fourChannelsShareOneQueueMostUrgentFirst() async throws {
            let demo = try await Demonstration.start()
            try await demo.postAll()
            let queue = try await demo.daemon.ctlJSON("queue", "show", "support")["items"].list
            let billing = try await demo.daemon.ctlJSON("queue", "show", "billing")["items"].list
            #expect(Set((queue + billing).compactMap(\.["channel"].text)) == Set(Demonstration.channels))
            #expect(queue.first?["priority"].text == "urgent")
            let due = queue.compactMap(\.["due_at"].date)
            #expect(due.count == queue.count)
            #expect(due == due.sorted())

            // What is delivered again changes nothing.
            try await demo.postAll()
            let again = try await demo.daemon.ctlJSON("queue", "show", "support")["items"].list
            #expect(again.compactMap(\.["messages"].int) == queue.compactMap(\.["messages"].int))
            #expect(try await demo.daemon.ctl("ledger", "check").isDone)
        }

        @Test(arguments: Demonstration.channels)
        func replyReachesTheVendorAndIsSent(channel: String) async throws {
            let demo = try await Demonstration.start()
            try await demo.post(channel, case: "message")
            let conversation = try await demo.conversation(of: channel)
            let text = "Your parcel leaves our depot today."
            let assigned = try await demo.daemon.ctl("conversation", "assign", conversation, "--to", "alice")
            #expect(assigned.isDone, "\(assigned.errors)")
            let reply = try await demo.daemon.ctl("conversation", "reply", conversation, text, "--as", "alice")
            try #require(reply.isDone, "\(reply.errors)")
            try await demo.standIn.wasAsked("POST", text, "-> 20")
            try await eventually("the reply to be sent") {
                let outgoing = try await demo.show(conversation)["timeline"].list.last { $0["text"].text == text }
                return outgoing?["state"].text == "sent" ? () : nil
            }
            #expect(try await demo.show(conversation)["conversation"]["assignee"].text == "alice")
        }

        @Test func queuesAreReassignedAndRedirected() async throws {
            let demo = try await Demonstration.start()
            try await demo.post("webhook", case: "message")
            let planned = try await demo.daemon.ctlJSON(
                "queue", "reassign", "support", "--to", "escalations", "--where", "priority:urgent", "--dry-run")
            #expect(planned["moved"].int == 1)
            #expect(try await demo.daemon.ctlJSON("queue", "show", "escalations")["items"].list.isEmpty)
            let moved = try await demo.daemon.ctlJSON(
                "queue", "reassign", "support", "--to", "escalations", "--where", "priority:urgent")
            #expect(moved["moved"].int == 1)
            #expect(try await demo.daemon.ctlJSON("queue", "show", "escalations")["items"].list.count == 1)

            let redirected = try await demo.daemon.ctl(
                "queue", "redirect", "support", "--to", "escalations", "--for", "1h", "--reason", "fire drill")
            #expect(redirected.isDone, "\(redirected.errors)")
            let queues = try await demo.daemon.ctlJSON("queue", "list")["items"].list
            #expect(queues.first { $0["name"].text == "support" }?["override"]["reason"].text == "fire drill")
            try await demo.post("slack", case: "message")
            #expect(try await demo.daemon.ctlJSON("queue", "show", "support")["items"].list.isEmpty)
            #expect(try await demo.daemon.ctlJSON("queue", "show", "escalations")["items"].list.count == 2)
        }

        @Test func aConversationIsResolvedReopenedAndSnoozed() async throws {
            let demo = try await Demonstration.start()
            try await demo.post("webhook", case: "message")
            let conversation = try await demo.conversation(of: "webhook")
            for (verb, status) in [
                (["resolve"], "resolved"), (["reopen"], "open"), (["snooze", "--for", "1h"], "snoozed"),
                (["reopen"], "open"),
            ] {
                let result = try await demo.daemon.ctl(["conversation", verb[0], conversation] + verb.dropFirst())
                #expect(result.isDone, "\(result.errors)")
                #expect(try await demo.show(conversation)["conversation"]["status"].text == status)
            }
        }

        @Test func aHoleInTheLedgerIsFound() async throws {
            let demo = try await Demonstration.start()
            try await demo.postAll()
            #expect(try await demo.daemon.stop() == .exit(0))
            try await StoreWitness.removeDelivery(2, from: demo.daemon.database)
            try await demo.daemon.start()
            let check = try await demo.daemon.ctl("ledger", "check")
            #expect(check.ending == .exit(5), "\(check.output)\(check.errors)")
        }
    }
}

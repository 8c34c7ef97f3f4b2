import ControlAPI
import InboxDomain

extension ControlRoute {
    static let conversationRoutes = [
        ControlRoute(
            "listConversations", .get, "/v1/conversations", role: .viewer,
            query: ["filter", "sort", "limit", "cursor"]
        ) { service, input in
            let sort = try input.word(input.query["sort"] ?? "due", "order", as: ConversationQuery.Sort.self)
            let query = ConversationQuery(filter: input.query["filter"] ?? "", sort: sort, page: try input.page())
            return try .json(try await service.conversations(query))
        },
        ControlRoute(
            "showConversation", .get, "/v1/conversations/{conversation}", role: .viewer, query: ["limit", "cursor"]
        ) { service, input in
            try .json(try await service.conversation(try input.conversation(), page: try input.page()))
        },
        ControlRoute("explainConversationSLA", .get, "/v1/conversations/{conversation}/sla", role: .viewer) {
            service, input in
            try .json(try await service.slaExplanation(try input.conversation()))
        },
        ControlRoute(
            "assignConversation", .put, "/v1/conversations/{conversation}/assignee", role: .agent, body: ["agent"]
        ) { service, input in
            let request = try input.decode(AssignRequest.self)
            return try .json(
                try await service.assign(try input.conversation(), to: request.agent, by: input.caller))
        },
        ControlRoute(
            "moveConversation", .put, "/v1/conversations/{conversation}/queue", role: .agent, body: ["queue"]
        ) { service, input in
            let request = try input.decode(MoveRequest.self)
            return try .json(try await service.move(try input.conversation(), to: request.queue, by: input.caller))
        },
        ControlRoute(
            "replyToConversation", .post, "/v1/conversations/{conversation}/replies", role: .agent,
            body: ["text", "then", "as_agent", "cc", "subject", "force", "reply_to", "attachments"]
        ) { service, input in
            let request = try input.decode(ReplyRequest.self)
            if request.attachments?.isEmpty ?? true { try refuseBlank(request.text) }
            return try .json(try await service.reply(try input.conversation(), request, by: input.caller))
        },
        ControlRoute(
            "uploadFile", .post, "/v1/uploads", role: .agent, query: ["name", "content_type"], takesFile: true
        ) { service, input in
            guard let file = input.file else {
                throw ControlError(.invalid, "there is no file", hint: "send its content as the body")
            }
            guard let name = input.query["name"], !name.isEmpty else {
                throw ControlError(.invalid, "the file has no name", hint: "add ?name=invoice.pdf")
            }
            // Clients add a type of their own accord, which says nothing of the file.
            let said = file.contentType.flatMap { $0.hasPrefix("application/x-www-form-urlencoded") ? nil : $0 }
            let upload = Upload(
                name: name, contentType: input.query["content_type"] ?? said, length: file.length,
                content: file.content)
            return try .json(try await service.upload(upload, by: input.caller))
        },
        ControlRoute(
            "addNote", .post, "/v1/conversations/{conversation}/notes", role: .agent, body: ["text"]
        ) { service, input in
            let request = try input.decode(NoteRequest.self)
            try refuseBlank(request.text)
            return try .json(try await service.note(try input.conversation(), text: request.text, by: input.caller))
        },
        ControlRoute(
            "resolveConversation", .post, "/v1/conversations/{conversation}/resolve", role: .agent
        ) { service, input in
            try .json(try await service.resolve(try input.conversation(), by: input.caller))
        },
        ControlRoute(
            "reopenConversation", .post, "/v1/conversations/{conversation}/reopen", role: .agent
        ) { service, input in
            try .json(try await service.reopen(try input.conversation(), by: input.caller))
        },
        ControlRoute(
            "snoozeConversation", .post, "/v1/conversations/{conversation}/snooze", role: .agent, body: ["until"]
        ) { service, input in
            let until = try input.decode(SnoozeRequest.self).until.instant
            return try .json(try await service.snooze(try input.conversation(), until: until, by: input.caller))
        },
        ControlRoute(
            "setPriority", .put, "/v1/conversations/{conversation}/priority", role: .agent, body: ["priority"]
        ) { service, input in
            let word = try input.decode(PriorityRequest.self).priority
            let priority = try input.word(word, "priority", as: Priority.self)
            return try .json(try await service.setPriority(try input.conversation(), priority, by: input.caller))
        },
        ControlRoute(
            "tagConversation", .post, "/v1/conversations/{conversation}/tags", role: .agent, body: ["add", "remove"]
        ) { service, input in
            let request = try input.decode(TagRequest.self)
            let (adding, removing) = (request.add ?? [], request.remove ?? [])
            guard !adding.isEmpty || !removing.isEmpty else {
                throw ControlError(.invalid, "no tag to add or to remove", hint: "give “add”, “remove”, or both")
            }
            return try .json(
                try await service.tag(
                    try input.conversation(), adding: adding, removing: removing, by: input.caller))
        },
    ]

    private static func refuseBlank(_ text: String) throws(ControlError) {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw ControlError(.invalid, "the text is empty")
        }
    }
}

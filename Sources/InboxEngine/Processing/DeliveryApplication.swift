import ChannelKit
import InboxConfig
import InboxDomain
import InboxStore

/// Applies the events of one delivery, inside its transaction: message, contact, conversation, clocks and history change
/// together with the delivery's own state, or not at all.
///
/// Applying the same delivery, or another one with the same events, again changes nothing.
struct DeliveryApplication {
    let connection: any SQLConnection
    let graph: EngineGraph
    let delivery: DeliveryID
    let inbox: InboxDefinition
    /// When the delivery was received: the instant that clocks and conversations go by, however late it is processed.
    let receivedAt: Instant
    let now: Instant

    private var message: MessageID?
    private var conversation: ConversationID?
    private var effects = 0
    private var duplicates = 0
    private var ignoredReason: String?
    /// Whether attachments of it wait to be fetched.
    private(set) var hasNewAttachments = false
    /// Whether an automatic reply may wait in the outbox.
    private(set) var isAcknowledged = false
    /// The template that the route of a conversation names which this delivery began.
    private var autoReply: String?

    init(
        connection: any SQLConnection, graph: EngineGraph, delivery: DeliveryID, inbox: InboxDefinition,
        receivedAt: Instant, now: Instant
    ) {
        self.connection = connection
        self.graph = graph
        self.delivery = delivery
        self.inbox = inbox
        self.receivedAt = receivedAt
        self.now = now
    }

    mutating func apply(_ events: [NormalizedEvent]) throws -> Settlement {
        for event in events {
            try apply(event)
        }
        if effects > 0 {
            return Settlement(state: .processed, message: message, conversation: conversation)
        }
        if duplicates > 0 {
            return Settlement(state: .duplicate, message: message, conversation: conversation)
        }
        return Settlement(state: .ignored, reason: ignoredReason ?? "no_events")
    }

    private mutating func apply(_ event: NormalizedEvent) throws {
        if let key = EventKey.effect(event, inbox: inbox.name) {
            if let seen = try Messages(connection).seen(key) {
                duplicates += 1
                message = message ?? seen.message
                return
            }
            try Messages(connection).markSeen(key, message: nil)
        }
        switch event {
        case .message(let event): try receive(event)
        case .echo(let event): try echo(event)
        case .edit(let edit): try act(on: edit.target, event)
        case .delete(let deletion): try act(on: deletion.target, event)
        case .reaction(let reaction): try act(on: reaction.target, event)
        case .receipt(let receipt): try act(on: receipt.target, event)
        case .contact(let event): try changeContact(event)
        case .ignored(let reason): ignoredReason = ignoredReason ?? reason
        }
    }

    /// Counts an effect, and remembers the first message that this delivery touched.
    mutating func noteEffect(on message: MessageID?) {
        effects += 1
        self.message = self.message ?? message
    }

    mutating func noteDuplicate() {
        duplicates += 1
    }

    /// Counts an event that had its effect before.
    mutating func noteDuplicate(of message: MessageID, in conversation: ConversationID) {
        duplicates += 1
        self.message = self.message ?? message
        self.conversation = self.conversation ?? conversation
    }

    // MARK: - Messages

    mutating func receive(_ event: MessageEvent) throws {
        if let part = event.part { return try receivePart(event, part) }
        let key = EventKey.message(inbox: inbox.name, id: event.id)
        if let seen = try Messages(connection).seen(key) {
            duplicates += 1
            message = message ?? seen.message
            return
        }
        if let hints = event.threading { return try receiveMail(event, hints, key: key) }
        let sender = try identify(event.sender)
        let current = try Conversations(connection).current(inbox: inbox.name, threadKey: event.conversation)
        var unit = try thread(event, from: sender, into: current)
        let isNew = unit.conversation.messageCount == 0
        try storeInbound(event, key: key, in: &unit)
        if isNew { try acknowledge(event, in: &unit) }
    }

    @discardableResult
    mutating func storeInbound(
        _ event: MessageEvent, key: EventKey, in unit: inout ConversationUnit
    ) throws -> MessageID {
        // A machine does not wait, and opens no reply window.
        if !event.automatic {
            unit.conversation.lastInboundAt = max(unit.conversation.lastInboundAt ?? receivedAt, receivedAt)
        }
        return try store(
            event, author: event.sender.id, direction: .inbound, as: .messageReceived, key: key, in: &unit)
    }

    /// Answers what began a conversation by itself, where its route says so.
    mutating func acknowledge(_ event: MessageEvent, in unit: inout ConversationUnit) throws {
        guard let autoReply, let template = graph.configuration.autoReplies[autoReply] else { return }
        try AutoReplier(connection: connection, graph: graph, now: now)
            .reply(text: template.text, subject: template.subject, to: event, in: &unit)
        isAcknowledged = true
    }

    /// A message that our side sent with other means: it is part of the thread, and it answers the customer.
    private mutating func echo(_ event: MessageEvent) throws {
        let key = EventKey.message(inbox: inbox.name, id: event.id)
        if let seen = try Messages(connection).seen(key) {
            duplicates += 1
            message = message ?? seen.message
            return
        }
        let customer = event.recipient ?? SenderInfo(id: event.conversation)
        let contact = try identify(customer)
        let current = try Conversations(connection).current(inbox: inbox.name, threadKey: event.conversation)
        var unit = try thread(event, from: contact, address: customer.id, isEcho: true, into: current)
        try unit.clock(.agentReply, at: receivedAt)
        unit.conversation.firstRespondedAt = unit.conversation.firstRespondedAt ?? receivedAt
        try store(event, author: event.sender.id, direction: .outbound, as: .messageEchoed, key: key, in: &unit)
    }

    @discardableResult
    private mutating func store(
        _ event: MessageEvent, author: String, direction: Message.Direction, as type: EventType, key: EventKey,
        in unit: inout ConversationUnit
    ) throws -> MessageID {
        unit.conversation.lastMessageAt = max(unit.conversation.lastMessageAt, receivedAt)
        unit.conversation.messageCount += 1
        try unit.save()
        let id = try Messages(connection).insert(
            Message(
                id: MessageID(0), conversation: unit.conversation.id, direction: direction, providerID: event.id,
                author: author, sentAt: event.sentAt, receivedAt: receivedAt, text: event.text, html: event.html,
                subject: event.subject, replyTo: event.replyTo, attachments: event.attachments, delivery: delivery,
                isAutomatic: event.automatic))
        try Messages(connection).markSeen(key, message: id)
        if let quote = event.quote { try Quotes(connection).insert(quote, of: id) }
        try expectAttachments(event.attachments, of: id)
        unit.append(type, at: receivedAt, message: id)
        try unit.save()
        effects += 1
        message = message ?? id
        conversation = conversation ?? unit.conversation.id
        try applyWaiting(for: key, message: id)
        return id
    }

    /// What is to be fetched waits for that from now on; what has no content, or none that can be had, gets no row.
    private mutating func expectAttachments(_ attachments: [Attachment], of message: MessageID) throws {
        guard !attachments.isEmpty, let adapter = graph.adapters[inbox.name] else { return }
        for (position, attachment) in attachments.enumerated() where adapter.place(of: attachment) != .nowhere {
            try Attachments(connection).insert(
                StoredAttachment(position: position, state: .waiting, nextAttemptAt: now), of: message)
            hasNewAttachments = true
        }
    }

    // MARK: - Contacts

    func identify(_ sender: SenderInfo) throws -> KnownContact {
        let contacts = Contacts(connection)
        guard var contact = try contacts.find(channel: inbox.channel, address: sender.id) else {
            var contact = Contact(
                id: ContactID(0), name: sender.name, email: sender.email, phone: sender.phone, locale: sender.locale)
            contact.id = try contacts.insert(contact, channel: inbox.channel, address: sender.id, at: receivedAt)
            return KnownContact(contact: contact, isNew: true)
        }
        let before = contact
        contact.take(sender)
        if contact != before { try contacts.update(contact) }
        return KnownContact(contact: contact, isNew: false)
    }

    private mutating func changeContact(_ event: ContactEvent) throws {
        let known = try identify(event.sender)
        try Contacts(connection).setBlocked(known.contact.id, at: event.change == .blocked ? event.at : nil)
        var data = JSONFields()
        data.add("contact", known.contact.id.rawValue)
        data.add("address", event.sender.id)
        data.add("change", event.change.rawValue)
        try Events(connection).append(.contactChanged, at: event.at, data: data)
        effects += 1
    }

    // MARK: - Threads

    /// The conversation that a message becomes part of, up to date and open: the one that was found, or where there is
    /// none or a closed one a new one, linked to that or to `previous`.
    ///
    /// What a machine wrote wakes nothing: it is added to what was found, in whatever status, and no clock hears of it.
    mutating func thread(
        _ event: MessageEvent, from known: KnownContact, address: String? = nil, isEcho: Bool = false,
        into found: Conversation?, after previous: ConversationID? = nil
    ) throws -> ConversationUnit {
        let address = address ?? event.sender.id
        guard let found else {
            return try begin(event, from: known, address: address, after: previous, isEcho: isEcho)
        }
        var unit = try ConversationUnit(found, connection: connection, graph: graph, now: now)
        // What falls due at this very instant comes after the message: an answer at its due instant is in time.
        try unit.advance(to: receivedAt.adding(milliseconds: -1))
        if event.automatic, !isEcho { return unit }
        if unit.conversation.status == .closed {
            try unit.save()
            return try begin(event, from: known, address: address, after: found.id, isEcho: isEcho)
        }
        if !isEcho {
            // Machines began it: for people it begins now.
            if unit.conversation.lastInboundAt == nil, unit.conversation.firstRespondedAt == nil {
                try unit.clock(.created(unit.conversation.priority), at: receivedAt)
            }
            try unit.setStatus(.open, at: receivedAt, actor: nil, reason: "customer_message")
            try unit.clock(.customerMessage, at: receivedAt)
            try Assigner(connection: connection, graph: graph, now: now).assign(&unit, at: receivedAt)
        }
        return unit
    }

    private mutating func begin(
        _ event: MessageEvent, from known: KnownContact, address: String, after previous: ConversationID?, isEcho: Bool
    ) throws -> ConversationUnit {
        let facts = RoutingFacts(
            channel: inbox.channel, inbox: inbox.name, from: event.sender.id, fromName: event.sender.name,
            recipient: event.to, subject: event.subject, text: event.text,
            locale: event.language ?? event.sender.locale ?? known.contact.locale,
            attachments: event.attachments.map(\.kind),
            attachmentTypes: event.attachments.compactMap(\.contentType), headers: event.headers,
            isAutomatic: event.automatic,
            contact: known.contact.attributes, isKnownContact: !known.isNew,
            openConversations: graph.routesCountConversations
                ? try Conversations(connection).openCount(of: known.contact.id) : 0,
            receivedAt: receivedAt,
            event: graph.routesReadEvents ? Array(NormalizedEvent.message(event).json.json.utf8) : [])
        let placement = try Placement(facts, graph: graph, connection: connection, now: now)
        autoReply = placement.decision.autoReply
        var unit = ConversationUnit(
            new: Conversation(
                id: ConversationID(0), inbox: inbox.name, channel: inbox.channel, contact: known.contact.id,
                address: address, threadKey: event.conversation, queue: placement.queue,
                priority: placement.decision.priority, slaPolicy: placement.policy, subject: event.subject,
                tags: placement.decision.tags, skills: placement.decision.skills, createdAt: receivedAt,
                lastMessageAt: receivedAt, previous: previous),
            connection: connection, graph: graph, now: now)
        unit.append(.conversationCreated, at: receivedAt, data: placement.explanation(previous: previous))
        if isEcho || !event.automatic {
            try unit.clock(.created(placement.decision.priority), at: receivedAt)
            if !isEcho { try unit.clock(.customerMessage, at: receivedAt) }
        }
        try Assigner(connection: connection, graph: graph, now: now).assign(&unit, at: receivedAt)
        return unit
    }
}

/// A contact, and whether this delivery brought them.
struct KnownContact {
    var contact: Contact
    var isNew: Bool
}

extension Contact {
    /// Takes over what a sender says of themselves; what they leave out stays.
    fileprivate mutating func take(_ sender: SenderInfo) {
        name = sender.name ?? name
        email = sender.email ?? email
        phone = sender.phone ?? phone
        locale = sender.locale ?? locale
    }
}

package import ChannelKit
import InboxDomain

extension ManifestAdapter {
    package func normalize(_ delivery: RawDelivery) throws(NormalizationError) -> [NormalizedEvent] {
        let batch = try normalizeEach(delivery)
        if let failure = batch.failures.first { throw failure }
        return batch.events
    }

    package func normalizeEach(_ delivery: RawDelivery) throws(NormalizationError) -> NormalizedBatch {
        let values: [JSONValue]
        do throws(JQError) {
            values = try manifest.normalize.program.run(input(of: delivery), with: variables(of: delivery))
        } catch {
            throw Self.normalizationError(error)
        }
        // What is of no consequence is ignored by name: nothing at all is a mistake of the program, and would be a loss.
        guard !values.isEmpty else {
            throw NormalizationError(.mappingFailed, "the program gave no event, and did not say that it is ignored")
        }
        var batch = NormalizedBatch()
        batch.events.reserveCapacity(values.count)
        for (i, value) in values.enumerated() {
            do throws(NormalizationError) {
                batch.events.append(try event(value, delivery))
            } catch {
                let place = values.count > 1 ? "event \(i + 1): " : ""
                batch.failures.append(NormalizationError(error.code, "\(place)\(error.detail)"))
            }
        }
        return batch
    }

    /// What `alone` of the prelude caught comes as an object of the type `unusable`.
    private func event(_ value: JSONValue, _ delivery: RawDelivery) throws(NormalizationError) -> NormalizedEvent {
        if value["type"]?.string == "unusable" {
            throw NormalizationError(.mappingFailed, (value["error"]?.string ?? "failed").firstWords)
        }
        if value["type"]?.string == "mail" { return try mail(value, delivery) }
        return try NormalizedEvent(json: value, receivedAt: delivery.receivedAt)
    }

    /// A raw mail that the program found in the body: it becomes a message, read as the channel `email` reads it.
    private func mail(_ value: JSONValue, _ delivery: RawDelivery) throws(NormalizationError) -> NormalizedEvent {
        var recipients: [String] = []
        if case .array(let texts)? = value["recipients"] { recipients = texts.compactMap(\.string) }
        let envelope = value["sender"]?.string.map { MailEvent.Envelope(sender: $0, recipients: recipients) }
        var message = MailEvent(
            try Self.rawMail(value), envelope: envelope, addresses: recipients, receivedAt: delivery.receivedAt
        ).message
        if message.text.isEmpty, message.attachments.isEmpty {
            guard let bounce = message.bounce else { return .ignored(reason: "empty_message") }
            message.text = bounce.recipients.lazy.compactMap(\.detail).first { !$0.isEmpty } ?? "Delivery failed"
        }
        return .message(message)
    }

    /// The content of a part of the raw mail in a delivery. Blocks up to the program's time limit.
    func mailPart(_ path: String, in delivery: RawDelivery) -> [UInt8]? {
        let outputs = try? manifest.normalize.program.run(input(of: delivery), with: variables(of: delivery))
        guard let value = outputs?.first(where: { $0["type"]?.string == "mail" }), let raw = try? Self.rawMail(value)
        else { return nil }
        return MailEvent.content(of: path, in: raw)
    }

    private static func rawMail(_ value: JSONValue) throws(NormalizationError) -> [UInt8] {
        guard let content = value["content"]?.string, !content.isEmpty else {
            throw NormalizationError(.invalidEvent, "mail: \"content\" is missing")
        }
        let raw = Array(content.utf8)
        switch value["encoding"]?.string ?? "utf8" {
        case "utf8": return raw
        case "base64":
            let text = raw.contains { $0 <= 0x20 } ? raw.filter { $0 > 0x20 } : raw
            guard let decoded = Base64.decode(text) else {
                throw NormalizationError(.invalidEvent, "mail: \"content\" is no base64")
            }
            guard !decoded.isEmpty else { throw NormalizationError(.invalidEvent, "mail: \"content\" is empty") }
            return decoded
        default: throw NormalizationError(.invalidEvent, "mail: \"encoding\" must be utf8 or base64")
        }
    }

    private func input(of delivery: RawDelivery) -> [UInt8] {
        switch manifest.normalize.format {
        case .json: delivery.body
        case .form: Self.form(of: delivery) ?? FormFields(parsing: delivery.body).grouped.jsonBytes
        case .any:
            delivery.body.isEmpty
                ? Array("null".utf8) : Self.form(of: delivery) ?? delivery.body
        }
    }

    /// The fields of a form; nil where the Content-Type says that it is none.
    private static func form(of delivery: RawDelivery) -> [UInt8]? {
        let contentType = delivery.headers.first { $0.name == "content-type" }?.value
        if let boundary = MultipartForm.boundary(of: contentType) {
            return MultipartForm(parsing: delivery.body, boundary: boundary).json.jsonBytes
        }
        guard contentType?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false else { return nil }
        return FormFields(parsing: delivery.body).grouped.jsonBytes
    }

    /// What the program names of its variables, as JSON. Written by hand: this is done for every message.
    private func variables(of delivery: RawDelivery) -> [UInt8] {
        let named = manifest.normalize.program.variables
        var json: [UInt8] = []
        func begin(_ variable: JQVariable) -> Bool {
            guard named.contains(variable) else { return false }
            json += json.isEmpty ? "{\"".utf8 : ",\"".utf8
            json += variable.rawValue.utf8
            json += "\":".utf8
            return true
        }
        if begin(.receivedAt) { json += String(delivery.receivedAt.milliseconds).utf8 }
        if begin(.headers) { write(delivery.headers, to: &json) }
        if begin(.query) { FormFields(parsing: Array(delivery.query.utf8)).firsts.write(to: &json) }
        if begin(.method) { JSONValue.write(delivery.method, to: &json) }
        if begin(.path) { JSONValue.write(delivery.subpath, to: &json) }
        if begin(.params) { parameters(of: delivery).write(to: &json) }
        if begin(.digest) { JSONValue.write(Hex.encode(HashAlgorithm.sha256.digest(of: delivery.body)), to: &json) }
        if begin(.settings) { json += settings.publicJSON }
        if begin(.inbox) { JSONValue.write(inbox.name, to: &json) }
        json += json.isEmpty ? "{}".utf8 : "}".utf8
        return json
    }

    /// An object of name to value.
    private func write(_ headers: [WebhookRequest.Header], to json: inout [UInt8]) {
        json.append(UInt8(ascii: "{"))
        for (i, header) in headers.enumerated() {
            if i > 0 { json.append(UInt8(ascii: ",")) }
            JSONValue.write(header.name, to: &json)
            json.append(UInt8(ascii: ":"))
            JSONValue.write(header.value, to: &json)
        }
        json.append(UInt8(ascii: "}"))
    }

    /// The named segments of the path.
    private func parameters(of delivery: RawDelivery) -> JSONValue {
        let values = manifest.webhook.paths.lazy.compactMap { $0.values(in: delivery.subpath) }.first ?? []
        return .object(values.map { ($0.name, JSONValue.string($0.value)) })
    }

    private static func normalizationError(_ error: JQError) -> NormalizationError {
        switch error {
        case .notJSON(let detail): NormalizationError(.notJSON, detail.firstWords)
        case .failed(let detail): NormalizationError(.mappingFailed, detail.firstWords)
        case .timeLimit: NormalizationError(.timeLimit, "the program was stopped at its time limit")
        case .outputLimit: NormalizationError(.invalidEvent, "more than \(EventLimits.events) events, or too large")
        case .compile(let line, let detail): NormalizationError(.mappingFailed, "line \(line): \(detail)")
        case .unavailable(let detail): NormalizationError(.mappingFailed, detail)
        }
    }
}

extension MultipartForm {
    /// An object of name to text, and to `{filename, content_type, size}` for files; to a list where a name repeats.
    var json: JSONValue {
        var object = JSONObject()
        for part in parts {
            let content = bytes(of: part)
            var value = JSONValue.string(String(decoding: content, as: UTF8.self))
            if let fileName = part.fileName {
                value = .object([
                    ("filename", .string(fileName)),
                    ("content_type", part.contentType.map(JSONValue.string) ?? .null),
                    ("size", .number(String(content.count))),
                ])
            }
            switch object[part.name] {
            case nil: object[part.name] = value
            case .array(let values)?: object[part.name] = .array(values + [value])
            case let first?: object[part.name] = .array([first, value])
            }
        }
        return .object(object)
    }
}

extension FormFields {
    /// An object of name to value, or to the list of values where a name repeats.
    var grouped: JSONValue {
        var object = JSONObject()
        for field in fields {
            switch object[field.name] {
            case nil: object[field.name] = .string(field.value)
            case .array(let values)?: object[field.name] = .array(values + [.string(field.value)])
            case let first?: object[field.name] = .array([first, .string(field.value)])
            }
        }
        return .object(object)
    }

    /// An object of name to first value.
    var firsts: JSONValue {
        var object = JSONObject()
        for field in fields where object[field.name] == nil { object[field.name] = .string(field.value) }
        return .object(object)
    }
}

extension String {
    /// Enough of an error's text to know it by, and little of what it may quote.
    var firstWords: String {
        utf8.count <= 200 ? self : "\(prefix(197))…"
    }
}

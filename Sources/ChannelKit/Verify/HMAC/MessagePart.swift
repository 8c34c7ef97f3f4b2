/// One part of the bytes that a signature covers; the parts are joined without anything between them.
package enum MessagePart: Sendable, Hashable {
    case literal(String)
    /// The body as received.
    case rawBody
    /// A header's value, by its name in lower case.
    case header(String)
    case query(String)
    case field(BodyField)
    /// A field of the body, or of the query where there is no body.
    case parameter(String)
    /// `name\nvalue\n` for each field of a JSON object, in this order; those that may be missing are left out where they
    /// are (Amazon SNS).
    case fieldLines([FieldLine])
    /// The URL as the sender used it.
    case url
    /// The hash of the body, written so.
    case bodyDigest(HashAlgorithm, BinaryEncoding)
    case sortedParameters(SortedParameters)
    /// The text that the rule's timestamp is read from.
    case timestamp

    /// Appends the part; false where the request lacks it. `timestamp` is the rule's to append.
    func append(of request: WebhookRequest, url: String, to message: inout [UInt8]) -> Bool {
        switch self {
        case .literal(let text): message.append(contentsOf: text.utf8)
        case .rawBody: message.append(contentsOf: request.body)
        case .header(let name): return Self.append(request.header(name), to: &message)
        case .query(let name): return Self.append(request.queryFields[name], to: &message)
        case .field(let field): return Self.append(field.value(in: request), to: &message)
        case .parameter(let name): return Self.append(RequestPlace.parameter(name).value(in: request), to: &message)
        case .fieldLines(let lines):
            for line in lines {
                guard let value = JSONPath(member: line.name).text(in: request.body) else {
                    if line.isOptional { continue }
                    return false
                }
                message.append(contentsOf: "\(line.name)\n\(value)\n".utf8)
            }
        case .url: message.append(contentsOf: url.utf8)
        case .bodyDigest(let algorithm, let encoding):
            message.append(contentsOf: encoding.encode(algorithm.digest(of: request.body)).utf8)
        case .timestamp: return false
        case .sortedParameters(let rule): message.append(contentsOf: rule.text(of: request).utf8)
        }
        return true
    }

    private static func append(_ value: String?, to message: inout [UInt8]) -> Bool {
        guard let value else { return false }
        message.append(contentsOf: value.utf8)
        return true
    }
}

/// One line of `MessagePart.fieldLines`.
package struct FieldLine: Sendable, Hashable {
    package var name: String
    package var isOptional: Bool

    package init(_ name: String, isOptional: Bool = false) {
        self.name = name
        self.isOptional = isOptional
    }
}

/// The request's parameters in the order of their names, as Twilio and Vonage sign them.
package struct SortedParameters: Sendable, Hashable {
    package enum Source: String, Sendable, CaseIterable {
        /// The form where there is one, else the members of the JSON object, else the query.
        case any
        /// Only the form: nothing where there is none.
        case form
        case query
        /// The members of the JSON object that are no arrays or objects.
        case json
    }

    package var source: Source
    /// One parameter's text, with `{name}` and `{value}`.
    package var format: String
    /// Texts in names and values, and what stands for them.
    package var replacements: [String: String]
    package var excluded: Set<String>
    /// Whether a parameter that is given twice with one value counts once.
    package var dedupe: Bool

    package init(
        source: Source = .any, format: String, replacements: [String: String] = [:], excluded: Set<String> = [],
        dedupe: Bool = false
    ) {
        self.source = source
        self.format = format
        self.replacements = replacements
        self.excluded = excluded
        self.dedupe = dedupe
    }

    func text(of request: WebhookRequest) -> String {
        var fields = parameters(of: request).filter { !excluded.contains($0.name) }
        fields.sort { ($0.name, $0.value) < ($1.name, $1.value) }
        if dedupe {
            var seen: Set<FormFields.Field> = []
            fields = fields.filter { seen.insert($0).inserted }
        }
        return fields.map(text(of:)).joined()
    }

    private func text(of field: FormFields.Field) -> String {
        // The name goes in first, and by pieces: a value that holds "{name}" is a value.
        format.split(separator: "{value}", omittingEmptySubsequences: false)
            .map { $0.split(separator: "{name}", omittingEmptySubsequences: false).joined(separator: field.name) }
            .joined(separator: replaced(field.value))
    }

    private func replaced(_ text: String) -> String {
        String(text.map { replacements[String($0)] ?? String($0) }.joined())
    }

    private func parameters(of request: WebhookRequest) -> [FormFields.Field] {
        switch source {
        case .form: request.isForm ? request.formFields.fields : []
        case .query: request.queryFields.fields
        case .json: Self.members(of: request.body) ?? []
        case .any:
            request.isForm
                ? request.formFields.fields : Self.members(of: request.body) ?? request.queryFields.fields
        }
    }

    private static func members(of body: [UInt8]) -> [FormFields.Field]? {
        guard case .object(let object)? = try? JSONValue(parsing: body) else { return nil }
        return object.members.compactMap { member in
            member.value.scalarText.map { FormFields.Field(name: member.name, value: $0) }
        }
    }
}

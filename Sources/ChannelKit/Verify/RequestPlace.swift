/// Where in a request a value stands.
package enum RequestPlace: Sendable, Hashable {
    /// A header, by its name in lower case.
    case header(String)
    /// `Authorization: Bearer …`
    case bearer
    case query(String)
    case field(BodyField)
    /// A field of the form or of the JSON object; of the query where the body is neither.
    case parameter(String)
    /// What follows `/in/<inbox>/`.
    case path
    /// One segment of it, counted from 1.
    case pathSegment(Int)

    /// The value, or nil where it is missing.
    package func value(in request: WebhookRequest) -> String? {
        switch self {
        case .header(let name): return request.header(name)
        case .bearer:
            guard let header = request.header("authorization"), header.utf8.count > 7,
                header.prefix(7).lowercased() == "bearer "
            else { return nil }
            return String(header.dropFirst(7))
        case .query(let name): return request.queryFields[name]
        case .field(let field): return field.value(in: request)
        case .parameter(let name):
            return request.body.isEmpty ? request.queryFields[name] : BodyField.name(name).value(in: request)
        case .path: return request.subpath.isEmpty ? nil : String(request.subpath.dropFirst())
        case .pathSegment(let number):
            let segments = request.subpath.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            return segments.dropFirst(number - 1).first.map(String.init)
        }
    }

    /// Puts the value there, in place of one that may stand there.
    func set(_ value: String, in request: inout WebhookRequest) {
        switch self {
        case .header(let name): request.setHeader(name, value)
        case .bearer: request.setHeader("authorization", "Bearer \(value)")
        case .query(let name): request.setQuery(name, value)
        case .field(let field): field.set(value, in: &request)
        case .parameter(let name):
            if request.body.isEmpty {
                request.setQuery(name, value)
            } else {
                BodyField.name(name).set(value, in: &request)
            }
        case .path: request.subpath = "/\(value)"
        case .pathSegment(let number):
            var segments = request.subpath.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            while segments.count <= number { segments.append("") }
            segments[number] = value
            request.subpath = segments.joined(separator: "/")
        }
    }
}

/// A field of the body: a name (of a form's field, or of a member of a JSON object), or a path into JSON.
package enum BodyField: Sendable, Hashable {
    case name(String)
    case path(JSONPath)

    /// What begins with a point is a path; nil where it is a broken one.
    package init?(_ text: String) {
        guard text.hasPrefix(".") else {
            self = .name(text)
            return
        }
        guard let path = JSONPath(text) else { return nil }
        self = .path(path)
    }

    package func value(in request: WebhookRequest) -> String? {
        switch self {
        case .name(let name):
            if let fields = request.bodyFields { return fields[name] }
            return JSONPath(member: name).text(in: request.body)
        case .path(let path): return path.text(in: request.body)
        }
    }

    /// Only a name can be set, or a path of one name; other paths are left alone.
    func set(_ value: String, in request: inout WebhookRequest) {
        let name: String
        switch self {
        case .name(let plain): name = plain
        case .path(let path):
            guard let member = path.onlyMember else { return }
            name = member
        }
        if request.isForm {
            var form = request.formFields
            form.fields.removeAll { $0.name == name }
            form.fields.append(.init(name: name, value: value))
            request.body = Array(form.encoded.utf8)
        } else if case .object(var object)? = try? JSONValue(parsing: request.body) {
            object[name] = .string(value)
            request.body = JSONValue.object(object).jsonBytes
        }
    }
}

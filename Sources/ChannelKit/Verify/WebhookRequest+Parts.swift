extension WebhookRequest {
    /// Whether the body is an URL-encoded form, by its Content-Type.
    package var isForm: Bool {
        header("content-type")?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
    }

    /// The fields of a form, URL-encoded or multipart; nil where the body is no form.
    package var bodyFields: FormFields? {
        if isForm { return formFields }
        return MultipartForm.boundary(of: header("content-type")).map {
            MultipartForm(parsing: body, boundary: $0).fields
        }
    }

    package var queryFields: FormFields { FormFields(parsing: Array(query.utf8)) }

    package var formFields: FormFields { FormFields(parsing: body) }

    package mutating func setHeader(_ name: String, _ value: String) {
        if let place = headers.firstIndex(where: { $0.name == name }) {
            headers[place].value = value
        } else {
            headers.append(Header(name: name, value: value))
        }
    }

    /// Sets a field of the query, in the public URL too.
    mutating func setQuery(_ name: String, _ value: String) {
        var fields = queryFields
        fields.fields.removeAll { $0.name == name }
        fields.fields.append(.init(name: name, value: value))
        query = fields.encoded
        let base = publicURL.prefix { $0 != "?" }
        publicURL = base.isEmpty ? "" : "\(base)?\(query)"
    }
}

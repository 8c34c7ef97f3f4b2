/// A `multipart/form-data` body (RFC 7578), read over its bytes.
package struct MultipartForm: Sendable {
    /// More parts than these are left out.
    package static let maximumParts = 1000

    package struct Part: Sendable {
        package var name: String
        /// Nil where the part is a plain field.
        package var fileName: String?
        package var contentType: String?
        /// The part's place in the body.
        package var content: Range<Int>
    }

    package let parts: [Part]
    private let body: [UInt8]

    /// The boundary that a Content-Type names; nil where it is no multipart form.
    package static func boundary(of contentType: String?) -> String? {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data") else { return nil }
        let boundary = parameter("boundary", of: Array(contentType.utf8)[...])
        return boundary.flatMap { $0.isEmpty || $0.utf8.count > 200 ? nil : $0 }
    }

    /// Parts that are broken are left out; what follows the closing boundary is not looked at.
    package init(parsing body: [UInt8], boundary: String) {
        self.body = body
        var parts: [Part] = []
        let delimiter = Array("--\(boundary)".utf8)
        var position =
            body.starts(with: delimiter)
            ? 0
            : Self.find(Array("\r\n".utf8) + delimiter, in: body, from: 0)
                .map { $0 + 2 }
        let next = Array("\r\n".utf8) + delimiter
        while let start = position, parts.count < Self.maximumParts {
            var cursor = start + delimiter.count
            if body[cursor...].starts(with: "--".utf8) { break }
            guard let lineEnd = Self.find(Self.lineEnd, in: body, from: cursor) else { break }
            cursor = lineEnd + 2
            guard let end = Self.find(next, in: body, from: max(cursor - 2, 0)) else { break }
            if let part = Self.part(body, cursor, end) { parts.append(part) }
            position = end + 2
        }
        self.parts = parts
    }

    /// The plain fields, in their order.
    package var fields: FormFields {
        FormFields(
            fields: parts.filter { $0.fileName == nil }.map {
                FormFields.Field(name: $0.name, value: String(decoding: body[$0.content], as: UTF8.self))
            })
    }

    package func bytes(of part: Part) -> ArraySlice<UInt8> { body[part.content] }

    // MARK: Reading

    private static let lineEnd = Array("\r\n".utf8)

    private static func part(_ body: [UInt8], _ start: Int, _ end: Int) -> Part? {
        var name: String?
        var fileName: String?
        var contentType: String?
        var cursor = start
        while cursor < end, let stop = find(lineEnd, in: body, from: cursor), stop <= end {
            if stop == cursor { break }
            let line = body[cursor..<stop]
            cursor = stop + 2
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
            case "content-disposition":
                name = parameter("name", of: value)
                fileName = parameter("filename", of: value)
            case "content-type": contentType = String(decoding: value, as: UTF8.self)
            default: break
            }
        }
        guard let name else { return nil }
        let content = min(cursor + 2, end)
        return Part(name: name, fileName: fileName, contentType: contentType, content: content..<end)
    }

    /// A parameter of a header's value, with its quotation marks and escapes resolved.
    private static func parameter(_ wanted: String, of value: ArraySlice<UInt8>) -> String? {
        var rest = value
        while let semicolon = rest.firstIndex(of: UInt8(ascii: ";")) {
            rest = rest[(semicolon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = String(decoding: rest[..<equals], as: UTF8.self).lowercased()
            rest = rest[(equals + 1)...]
            var text: [UInt8] = []
            if rest.first == UInt8(ascii: "\"") {
                rest = rest.dropFirst()
                while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
                    let isEscape =
                        byte == UInt8(ascii: "\\") && (rest.first == byte || rest.first == UInt8(ascii: "\""))
                    text.append(isEscape ? rest.popFirst() ?? byte : byte)
                }
            } else {
                let end = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex
                text = Array(rest[..<end])
                rest = rest[end...]
            }
            if name == wanted { return String(decoding: text, as: UTF8.self) }
        }
        return nil
    }

    private static func find(_ wanted: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        guard start + wanted.count <= body.count, let first = wanted.first else { return nil }
        var i = start
        while i + wanted.count <= body.count {
            if body[i] == first, body[i..<(i + wanted.count)].elementsEqual(wanted) { return i }
            i += 1
        }
        return nil
    }
}

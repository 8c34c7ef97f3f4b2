/// Why a text is no JSON, or not one that we read.
package enum JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Something else stands where a value, a comma, a colon or a quotation mark must: at this byte, from 0.
    case unexpected(at: Int)
    /// It ends too early.
    case incomplete
    /// Arrays and objects stand in one another deeper than the limit.
    case tooDeep

    package var description: String {
        switch self {
        case .unexpected(let offset): "unexpected byte at offset \(offset)"
        case .incomplete: "ends too early"
        case .tooDeep: "nested too deeply"
        }
    }
}

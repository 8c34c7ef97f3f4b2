/// A matcher in the form in which the tree asks it.
struct RoutingTest: Sendable {
    enum Cost: CaseIterable {
        /// A comparison of numbers.
        case number
        /// A walk over a text.
        case text
        /// A program.
        case program
    }

    private enum Kind: Sendable {
        /// The field's value is this one.
        case literal(Int32)
        /// It is one of these, which stand in order, or one of the globs covers it.
        case patterns([Int32], globs: [RoutingGlob])
        case matcher(Matcher)
    }

    private let kind: Kind
    private let field: Int
    private let isNegated: Bool
    private let location: SourceLocation

    init(_ matcher: Matcher, at location: SourceLocation, _ fields: inout RoutingFields) {
        self.location = location
        guard let field = fields.place(of: matcher.field), let patterns = Self.texts(matcher.patterns) else {
            kind = .matcher(matcher)
            self.field = 0
            isNegated = false
            return
        }
        let literals = patterns.literals.map { fields.literal($0) }
        self.field = field
        isNegated = matcher.isNegated
        if literals.count == 1, patterns.globs.isEmpty {
            kind = .literal(literals[0])
        } else {
            kind = .patterns(literals.sorted(), globs: patterns.globs.map(RoutingGlob.init))
        }
    }

    /// Nil where there are other patterns too.
    private static func texts(_ patterns: [Matcher.Pattern]) -> (literals: [String], globs: [String])? {
        var (literals, globs): ([String], [String]) = ([], [])
        for pattern in patterns {
            switch pattern {
            case .equals(let text): literals.append(text)
            case .glob(let glob): globs.append(glob)
            case .expression, .range, .calendar, .predicate: return nil
            }
        }
        return (literals, globs)
    }

    var cost: Cost {
        switch kind {
        case .literal: .number
        case .patterns(_, let globs): globs.isEmpty ? .number : .text
        case .matcher(let matcher): matcher.field == .event ? .program : .text
        }
    }

    /// Whether the message passes. Adds to `notes` where that could not be found out.
    @inline(__always)
    func holds(_ values: inout RoutingValues, _ notes: inout [String]) -> Bool {
        if case .literal(let literal) = kind { return (values.literal(field) == literal) != isNegated }
        return holdsByPatterns(&values, &notes)
    }

    private func holdsByPatterns(_ values: inout RoutingValues, _ notes: inout [String]) -> Bool {
        switch kind {
        case .literal: return false
        case .patterns(let literals, let globs):
            return (Self.contains(values.literal(field), literals) || values.matches(field, anyOf: globs)) != isNegated
        case .matcher(let matcher):
            switch matcher.outcome(values.facts) {
            case .matches: return true
            case .differs: return false
            case .failed(let reason):
                notes.append("\(location): \(matcher.field) failed, which counts as no match: \(reason)")
                return false
            }
        }
    }

    private static func contains(_ literal: Int32, _ literals: [Int32]) -> Bool {
        guard literal >= 0 else { return false }
        var (low, high) = (0, literals.count)
        while low < high {
            let middle = (low + high) / 2
            if literals[middle] < literal { low = middle + 1 } else { high = middle }
        }
        return low < literals.count && literals[low] == literal
    }
}

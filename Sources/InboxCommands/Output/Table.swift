/// Rows under headings, each column as wide as its widest cell.
///
/// Columns are two spaces apart. Where the terminal is too narrow, the last column and those that may shrink are cut,
/// the widest first, until the line fits or each is at its least; numbers, times and names of things stay whole.
struct Table {
    struct Cell: ExpressibleByStringInterpolation {
        var text: String
        var tone: Style.Tone

        init(_ text: String, _ tone: Style.Tone = .plain) {
            self.text = DisplayText.clean(text)
            self.tone = tone
        }

        init(stringLiteral value: String) {
            self.init(value)
        }

        init(_ number: some BinaryInteger, _ tone: Style.Tone = .plain) {
            self.init(String(number), tone)
        }

        /// `-` for what is not there.
        init(_ text: String?, _ tone: Style.Tone = .plain) {
            self.init(text ?? "-", text == nil ? .faint : tone)
        }
    }

    struct Column: ExpressibleByStringLiteral {
        var title: String
        var isNumber = false
        /// Columns below which it is not cut; nil where it is never cut.
        var least: Int?

        init(stringLiteral value: String) {
            title = value
        }

        static func number(_ title: String) -> Column {
            var column = Column(stringLiteral: title)
            column.isNumber = true
            return column
        }

        /// What people can recognise by its beginning.
        static func shrinking(_ title: String) -> Column {
            var column = Column(stringLiteral: title)
            column.least = 8
            return column
        }
    }

    private var columns: [Column]
    private var rows: [[Cell]] = []

    init(_ columns: [Column]) {
        self.columns = columns
        if let last = columns.indices.last, !columns[last].isNumber { self.columns[last].least = 24 }
    }

    /// As many cells as there are columns.
    mutating func add(_ cells: [Cell]) {
        rows.append(cells)
    }

    /// Nothing but `empty` where there are no rows.
    func lines(_ style: Style, empty: String) -> [String] {
        guard !rows.isEmpty else { return [empty] }
        let headings = columns.map { Cell($0.title, .faint) }
        var widths = columns.indices.map { column in
            ([headings] + rows).map { DisplayText.width($0[column].text) }.max() ?? 0
        }
        if let limit = style.width { shrink(&widths, to: limit) }
        return ([headings] + rows).map { line($0, widths, style) }
    }

    private func shrink(_ widths: inout [Int], to limit: Int) {
        var excess = widths.reduce(0) { $0 + $1 + 2 } - 2 - limit
        while excess > 0 {
            let candidates = widths.indices.filter { index in columns[index].least.map { widths[index] > $0 } ?? false }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
            excess -= 1
        }
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ style: Style) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let text = DisplayText.truncate(cell.text, to: widths[index])
            let padding = String(repeating: " ", count: max(0, widths[index] - DisplayText.width(text)))
            let painted = style.paint(text, cell.tone)
            if index > 0 { line += "  " }
            if columns[index].isNumber {
                line += padding + painted
            } else {
                line += index == cells.count - 1 ? painted : painted + padding
            }
        }
        return line
    }
}

/// Tells tables of data from those that only lay out a page, and writes them in columns.
enum HTMLTable {
    private static let widestCell = 120
    private static let widestColumn = 40
    private static let mostColumns = 40

    /// The table at node `index` row by row; nil where it is none of data: fewer than two rows of two filled cells, a
    /// table or a quote inside, or a cell that takes more than a line.
    static func rows(_ tree: HTMLTree, _ index: Int, _ marks: [Int: TextLine.Mark]) -> [[UInt8]]? {
        let nodes = tree.nodes
        let end = nodes[index].end
        var rows: [[[UInt8]]] = []
        var node = index + 1
        while node < end {
            guard let tag = nodes[node].tag else {
                node += 1
                continue
            }
            switch tag {
            case .table, .blockquote, .preformatted, .item: return nil
            case .row:
                if HTMLStyle(nodes[node].attributes["style"]).isHidden {
                    node = nodes[node].end
                    continue
                }
                rows.append([])
            case .caption: return nil
            case .cell, .headCell:
                // A mark is about lines, and a row is one line.
                if marks[node] != nil || rows.isEmpty || contains(nodes, node) { return nil }
                let lines = HTMLRenderer.lines(of: tree, node..<nodes[node].end, marks)
                guard lines.count <= 1, width(lines.first?.text ?? []) <= widestCell else { return nil }
                rows[rows.count - 1].append(lines.first?.text ?? [])
                let span = Int(nodes[node].attributes["colspan"] ?? "") ?? 1
                let empty = max(0, min(span, mostColumns) - 1)
                rows[rows.count - 1].append(contentsOf: repeatElement([], count: empty))
                guard rows[rows.count - 1].count <= mostColumns else { return nil }
                node = nodes[node].end
                continue
            default:
                if marks[node] != nil { return nil }
            }
            node += 1
        }
        rows.removeAll { $0.allSatisfy(\.isEmpty) }
        guard rows.count(where: { $0.count(where: { !$0.isEmpty }) >= 2 }) >= 2 else { return nil }
        return aligned(rows)
    }

    private static func contains(_ nodes: [HTMLTree.Node], _ cell: Int) -> Bool {
        nodes[cell..<nodes[cell].end].contains { node in
            switch node.tag {
            case .table, .blockquote, .preformatted, .item: true
            default: false
            }
        }
    }

    private static func aligned(_ rows: [[[UInt8]]]) -> [[UInt8]] {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                let own = width(cell)
                if own <= widestColumn { widths[column] = max(widths[column], own) }
            }
        }
        // Columns that are empty throughout only keep others apart.
        let filled = widths.indices.filter { column in rows.contains { $0.count > column && !$0[column].isEmpty } }
        return rows.map { row in
            var line: [UInt8] = []
            for (place, column) in filled.enumerated() where column < row.count {
                if place > 0 { line.append(contentsOf: " | ".utf8) }
                line.append(contentsOf: row[column])
                let missing = widths[column] - width(row[column])
                if missing > 0 { line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: missing)) }
            }
            while let last = line.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "|") { line.removeLast() }
            return line
        }
    }

    /// Columns on a terminal: East Asian characters and emoji take two.
    private static func width(_ text: [UInt8]) -> Int {
        String(decoding: text, as: UTF8.self).unicodeScalars.reduce(0) { $0 + ($1.isWide ? 2 : 1) }
    }
}

extension Unicode.Scalar {
    fileprivate var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

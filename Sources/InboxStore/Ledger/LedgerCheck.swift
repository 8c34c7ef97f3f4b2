import InboxDomain

/// Goes through the ledger once, in the order of the ids, on one snapshot. Keeps no more than the report.
struct LedgerCheck {
    private static let sql = """
        SELECT d.id, d.inbox, d.state, d.size, d.message_id, b.id, length(b.body), b.blob, m.id
        FROM deliveries d
        LEFT JOIN delivery_bodies b ON b.id = d.id
        LEFT JOIN messages m ON m.id = d.message_id
        ORDER BY d.id
        """

    private let connection: any SQLConnection
    private let blobs: BlobStore
    private var report = LedgerReport()
    private var last: Int64 = 0

    init(_ connection: any SQLConnection, blobs: BlobStore) {
        self.connection = connection
        self.blobs = blobs
    }

    /// Blocks for as long as it takes to read every row, and every blob.
    mutating func run() throws -> LedgerReport {
        let highest = try connection.highestIdentity(of: "deliveries")
        try connection.forEachRow(Self.sql, []) { row in
            let id = row.int(0)
            if highest != nil { noteMissing(upTo: id) }
            last = id
            try judge(row, DeliveryID(id), inbox: row.text(1))
            return true
        }
        if let highest { noteMissing(upTo: highest + 1) }
        return report
    }

    /// Ids are given out in the transaction that stores the row: those between the last one seen and this were stored.
    private mutating func noteMissing(upTo id: Int64) {
        guard id > last + 1 else { return }
        let count = Int(id - last - 1)
        let problem = count == 1 ? "is missing" : "and the \(count - 1) after it are missing"
        report.add(problem, delivery: DeliveryID(last + 1), inbox: nil, count: count)
    }

    private mutating func judge(_ row: any SQLRow, _ id: DeliveryID, inbox: String) throws {
        if let state = DeliveryState(rawValue: row.text(2)) {
            report.count(inbox, state)
        } else {
            report.add("has the unknown state “\(row.text(2))”", delivery: id, inbox: inbox)
        }
        if !row.isNull(4) && row.isNull(8) {
            report.add("became message \(row.int(4)), which is missing", delivery: id, inbox: inbox)
        }
        if let problem = try bodyProblem(row, size: Int(row.int(3))) {
            report.add(problem, delivery: id, inbox: inbox)
        }
    }

    private func bodyProblem(_ row: any SQLRow, size: Int) throws -> String? {
        if row.isNull(5) { return "has lost its body: the row is missing" }
        if let name = row.optionalText(7) {
            guard let blob = BlobID(name) else { return "names a blob “\(name)”, which is no name of one" }
            return switch try blobs.problem(with: blob, size: size) {
            case nil: nil
            case .missing: "has lost its body: blob \(blob) is missing"
            case .wrongSize(let found): "has a body of \(found) bytes instead of \(size): blob \(blob)"
            case .wrongContent: "has a damaged body: blob \(blob) does not hash to its name"
            }
        }
        if row.isNull(6) { return "has lost its body: the row holds none" }
        return row.int(6) == Int64(size) ? nil : "has a body of \(row.int(6)) bytes instead of \(size)"
    }
}

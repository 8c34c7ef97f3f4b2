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
        try checkAttachments()
        return report
    }

    // MARK: - Attachments

    private static let attachments = """
        SELECT a.message_id, a.position, a.blob_id, a.size, m.delivery_id, c.inbox
        FROM attachments a
        LEFT JOIN messages m ON m.id = a.message_id
        LEFT JOIN conversations c ON c.id = m.conversation_id
        WHERE a.state = 'stored' ORDER BY a.message_id, a.position
        """

    /// What is said to be stored has to be there. Reads every blob.
    private mutating func checkAttachments() throws {
        try connection.forEachRow(Self.attachments, []) { row in
            guard let problem = try attachmentProblem(row) else { return true }
            report.add(
                "attachment \(row.int(0))/\(row.int(1)) \(problem)", delivery: DeliveryID(row.int(4)),
                inbox: row.optionalText(5))
            return true
        }
    }

    private func attachmentProblem(_ row: any SQLRow) throws -> String? {
        guard let name = row.optionalText(2), let blob = BlobID(name) else { return "is stored, and names no blob" }
        return switch try blobs.problem(with: blob, size: Int(row.int(3))) {
        case nil: nil
        case .missing: "has lost its content: blob \(blob) is missing"
        case .wrongSize(let found): "has \(found) bytes instead of \(row.int(3)): blob \(blob)"
        case .wrongContent: "is damaged: blob \(blob) does not hash to its name"
        }
    }

    // MARK: - Deliveries

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

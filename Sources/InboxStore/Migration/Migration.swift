/// One step of the schema. Once released it is never changed: a mistake is mended by the next step.
///
/// The statements are in SQLite's words: `INTEGER` (64 bits), `TEXT`, `BLOB`, `REAL`, `INTEGER PRIMARY KEY
/// AUTOINCREMENT`, and `STRICT` or `WITHOUT ROWID` after a table. An engine for another database puts its own words in
/// the place of these, and of nothing else; a statement that needs more does not belong here.
package struct Migration: Sendable, Hashable {
    /// From 1, without gaps.
    package let number: Int
    package let name: String
    package let statements: [String]

    package init(_ number: Int, _ name: String, _ statements: [String]) {
        self.number = number
        self.name = name
        self.statements = statements
    }
}

/// Why the store could not do what it was asked.
package enum StoreError: Error, Sendable, Hashable {
    /// The disk, or a quota, is full. Transient: it passes when there is room again, without a restart.
    case full(String)
    /// Reading or writing failed. Transient, as far as can be known.
    case io(String)
    /// Another process holds the database. Transient.
    case busy(String)
    /// The file is no database, or is damaged. Needs an operator.
    case corrupt(String)
    /// Written by a newer version of this program. Needs an operator.
    case schemaTooNew(found: Int, known: Int)
    /// A constraint refused the statement: a defect of this program, or a race that a caller handles.
    case constraint(String)
    /// A statement is wrong: a defect of this program.
    case statement(String)
    case closed
}

extension StoreError {
    /// Whether only the statement is to blame: the rest of a transaction can go on without it.
    package var concernsOneStatement: Bool {
        switch self {
        case .constraint, .statement: true
        case .full, .io, .busy, .corrupt, .schemaTooNew, .closed: false
        }
    }
}

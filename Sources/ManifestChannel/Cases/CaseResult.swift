/// What came of one case.
package struct CaseResult: Sendable, Hashable {
    /// The file's name without its suffix.
    package var name: String
    package var description: String
    /// What is not as it must be, for a person; a diff has many lines. None where the case passed.
    package var problems: [String]

    package var passed: Bool { problems.isEmpty }
}

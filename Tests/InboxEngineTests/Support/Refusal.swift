import ControlAPI

/// The control error that `body` throws; nil where it does not throw.
func refusal<T>(_ body: () async throws -> T) async -> ControlError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? ControlError ?? ControlError(.internal, "unexpected: \(error)")
    }
}

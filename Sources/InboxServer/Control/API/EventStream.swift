import ControlAPI
import ServiceLifecycle

/// Events as lines of JSON, one a line, without end: first those there are, then each new one as it happens.
///
/// An empty line says that nothing happened for `EventQuery.maximalWait` seconds, so that either side notices a dead
/// connection. A failure is the last line, in the form of every error. Ends at once when the daemon is asked to stop.
actor EventStream {
    private let service: any ControlService
    private let limit: Int
    private var after: Int64?
    private var isFirst = true
    private var isOver = false

    init(_ service: any ControlService, after: Int64?, limit: Int) {
        self.service = service
        self.after = after
        self.limit = limit
    }

    /// The next lines, or nil at the end. One call at a time.
    @Sendable func next() async -> [UInt8]? {
        guard !isOver else { return nil }
        let query = EventQuery(after: after, limit: limit, wait: isFirst ? 0 : EventQuery.maximalWait)
        isFirst = false
        do {
            let batch = try await cancelWhenGracefulShutdown { [service] in try await service.events(query) }
            after = batch.last
            var lines: [UInt8] = []
            for event in batch.events {
                lines += try ControlJSON.encode(event)
                lines.append(UInt8(ascii: "\n"))
            }
            return lines.isEmpty ? [UInt8(ascii: "\n")] : lines
        } catch is CancellationError {
            isOver = true
            return nil
        } catch {
            isOver = true
            let failure = error as? ControlError ?? ControlError(.internal, "the event log cannot be read")
            guard let line = try? ControlJSON.encode(ErrorBody(error: failure)) else { return nil }
            return Array(line) + [UInt8(ascii: "\n")]
        }
    }
}

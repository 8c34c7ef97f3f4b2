import Subprocess

/// One run of an adapter's program: its process and its pipes, until all of it is gone.
struct AdapterProcess: Sendable {
    /// SIGTERM to the group, two seconds, SIGKILL to the group.
    static let teardown = [TeardownStep.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]

    let settings: ExecSettings
    /// For its standard input, in this order; the end closes it.
    let input: AsyncStream<[UInt8]>
    /// Told what of it the pipe has taken.
    var written: @Sendable ([UInt8]) -> Void = { _ in }
    /// What it writes. The next is read when this returns, so a slow one slows the adapter.
    let output: @Sendable ([UInt8]) async -> Void
    let errors: @Sendable (LineSplitter.Line) -> Void

    private enum End { case output, told, other }

    /// Returns when the process has ended, and with it its whole group: by itself, or since `untilTold` returned and
    /// signals were sent. `closeInput` is called before those; the child ends by the end of its input, if it is good.
    ///
    /// Throws where no process could be made. A program that is not there is no such case: then `setpriv` and `prlimit`,
    /// which would have become it, say so on standard error, and end with 126 or 127.
    func run(
        untilTold: @escaping @Sendable () async -> Void, closeInput: @escaping @Sendable () -> Void
    ) async throws -> TerminationStatus {
        try await Subprocess.run(
            ExecCommand.configuration(settings), input: .inputWriter, output: .sequence, error: .sequence
        ) { child in
            await withTaskGroup(of: End.self) { group in
                group.addTask {
                    await self.write(to: child.standardInputWriter)
                    return .other
                }
                group.addTask {
                    await self.read(child.standardOutput)
                    return .output
                }
                group.addTask {
                    await self.readErrors(child.standardError)
                    return .other
                }
                group.addTask {
                    await untilTold()
                    return .told
                }
                while let end = await group.next(), end == .other {}
                closeInput()
                await child.teardown(using: Self.teardown)
                // What it started may live longer than itself.
                try? child.send(signal: .kill, toProcessGroup: true)
                group.cancelAll()
            }
        }.terminationStatus
    }

    private func write(to writer: StandardInputWriter) async {
        for await bytes in input {
            // A child that does not take its input is found out by its silence, or by its end.
            guard (try? await writer.write(bytes)) != nil else { break }
            written(bytes)
        }
        try? await writer.finish()
    }

    private func read(_ stream: SubprocessOutputSequence) async {
        do {
            for try await chunk in stream { await output(chunk.withUnsafeBytes { Array($0) }) }
        } catch {
            errors(.line(Array("its output cannot be read: \(error)".utf8)))
        }
    }

    private func readErrors(_ stream: SubprocessOutputSequence) async {
        var splitter = LineSplitter(limit: Redaction.most * 4)
        do {
            for try await chunk in stream { splitter.add(chunk.withUnsafeBytes { Array($0) }).forEach(errors) }
        } catch {
            errors(.line(Array("its standard error cannot be read: \(error)".utf8)))
        }
        if let rest = splitter.finish() { errors(rest) }
    }
}

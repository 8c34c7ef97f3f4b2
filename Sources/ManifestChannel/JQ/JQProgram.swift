import CJq
import ChannelKit
import Glibc

/// One compiled jq program. It belongs to one thread at a time: `JQPool` sees to that.
final class JQProgram {
    /// What a run may use.
    struct Limits: Sendable {
        /// Milliseconds of processor time.
        var milliseconds: Int
        var outputs: Int
        var bytes: Int
    }

    private let handle: OpaquePointer

    /// Compiles `source` behind the prelude; about 20 ms.
    init(_ source: String) throws(JQError) {
        let text = JQPrelude.text(binding: JQVariable.named(in: source)) + source
        guard !text.utf8.contains(0) else { throw .compile(line: 1, "a NUL stands in the program") }
        var message: UnsafeMutablePointer<CChar>?
        guard let handle = cjq_compile(text, &message) else {
            defer { free(message) }
            throw JQCompilerMessages.error(from: message.map { String(cString: $0) } ?? "out of memory")
        }
        self.handle = handle
    }

    deinit {
        cjq_free(handle)
    }

    /// Runs the program on a JSON text, with the members of the object `with` as its variables. Blocks until its end
    /// or its limit. After `.timeLimit` the program is of no more use.
    func run(_ input: [UInt8], with variables: [UInt8], limits: Limits) throws(JQError) -> [JSONValue] {
        let limits = cjq_limits(
            microseconds: UInt64(limits.milliseconds) * 1000, outputs: limits.outputs, bytes: limits.bytes)
        let result = input.withUnsafeBytes { input in
            variables.withUnsafeBytes { variables in
                cjq_run(
                    handle, input.baseAddress, input.count, variables.baseAddress, variables.count, limits)
            }
        }
        let text = UnsafeBufferPointer(
            start: UnsafeRawPointer(result.text)?.assumingMemoryBound(to: UInt8.self), count: result.length)
        switch result.status {
        case CJQ_OK: return try Self.outputs(in: text, count: result.count)
        case CJQ_INPUT_NOT_JSON: throw .notJSON(String(decoding: text, as: UTF8.self))
        case CJQ_FAILED: throw .failed(String(decoding: text, as: UTF8.self))
        case CJQ_TIME_LIMIT: throw .timeLimit
        case CJQ_OUTPUT_LIMIT: throw .outputLimit
        default: throw .unavailable(String(decoding: text, as: UTF8.self))
        }
    }

    private static func outputs(in text: UnsafeBufferPointer<UInt8>, count: Int) throws(JQError) -> [JSONValue] {
        var values: [JSONValue] = []
        values.reserveCapacity(count)
        var rest = text
        while let start = rest.baseAddress, let newline = memchr(start, 0x0A, rest.count) {
            let length = UnsafeRawPointer(start).distance(to: UnsafeRawPointer(newline))
            do throws(JSONError) {
                values.append(try JSONValue(parsing: UnsafeBufferPointer(start: start, count: length)))
            } catch {
                throw .failed("an output is no JSON that we read: \(error)")
            }
            rest = UnsafeBufferPointer(rebasing: rest[(length + 1)...])
        }
        return values
    }
}

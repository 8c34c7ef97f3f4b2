import Synchronization
import Transport

/// Real streams, and a look at how much came through each of them.
final class TappedStreams: StreamConnector {
    private let inner = CurlStreams()
    private let onBytes: @Sendable (_ total: Int) -> Void

    /// `onBytes` is called after each read with all that came so far, over all streams.
    init(onBytes: @escaping @Sendable (_ total: Int) -> Void) {
        self.onBytes = onBytes
    }

    private let total = Mutex(0)

    func connect(to address: StreamAddress, within limit: Duration) async throws(StreamFailure) -> any ByteStream {
        Tap(inner: try await inner.connect(to: address, within: limit)) { [self] count in
            onBytes(
                total.withLock { total in
                    total += count
                    return total
                })
        }
    }

    private struct Tap: ByteStream {
        let inner: any ByteStream
        let onBytes: @Sendable (Int) -> Void

        func read(within limit: Duration) async throws(StreamFailure) -> [UInt8]? {
            let bytes = try await inner.read(within: limit)
            onBytes(bytes?.count ?? 0)
            return bytes
        }

        func write(_ bytes: [UInt8], within limit: Duration) async throws(StreamFailure) {
            try await inner.write(bytes, within: limit)
        }

        func close() { inner.close() }
    }
}

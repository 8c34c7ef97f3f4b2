import NIOCore
import NIOHTTP1

/// One complete request that passed the gate.
struct InboundCall: Sendable {
    let head: HTTPRequestHead
    let body: ByteBuffer
    /// Held for as long as the call is being answered.
    let slot: InFlightSlot
}

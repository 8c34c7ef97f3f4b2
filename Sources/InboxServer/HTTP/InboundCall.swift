import NIOCore
import NIOHTTP1

/// One complete request that passed the gate.
struct InboundCall: Sendable {
    let target: RequestTarget
    let head: HTTPRequestHead
    let body: ByteBuffer
    /// Held for as long as the call is being answered; nil where all were taken, and it is answered nevertheless.
    let slot: InFlightSlot?
}

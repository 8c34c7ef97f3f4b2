import InboxDomain

/// How old a signed request may be.
package struct TimestampRule: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        case header(String)
        /// An item of the signature's own list: `t` in `t=1,v1=a`.
        case keyed(String)
    }

    package enum Unit: String, Sendable, CaseIterable {
        case seconds = "s"
        case milliseconds = "ms"
    }

    package var source: Source
    package var unit: Unit
    /// Seconds.
    package var tolerance: Int64
    /// Whether a timestamp that lies further ahead than the tolerance is refused too.
    package var boundsFuture: Bool

    package init(source: Source, unit: Unit = .seconds, tolerance: Int64 = 300, boundsFuture: Bool = true) {
        self.source = source
        self.unit = unit
        self.tolerance = tolerance
        self.boundsFuture = boundsFuture
    }

    func text(in request: WebhookRequest, signatureValue: String) -> String? {
        switch source {
        case .header(let name): request.header(name)
        case .keyed(let key): SignaturePlace.values(of: key, in: signatureValue).first.map(String.init)
        }
    }

    /// Whether the timestamp is a number, and near enough to `now`.
    func isFresh(_ text: String, now: Instant) -> Bool {
        guard let number = Int64(text) else { return false }
        let (stamp, overflow) = number.multipliedReportingOverflow(by: unit == .seconds ? 1000 : 1)
        let (age, overflow2) = now.milliseconds.subtractingReportingOverflow(stamp)
        guard !overflow, !overflow2 else { return false }
        return age <= tolerance * 1000 && (!boundsFuture || age >= -tolerance * 1000)
    }

    func text(of now: Instant) -> String {
        String(unit == .seconds ? now.milliseconds / 1000 : now.milliseconds)
    }
}

import InboxDomain

/// How old a signed request may be.
package struct TimestampRule: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        case place(RequestPlace)
        /// An item of the signature's own list: `t` in `t=1,v1=a`.
        case keyed(String)

        /// A header, by its name in lower case.
        package static func header(_ name: String) -> Source { .place(.header(name)) }
    }

    package enum Unit: String, Sendable, CaseIterable {
        case seconds = "s"
        case milliseconds = "ms"
        /// A date-time of RFC 3339.
        case rfc3339
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
        case .place(let place): place.value(in: request)
        case .keyed(let key): SignaturePlace.values(of: key, in: signatureValue).first.map(String.init)
        }
    }

    /// Whether the timestamp is of the unit, and near enough to `now`.
    func isFresh(_ text: String, now: Instant) -> Bool {
        guard let stamp = milliseconds(of: text) else { return false }
        let (age, overflow) = now.milliseconds.subtractingReportingOverflow(stamp)
        guard !overflow else { return false }
        return age <= tolerance * 1000 && (!boundsFuture || age >= -tolerance * 1000)
    }

    private func milliseconds(of text: String) -> Int64? {
        if unit == .rfc3339 { return (try? Instant(rfc3339: text))?.milliseconds }
        guard let number = Int64(text) else { return nil }
        let (stamp, overflow) = number.multipliedReportingOverflow(by: unit == .seconds ? 1000 : 1)
        return overflow ? nil : stamp
    }

    func text(of now: Instant) -> String {
        switch unit {
        case .seconds: String(now.milliseconds / 1000)
        case .milliseconds: String(now.milliseconds)
        case .rfc3339: now.formatted
        }
    }
}

import ChannelKit
import FuzzKit

/// Changes everything of a request but its body: what is judged before anything is believed.
enum RequestDamage {
    private static let values = [
        "", " ", "=", ",", "v1,", "t=,v1=", "sha256=", "Basic ", "Basic Og==", "Bearer ", "Bearer a.b.c", "Bearer ...",
        "\u{0}",
        "99999999999999999999", "-1", "1e9", "NaN", "eyJhbGciOiJub25lIn0.e30.", "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded", "a=1&a=2&%", String(repeating: "A", count: 5000),
        String(repeating: "v1,AAAA ", count: 500), String(repeating: "[", count: 2000),
    ]

    static func damaged(_ request: WebhookRequest, _ random: inout SeededGenerator) -> WebhookRequest {
        var request = request
        for _ in 0...(random.next() % 3) {
            switch random.next() % 8 {
            case 0: request.query = damaged(request.query, &random)
            case 1: request.subpath = damaged(request.subpath, &random)
            case 2: request.method = ["GET", "PUT", "OPTIONS", "HEAD", "", "post"][Int(random.next() % 6)]
            case 3: request.publicURL = damaged(request.publicURL, &random)
            default:
                guard !request.headers.isEmpty else { continue }
                let place = Int(random.next() % UInt64(request.headers.count))
                switch random.next() % 4 {
                case 0: request.headers.remove(at: place)
                case 1: request.headers.insert(request.headers[place], at: 0)
                default: request.headers[place].value = damaged(request.headers[place].value, &random)
                }
            }
        }
        return request
    }

    private static func damaged(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        let word = values[Int(random.next() % UInt64(values.count))]
        let place = Int(random.next() % UInt64(bytes.count + 1))
        switch random.next() % 4 {
        case 0: return word
        case 1: bytes.insert(contentsOf: word.utf8, at: place)
        case 2: bytes.removeSubrange(place...)
        default: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.next() % 8) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What stands before every program: definitions, and the variables. All on one line, so that a program's own lines keep
/// their numbers.
enum JQPrelude {
    /// For a program that names these variables. Each costs something in every run.
    static func text(binding variables: Set<JQVariable>) -> String {
        let members = variables.map { "\($0.rawValue): $\($0.rawValue)" }.sorted().joined(separator: ", ")
        let binding = variables.isEmpty ? "" : ". as {with: {\(members)}} | "
        return "\(definitions) {} as $ENV | \(binding).input | "
    }

    private static let definitions =
        (functions + forbidden + JQGuards.definitions + helpers).joined(separator: " ")

    /// What of the language reaches outside the program, or would end the run behind the watchdog's back. A program gives
    /// the same events each time it runs: so there is no clock in it, and no time zone of this machine.
    private static let forbidden = [
        #"def halt: error("halt is not available");"#,
        #"def halt_error: error("halt_error is not available");"#,
        #"def halt_error($status): error("halt_error is not available");"#,
        #"def env: {};"#,
        #"def input: error("input is not available");"#,
        #"def inputs: empty;"#,
        #"def debug: .;"#,
        #"def debug($message): .;"#,
        #"def stderr: .;"#,
        #"def input_filename: null;"#,
        #"def input_line_number: 0;"#,
        #"def get_search_list: [];"#,
        #"def modulemeta: error("modulemeta is not available");"#,
        #"def now: error("now is not available: take $received_at, in milliseconds");"#,
        #"def localtime: error("localtime is not available: take gmtime");"#,
        #"def strflocaltime($format): error("strflocaltime is not available: take strftime");"#,
    ]

    /// Functions of the shim, and definitions that stand in for slow ones of jq's own. They come before `debug` and `input`
    /// are taken away: that is how the shim is called.
    private static let functions = [
        // An object without the members that are null or empty.
        native("present"),
        // Places in lists and texts.
        #"def indices($i): debug | $i | debug | "indices" | debug | input;"#,
        #"def index($i): debug | $i | debug | "index" | debug | input;"#,
        #"def rindex($i): indices($i) | if . == null then null else .[-1:][0] end;"#,
        // Seconds, as a number or as text with a fraction of any length, to milliseconds.
        native("seconds_ms"),
        // RFC 3339, with any fraction and offset, to milliseconds.
        native("rfc3339_ms"),
        // ASCII letters made small.
        native("lower"), native("lower", as: "ascii_downcase"), native("upper", as: "ascii_upcase"),
        // Of mails: the ids in `<a@x> <b@y>`, a list of addresses, a header as an object.
        native("message_ids"), native("addresses"), native("header_fields"),
        // JSON in a text: as the reader of inputs takes it, with integers of 16 digits and more as texts.
        native("fromjson"),
        // Without the white space at both ends.
        native("trim"),
        #"def join($between): debug | $between | debug | "join" | debug | input;"#,
        // The text of a piece of HTML; `$breaks` has what stands for a tag, by its name.
        #"def html_text($breaks): debug | $breaks | debug | "html_text" | debug | input;"#,
        #"def replace($from; $to): debug | [$from, $to] | debug | "replace" | debug | input;"#,
    ]

    private static func native(_ name: String, as defined: String? = nil) -> String {
        "def \(defined ?? name): debug | \"\(name)\" | debug | input;"
    }

    private static let helpers = [
        #"def ignored($reason): {type: "ignored", reason: $reason};"#,
        // The events of one item of a batch: where they raise an error, that item alone is quarantined.
        #"def alone(f): try f catch {type: "unusable", error: (if type == "string" then . else tojson end)};"#,
        // The first output of a condition or a path of `send:`; null where there is none, or an error.
        #"def _one(f): try ([limit(1; f)][0]) catch null;"#,
    ]
}

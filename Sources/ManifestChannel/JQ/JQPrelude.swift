/// What stands before every program: definitions, and the variables. All on one line, so that a program's own lines keep
/// their numbers.
enum JQPrelude {
    static let text = (definitions + [variables]).joined(separator: " ")

    private static let definitions = forbidden + JQGuards.definitions + helpers

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

    private static let helpers = [
        #"def ignored($reason): {type: "ignored", reason: $reason};"#,
        // The events of one item of a batch: where they raise an error, that item alone is quarantined.
        #"def alone(f): try f catch {type: "unusable", error: (if type == "string" then . else tojson end)};"#,
        // An object without the members that are null or empty. Written for speed: it looks for both at once, in C.
        #"def present: [.[]] as $values | ($values[[null]] + $values[[""]]) as $places |"#,
        #"  if $places == [] then . else keys_unsorted as $keys | delpaths([$places[] | [$keys[.]]]) end;"#,
        // Seconds, as a number or as text with a fraction of any length, to milliseconds.
        #"def seconds_ms: if type == "string" then tonumber as $number | if ($number | floor) == $number"#,
        #"      then $number * 1000"#,
        #"      else split(".") | (.[0] | tonumber) * 1000 + (((.[1] // "") + "000")[0:3] | tonumber) end"#,
        #"  elif type == "number" then . * 1000 + 0.001 | floor else error("no number of seconds: " + type) end;"#,
        // ASCII letters made small; several times as fast as ascii_downcase, which takes each letter through the interpreter.
        #"def _small: [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,"#,
        #"  64,97,98,99,100,101,102,103,104,105,106,107,108,109,110,111,112,113,114,115,116,117,118,119,120,121,122,91,92,93,94,95,96,97,98,99,100,101,102,103,104,105,106,107,108,109,110,111,112,113,114,115,116,117,118,119,120,121,122,123,124,125,126,127];"#,
        #"def lower: if test("[A-Z]") | not then ."#,
        #"  elif utf8bytelength == length then _small as $small | [$small[explode[]]] | implode"#,
        #"  else ascii_downcase end;"#,
        // RFC 3339 in UTC to seconds, in C.
        #"def _utc_seconds: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;"#,
        // RFC 3339, with any fraction and offset, to milliseconds. Days are counted as in the proleptic calendar.
        #"def _rfc3339_ms: . as $text | if type != "string" or length < 20 or .[4:5] != "-" or .[13:14] != ":" then"#,
        #"    error("no RFC 3339 time") else . end |"#,
        #"  (if .[-1:] == "Z" or .[-1:] == "z" then [0, .[19:-1]]"#,
        #"    else [(.[-5:-3] | tonumber) * 60 + (.[-2:] | tonumber) |"#,
        #"      if $text[-6:-5] == "-" then -. else . end, $text[19:-6]] end) as [$offset, $fraction] |"#,
        #"  (.[0:4] | tonumber) as $y | (.[5:7] | tonumber) as $m | (.[8:10] | tonumber) as $d |"#,
        #"  (if $m <= 2 then $y - 1 else $y end) as $year | (if $m > 2 then $m - 3 else $m + 9 end) as $month |"#,
        #"  ($year * 365 + ($year / 4 | floor) - ($year / 100 | floor) + ($year / 400 | floor)"#,
        #"    + ((153 * $month + 2) / 5 | floor) + $d - 719469) as $days |"#,
        #"  ($days * 86400 + (.[11:13] | tonumber) * 3600 + ((.[14:16] | tonumber) - $offset) * 60"#,
        #"    + (.[17:19] | tonumber)) * 1000 + ((($fraction | ltrimstr(".")) + "000")[0:3] | tonumber);"#,
        // Most are of one of these two forms.
        #"def rfc3339_ms: if type != "string" or (endswith("Z") | not) then _rfc3339_ms"#,
        #"  elif length == 20 then _utc_seconds * 1000"#,
        #"  else split(".") as $parts | if ($parts | length) != 2 or ($parts[0] | length) != 19 then _rfc3339_ms"#,
        #"    else ($parts[0] + "Z" | _utc_seconds) * 1000"#,
        #"      + ("0." + ($parts[1] | rtrimstr("Z")) | tonumber * 1000 + 0.0001 | floor) end end;"#,
        // The first output of a condition or a path of `send:`; null where there is none, or an error.
        #"def _one(f): try ([limit(1; f)][0]) catch null;"#,
    ]

    private static let variables = [
        ". as {with: {headers: $headers, query: $query, settings: $settings, inbox: $inbox, received_at: $received_at, "
            + "path: $path, params: $params, method: $method, token: $token, now: $now, message: $message, "
            + "digest: $digest}}",
        "{} as $ENV", ".input", "",
    ].joined(separator: " | ")
}

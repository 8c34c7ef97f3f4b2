#pragma once

#include <jq.h>

#include "../names.h"

/// Functions of ours in C. libjq 1.6 has no way to add some, but two builtins that call back: `debug` hands a value over,
/// `input` fetches one. So `VALUE | debug | "name" | debug | input` calls the function of that name; one of two arguments has
/// the second handed over between the two.
///
/// Each takes time in proportion to its arguments and to what it makes, which is 16 MiB at most, and fails as builtins do: by
/// an error that can be caught.

/// The values that were handed over since the last call: its arguments, and the name behind them.
typedef struct {
    jv values[3];
    int count;
    /// Of members that were read.
    names *names;
} handed_over;

/// `handed` is the program's own, without values before the first run.
void functions_install(jq_state *jq, handed_over *handed);

/// Forgets what a run left that was stopped between handing over and fetching.
void functions_reset(handed_over *handed);

// The functions. Each consumes its arguments.

/// An object without the members that are null or "".
jv object_present(jv object);

/// Where a value stands in a list, or a text in a text: all places, or the first, null where there is none. libjq's own loses
/// the memory of each element of a list that it looks at.
jv list_indices(jv value, jv wanted);
jv list_index(jv value, jv wanted);

/// ASCII letters made small, or large.
jv text_lower(jv text);
jv text_upper(jv text);
/// Without the white space (of Unicode) at both ends.
jv text_trim(jv text);
/// A list's elements as one text: null as nothing, numbers and booleans as JSON.
jv text_join(jv list, jv separator);
/// With each `pair[0]` replaced by `pair[1]`, from left to right.
jv text_replace(jv text, jv pair);

/// RFC 3339 to UTC milliseconds; digits of the fraction behind the third are cut off.
jv time_rfc3339_ms(jv text);
/// Seconds, as a number or as a text with a fraction of any length, to milliseconds.
jv time_seconds_ms(jv seconds);

/// The text of a piece of HTML: without tags, comments, styles and scripts, and with the commonest character references
/// resolved. `breaks` has what stands for a tag, by its name in small letters: `{"br": "\n", "/p": "\n\n"}`.
jv html_text(jv markup, jv breaks);

/// The ids of `<a@x> <b@y>`, as they stand in fields of mails.
jv mail_message_ids(jv field);
/// A list of addresses as it stands in a field of a mail: of each `{address, name}`, the name where there is one. A comma
/// before which no address stands divides nothing.
jv mail_addresses(jv field);
/// A mail's header as an object, names in small letters: of its text, or of a list of `[name, value]`. Stamps of servers on
/// the way (Received) are left out, values cut off behind 2,000 characters; at most 100 fields.
jv mail_header_fields(jv header);

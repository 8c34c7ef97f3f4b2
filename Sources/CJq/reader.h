#pragma once

#include <jq.h>
#include <stddef.h>

#include "names.h"

/// One JSON text of RFC 8259 as a value of libjq, several times as fast as libjq's own reader, and stricter: no NaN, no
/// control characters in strings, nothing behind the text. Bytes that are no UTF-8 become U+FFFD; half of a surrogate pair
/// too. A byte order mark in front is skipped. Of equal names the last one holds. At most 256 levels.
///
/// libjq knows numbers as doubles only: an integer of 16 digits or more, outside strings, becomes a string of its digits.
///
/// An invalid value with the reason where it is no such text.
jv read_json(const char *bytes, size_t length, names *known);

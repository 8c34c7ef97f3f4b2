#pragma once

#include <stddef.h>
#include <stdint.h>

/// A shim over GMime 3 and the system's iconv: transfer encodings, dates and charsets. No type of GLib is seen here.
///
/// Every function may be called from several threads at once; none keeps a pointer that it was given. GMime is
/// initialised by the first call that needs it.

/// Bytes that the callee allocated. `bytes` is NULL where there was no memory; else the caller frees it with
/// `cmime_free`, also where `length` is 0.
typedef struct {
    uint8_t *bytes;
    size_t length;
    /// Input bytes that meant nothing in the charset; each stands as U+FFFD in the output.
    size_t invalid;
} cmime_bytes;

void cmime_free(cmime_bytes result);

/// The content transfer encodings of RFC 2045, and the one before it.
typedef enum {
    CMIME_BASE64,
    CMIME_QUOTED_PRINTABLE,
    CMIME_UUENCODE,
} cmime_encoding;

/// Takes the encoding off. What is no part of the encoding is passed over, and a last group that is cut short gives what
/// it holds.
cmime_bytes cmime_decode(cmime_encoding encoding, const uint8_t *bytes, size_t length);

/// Puts base64 or quoted-printable on, in lines of at most 76 bytes that end with LF.
cmime_bytes cmime_encode(cmime_encoding encoding, const uint8_t *bytes, size_t length);

/// Reads a date as RFC 5322 §3.3 has it, and much that only looks like one. 1 and the seconds since 1970 in UTC, or 0
/// where it is none. `text` ends with NUL.
int cmime_date(const char *text, int64_t *seconds);

/// Converts to UTF-8 from a charset that iconv knows by that name. `bytes` is NULL also where iconv does not know it.
cmime_bytes cmime_to_utf8(const char *charset, const uint8_t *bytes, size_t length);

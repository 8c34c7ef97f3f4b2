#pragma once

#include <stddef.h>
#include <stdint.h>

/// A compiled regular expression over UTF-8 text, with its limits. Immutable once compiled: any number of threads may
/// match with it at a time.
typedef struct cpcre2_pattern cpcre2_pattern;

/// What bounds one match. A match that runs into a bound ends with CPCRE2_LIMIT.
typedef struct {
    /// Calls of the matching function: bounds time.
    uint32_t match;
    /// Nested backtracking points.
    uint32_t depth;
    /// Kibibytes of memory.
    uint32_t heap;
} cpcre2_limits;

enum {
    CPCRE2_NO_MATCH = 0,
    CPCRE2_MATCH = 1,
    CPCRE2_LIMIT = 2,
    CPCRE2_FAILED = 3,
};

/// Compiles `length` bytes of UTF-8. Returns NULL where the expression is wrong, too long (4 KiB) or nested too deeply;
/// then `offset` is the byte at which it was noticed, and `message` (of `capacity` bytes) says what, as text.
/// The caller frees the result with `cpcre2_free`.
cpcre2_pattern *cpcre2_compile(
    const uint8_t *bytes, size_t length, cpcre2_limits limits, size_t *offset, char *message, size_t capacity);

void cpcre2_free(cpcre2_pattern *pattern);

/// Whether the expression matches anywhere in `length` bytes of UTF-8: one of the values above.
int cpcre2_matches(const cpcre2_pattern *pattern, const uint8_t *bytes, size_t length);

#include "reader.h"

#include <float.h>
#include <jv.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// As jv_parse's.
static const int maximum_depth = 256;

typedef struct {
    const char *start;
    const char *at;
    const char *end;
    /// For strings with escapes; grown as needed.
    char *scratch;
    size_t capacity;
    names *known;
    /// Why reading stopped; NULL while it goes on.
    const char *problem;
} reader;

static jv read_value(reader *r, int depth);

static jv fail(reader *r, const char *problem) {
    if (!r->problem) r->problem = problem;
    return jv_invalid();
}

static void skip_space(reader *r) {
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t')) r->at++;
}

// MARK: Strings

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The four digits behind `\u`; -1 where they are none.
static int read_unit(reader *r) {
    if (r->end - r->at < 4) return -1;
    int unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(r->at[i]);
        if (digit < 0) return -1;
        unit = unit << 4 | digit;
    }
    r->at += 4;
    return unit;
}

static size_t write_scalar(char *to, int scalar) {
    if (scalar < 0x80) {
        to[0] = (char)scalar;
        return 1;
    }
    if (scalar < 0x800) {
        to[0] = (char)(0xC0 | scalar >> 6);
        to[1] = (char)(0x80 | (scalar & 0x3F));
        return 2;
    }
    if (scalar < 0x10000) {
        to[0] = (char)(0xE0 | scalar >> 12);
        to[1] = (char)(0x80 | (scalar >> 6 & 0x3F));
        to[2] = (char)(0x80 | (scalar & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | scalar >> 18);
    to[1] = (char)(0x80 | (scalar >> 12 & 0x3F));
    to[2] = (char)(0x80 | (scalar >> 6 & 0x3F));
    to[3] = (char)(0x80 | (scalar & 0x3F));
    return 4;
}

/// Behind a `\u`: one scalar, of one unit or of a pair; half of a pair is U+FFFD. -1 where no digits follow.
static int read_escaped_scalar(reader *r) {
    int unit = read_unit(r);
    if (unit < 0xD800 || unit > 0xDFFF) return unit;
    if (unit > 0xDBFF || r->end - r->at < 6 || r->at[0] != '\\' || r->at[1] != 'u') return 0xFFFD;
    const char *before = r->at;
    r->at += 2;
    int low = read_unit(r);
    if (low < 0xDC00 || low > 0xDFFF) {
        // What follows is read by itself.
        r->at = before;
        return 0xFFFD;
    }
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

/// Where a string's content has no escape, no end and no control character any more.
static const char *skip_plain(const char *at, const char *end) {
    static const unsigned char special[256] = {
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ['"'] = 1, ['\\'] = 1,
    };
    while (at < end && !special[(unsigned char)*at]) at++;
    return at;
}

/// The rest of a string from its first escape on, behind the `length` bytes that are in the scratch space already. An escape
/// is never shorter than what it stands for, so the bytes that are left are room enough.
static jv read_escaped(reader *r, size_t length) {
    char *out = r->scratch;
    for (;;) {
        const char *plain = r->at;
        r->at = skip_plain(plain, r->end);
        memcpy(out + length, plain, (size_t)(r->at - plain));
        length += (size_t)(r->at - plain);
        if (r->at == r->end) break;
        char c = *r->at++;
        if (c == '"') return jv_string_sized(out, (int)length);
        if (c != '\\') return fail(r, "a control character stands in a string");
        if (r->at == r->end) break;
        c = *r->at++;
        switch (c) {
        case '"':
        case '\\':
        case '/': out[length++] = c; break;
        case 'b': out[length++] = '\b'; break;
        case 'f': out[length++] = '\f'; break;
        case 'n': out[length++] = '\n'; break;
        case 'r': out[length++] = '\r'; break;
        case 't': out[length++] = '\t'; break;
        case 'u': {
            int scalar = read_escaped_scalar(r);
            if (scalar < 0) return fail(r, "\\u is not followed by four digits");
            length += write_scalar(out + length, scalar);
            break;
        }
        default: return fail(r, "an unknown escape stands in a string");
        }
    }
    return fail(r, "a string does not end");
}

/// The string whose opening quotation mark has been read.
static jv read_string(reader *r) {
    const char *start = r->at;
    r->at = skip_plain(start, r->end);
    if (r->at == r->end) return fail(r, "a string does not end");
    size_t length = (size_t)(r->at - start);
    if (*r->at == '"') {
        r->at++;
        return jv_string_sized(start, (int)length);
    }
    if (*r->at != '\\') return fail(r, "a control character stands in a string");
    size_t room = (size_t)(r->end - start);
    if (room > r->capacity) {
        // Once for the text: no later string has more before the end.
        char *scratch = realloc(r->scratch, room);
        if (!scratch) return fail(r, "there is no memory for it");
        r->scratch = scratch;
        r->capacity = room;
    }
    memcpy(r->scratch, start, length);
    return read_escaped(r, length);
}

/// As a string; mostly one that was read before.
static jv read_name(reader *r) {
    const char *start = r->at;
    const char *at = skip_plain(start, r->end);
    if (at == r->end || *at != '"') return read_string(r);
    r->at = at + 1;
    return names_get(r->known, start, (size_t)(at - start));
}

// MARK: Numbers

static int is_digit(const reader *r, const char *at) { return at < r->end && *at >= '0' && *at <= '9'; }

static const char *skip_digits(const reader *r, const char *at) {
    while (is_digit(r, at)) at++;
    return at;
}

/// One too large for a double becomes the largest: the difference of two that are infinite would be no number, and libjq
/// aborts on a slice with such a bound.
static jv clamped(jv number) {
    double value = jv_number_value(number);
    if (value >= -DBL_MAX && value <= DBL_MAX) return number;
    jv_free(number);
    return jv_number(value < 0 ? -DBL_MAX : DBL_MAX);
}

/// A number that is more than a short integer, by libjq's own conversion, which asks no locale.
static jv read_long_number(reader *r, const char *start) {
    size_t length = (size_t)(r->at - start);
    char digits[64];
    if (length >= sizeof digits) {
        char *copy = malloc(length + 1);
        if (!copy) return fail(r, "there is no memory for it");
        memcpy(copy, start, length);
        copy[length] = 0;
        jv number = jv_parse(copy);
        free(copy);
        return clamped(number);
    }
    memcpy(digits, start, length);
    digits[length] = 0;
    return clamped(jv_parse(digits));
}

static jv read_number(reader *r) {
    const char *start = r->at;
    const char *first = start + (*start == '-');
    if (!is_digit(r, first)) return fail(r, "no value stands where one must");
    const char *at = skip_digits(r, first);
    if (*first == '0' && at > first + 1) return fail(r, "a number begins with 0");
    size_t digits = (size_t)(at - first);
    int is_integer = 1;
    if (at < r->end && *at == '.') {
        is_integer = 0;
        if (!is_digit(r, at + 1)) return fail(r, "a number ends with its point");
        at = skip_digits(r, at + 1);
    }
    if (at < r->end && (*at == 'e' || *at == 'E')) {
        is_integer = 0;
        at++;
        if (at < r->end && (*at == '+' || *at == '-')) at++;
        if (!is_digit(r, at)) return fail(r, "an exponent has no digits");
        at = skip_digits(r, at);
    }
    r->at = at;
    if (!is_integer) return read_long_number(r, start);
    if (digits >= 16) return jv_string_sized(start, (int)(at - start));
    int64_t value = 0;
    for (; first < at; first++) value = value * 10 + (*first - '0');
    // Not as an integer: -0 is a number of its own.
    return jv_number(*start == '-' ? -(double)value : (double)value);
}

// MARK: Structure

static jv read_array(reader *r, int depth) {
    jv array = jv_array();
    skip_space(r);
    if (r->at < r->end && *r->at == ']') {
        r->at++;
        return array;
    }
    for (;;) {
        jv value = read_value(r, depth + 1);
        if (r->problem) {
            jv_free(value);
            break;
        }
        array = jv_array_append(array, value);
        skip_space(r);
        if (r->at < r->end && *r->at == ',') {
            r->at++;
            continue;
        }
        if (r->at < r->end && *r->at == ']') {
            r->at++;
            return array;
        }
        fail(r, "a list does not go on with a comma, nor end");
        break;
    }
    jv_free(array);
    return jv_invalid();
}

/// One member into the object; 0 where it is none.
static int read_member(reader *r, jv *object, int depth) {
    skip_space(r);
    if (r->at == r->end || *r->at != '"') {
        fail(r, "an object's member has no name");
        return 0;
    }
    r->at++;
    jv name = read_name(r);
    if (!r->problem) {
        skip_space(r);
        if (r->at < r->end && *r->at == ':') {
            r->at++;
            jv value = read_value(r, depth + 1);
            if (!r->problem) {
                *object = jv_object_set(*object, name, value);
                return 1;
            }
            jv_free(value);
        } else {
            fail(r, "no colon stands behind a name");
        }
    }
    jv_free(name);
    return 0;
}

static jv read_object(reader *r, int depth) {
    jv object = jv_object();
    skip_space(r);
    if (r->at < r->end && *r->at == '}') {
        r->at++;
        return object;
    }
    while (read_member(r, &object, depth)) {
        skip_space(r);
        if (r->at < r->end && *r->at == ',') {
            r->at++;
            continue;
        }
        if (r->at < r->end && *r->at == '}') {
            r->at++;
            return object;
        }
        fail(r, "an object does not go on with a comma, nor end");
        break;
    }
    jv_free(object);
    return jv_invalid();
}

static int takes(reader *r, const char *word, size_t length) {
    if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length) != 0) return 0;
    r->at += length;
    return 1;
}

static jv read_value(reader *r, int depth) {
    if (depth > maximum_depth) return fail(r, "it is nested too deeply");
    skip_space(r);
    if (r->at == r->end) return fail(r, "it ends where a value must stand");
    switch (*r->at) {
    case '{': r->at++; return read_object(r, depth);
    case '[': r->at++; return read_array(r, depth);
    case '"': r->at++; return read_string(r);
    case 't': return takes(r, "true", 4) ? jv_true() : fail(r, "no value stands where one must");
    case 'f': return takes(r, "false", 5) ? jv_false() : fail(r, "no value stands where one must");
    case 'n': return takes(r, "null", 4) ? jv_null() : fail(r, "no value stands where one must");
    default: return read_number(r);
    }
}

/// The place is told as a number of bytes: the text itself may be secret.
static jv failure(const reader *r) {
    return jv_invalid_with_msg(jv_string_fmt("%s (byte %zu)", r->problem, (size_t)(r->at - r->start)));
}

jv read_json(const char *bytes, size_t length, names *known) {
    // libjq counts bytes as int.
    if (length > INT_MAX / 4) return jv_invalid_with_msg(jv_string("too large"));
    reader r = {.start = bytes, .at = bytes, .end = bytes + length, .known = known};
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) r.at += 3;
    jv value = read_value(&r, 1);
    skip_space(&r);
    if (!r.problem && r.at < r.end) fail(&r, "more than one JSON text");
    free(r.scratch);
    if (!r.problem) return value;
    jv_free(value);
    return failure(&r);
}

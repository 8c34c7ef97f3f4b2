#define _GNU_SOURCE
#include <string.h>

#include "functions.h"
#include "../text.h"

/// Bytes of a text that is made here.
static const size_t longest = 16 << 20;

/// The bytes of a text that somebody holds.
typedef struct {
    const char *bytes;
    size_t length;
} span;

static span span_of(jv string) {
    return (span){jv_string_value(string), (size_t)jv_string_length_bytes(jv_copy(string))};
}

static jv wrong(const char *message, jv a, jv b) {
    jv_free(a);
    jv_free(b);
    return jv_invalid_with_msg(jv_string(message));
}

/// Appends, up to the longest text; 0 where it does not fit.
static int append(text *t, span added) {
    if (added.length > longest - t->length) return 0;
    text_append(t, added.bytes, added.length);
    return !t->failed;
}

/// The text as a value, or the error that it is too long; frees what it is made of.
static jv finish(text *t, int fits, jv a, jv b) {
    jv made = fits ? jv_string_sized(t->bytes ? t->bytes : "", (int)t->length)
                   : jv_invalid_with_msg(jv_string("a text is too long"));
    text_free(t);
    jv_free(a);
    jv_free(b);
    return made;
}

// MARK: Letters

/// `first` and the 25 letters after it get the bit changed that tells small from large.
static jv change_case(jv string, unsigned char first, const char *message) {
    if (jv_get_kind(string) != JV_KIND_STRING) return wrong(message, string, jv_null());
    span from = span_of(string);
    size_t i = 0;
    while (i < from.length && (unsigned char)(from.bytes[i] - first) >= 26) i++;
    // Most are as they are to be.
    if (i == from.length) return string;
    text changed = {0};
    int fits = append(&changed, from);
    for (; fits && i < from.length; i++)
        if ((unsigned char)(changed.bytes[i] - first) < 26) changed.bytes[i] ^= 0x20;
    return finish(&changed, fits, string, jv_null());
}

jv text_lower(jv string) { return change_case(string, 'A', "lower takes a text"); }

jv text_upper(jv string) { return change_case(string, 'a', "upper takes a text"); }

// MARK: White space

/// Bytes of the white space (the property White_Space of Unicode) that begins at `at`; 0 where none does.
static size_t space_at(const char *at, size_t left) {
    unsigned char a = (unsigned char)at[0];
    if (a == ' ' || (a >= 0x09 && a <= 0x0D)) return 1;
    if (left >= 2 && a == 0xC2) return (unsigned char)at[1] == 0x85 || (unsigned char)at[1] == 0xA0 ? 2 : 0;
    if (left < 3 || a < 0xE1 || a > 0xE3) return 0;
    unsigned scalar = (a & 0x0Fu) << 12 | ((unsigned char)at[1] & 0x3Fu) << 6 | ((unsigned char)at[2] & 0x3Fu);
    int is_space = scalar == 0x1680 || (scalar >= 0x2000 && scalar <= 0x200A) || scalar == 0x2028 || scalar == 0x2029
        || scalar == 0x202F || scalar == 0x205F || scalar == 0x3000;
    return is_space ? 3 : 0;
}

jv text_trim(jv string) {
    if (jv_get_kind(string) != JV_KIND_STRING) return wrong("trim takes a text", string, jv_null());
    span from = span_of(string);
    size_t start = 0, end = from.length;
    while (start < end) {
        size_t size = space_at(from.bytes + start, end - start);
        if (size == 0) break;
        start += size;
    }
    while (start < end) {
        size_t last = end - 1;
        // To where the last scalar begins.
        while (last > start && ((unsigned char)from.bytes[last] & 0xC0) == 0x80) last--;
        if (space_at(from.bytes + last, end - last) == 0) break;
        end = last;
    }
    if (start == 0 && end == from.length) return string;
    jv trimmed = jv_string_sized(from.bytes + start, (int)(end - start));
    jv_free(string);
    return trimmed;
}

// MARK: Parts

jv text_join(jv list, jv separator) {
    if (jv_get_kind(list) != JV_KIND_ARRAY || jv_get_kind(separator) != JV_KIND_STRING)
        return wrong("join takes a list, and the text between", list, separator);
    text joined = {0};
    int count = jv_array_length(jv_copy(list));
    int fits = 1;
    for (int i = 0; fits && i < count; i++) {
        jv part = jv_array_get(jv_copy(list), i);
        jv_kind kind = jv_get_kind(part);
        if (kind == JV_KIND_ARRAY || kind == JV_KIND_OBJECT) {
            jv_free(part);
            text_free(&joined);
            return wrong("join takes a list of texts", list, separator);
        }
        if (i > 0) fits = append(&joined, span_of(separator));
        if (kind != JV_KIND_STRING) part = kind == JV_KIND_NULL ? jv_string("") : jv_dump_string(part, 0);
        fits = fits && append(&joined, span_of(part));
        jv_free(part);
    }
    return finish(&joined, fits, list, separator);
}

jv text_replace(jv string, jv pair) {
    jv old = jv_null(), new = jv_null();
    if (jv_get_kind(pair) == JV_KIND_ARRAY) {
        old = jv_array_get(jv_copy(pair), 0);
        new = jv_array_get(jv_copy(pair), 1);
    }
    jv_free(pair);
    if (jv_get_kind(string) != JV_KIND_STRING || jv_get_kind(old) != JV_KIND_STRING || jv_get_kind(new) != JV_KIND_STRING) {
        jv_free(string);
        return wrong("replace takes texts", old, new);
    }
    span rest = span_of(string), wanted = span_of(old), put = span_of(new);
    const char *found = wanted.length > 0 ? memmem(rest.bytes, rest.length, wanted.bytes, wanted.length) : NULL;
    if (!found) {
        jv_free(old);
        jv_free(new);
        return string;
    }
    text replaced = {0};
    int fits = 1;
    while (fits && found) {
        size_t before = (size_t)(found - rest.bytes);
        fits = append(&replaced, (span){rest.bytes, before}) && append(&replaced, put);
        rest = (span){found + wanted.length, rest.length - before - wanted.length};
        found = memmem(rest.bytes, rest.length, wanted.bytes, wanted.length);
    }
    fits = fits && append(&replaced, rest);
    jv_free(string);
    return finish(&replaced, fits, old, new);
}

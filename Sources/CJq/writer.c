#include "writer.h"

#include <stdio.h>
#include <string.h>

/// As the reader of the outputs.
static const int maximum_depth = 256;

static void write_string(text *t, jv string) {
    const char *bytes = jv_string_value(string);
    size_t length = (size_t)jv_string_length_bytes(jv_copy(string));
    size_t start = 0;
    text_append(t, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        text_append(t, bytes + start, i - start);
        start = i + 1;
        char escape[8] = {'\\', (char)byte};
        int count = 2;
        switch (byte) {
        case '\n': escape[1] = 'n'; break;
        case '\r': escape[1] = 'r'; break;
        case '\t': escape[1] = 't'; break;
        default:
            if (byte < 0x20) count = snprintf(escape, sizeof escape, "\\u%04x", byte);
        }
        text_append(t, escape, (size_t)count);
    }
    text_append(t, bytes + start, length - start);
    text_append(t, "\"", 1);
}

static void write_other(text *t, jv value) {
    jv json = jv_dump_string(jv_copy(value), 0);
    text_append(t, jv_string_value(json), (size_t)jv_string_length_bytes(jv_copy(json)));
    jv_free(json);
}

static void write_number(text *t, jv value) {
    double number = jv_number_value(value);
    // Whole numbers that a double holds exactly; 0 may be -0, and is left to libjq.
    int is_small = number > -9007199254740992.0 && number < 9007199254740992.0 && number != 0;
    if (is_small && (double)(long long)number == number) {
        char digits[24];
        int count = snprintf(digits, sizeof digits, "%lld", (long long)number);
        text_append(t, digits, (size_t)count);
    } else {
        write_other(t, value);
    }
}

static int write_array(text *t, jv array, size_t limit, int depth) {
    int count = jv_array_length(jv_copy(array));
    int written = 1;
    text_append(t, "[", 1);
    for (int i = 0; written && i < count && t->length <= limit; i++) {
        if (i > 0) text_append(t, ",", 1);
        written = write_json(t, jv_array_get(jv_copy(array), i), limit, depth + 1);
    }
    text_append(t, "]", 1);
    return written;
}

static int write_object(text *t, jv object, size_t limit, int depth) {
    int written = 1;
    int is_first = 1;
    text_append(t, "{", 1);
    for (int i = jv_object_iter(object); written && jv_object_iter_valid(object, i) && t->length <= limit;
         i = jv_object_iter_next(object, i)) {
        if (!is_first) text_append(t, ",", 1);
        is_first = 0;
        jv key = jv_object_iter_key(object, i);
        write_string(t, key);
        jv_free(key);
        text_append(t, ":", 1);
        written = write_json(t, jv_object_iter_value(object, i), limit, depth + 1);
    }
    text_append(t, "}", 1);
    return written;
}

int write_json(text *t, jv value, size_t limit, int depth) {
    int written = depth <= maximum_depth;
    if (written) {
        switch (jv_get_kind(value)) {
        case JV_KIND_STRING: write_string(t, value); break;
        case JV_KIND_NUMBER: write_number(t, value); break;
        case JV_KIND_ARRAY: written = write_array(t, value, limit, depth); break;
        case JV_KIND_OBJECT: written = write_object(t, value, limit, depth); break;
        default: write_other(t, value);
        }
    }
    jv_free(value);
    return written;
}

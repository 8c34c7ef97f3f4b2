#define _GNU_SOURCE
#include <string.h>

#include "functions.h"

// What vendors who take mail apart leave together: header fields that are one text, or hold several values.

/// As of a message's texts and lists: more is left out.
enum {
    longest_address = 512,
    most_addresses = 1000,
    longest_name = 512,
    most_fields = 100,
    most_lines = 200,
    longest_value = 2000,
};

/// A part of a text that somebody holds.
typedef struct {
    const char *at;
    const char *end;
} span;

static span span_of(jv string) {
    const char *bytes = jv_string_value(string);
    return (span){bytes, bytes + jv_string_length_bytes(jv_copy(string))};
}

static int is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static span trimmed(span s) {
    while (s.at < s.end && is_space(*s.at)) s.at++;
    while (s.at < s.end && is_space(s.end[-1])) s.end--;
    return s;
}

static jv string_of(span s) { return jv_string_sized(s.at, (int)(s.end - s.at)); }

static const char *find(span s, char c) { return s.at < s.end ? memchr(s.at, c, (size_t)(s.end - s.at)) : NULL; }

static jv wrong(jv value, const char *message) {
    jv_free(value);
    return jv_invalid_with_msg(jv_string(message));
}

// MARK: Message-IDs

jv mail_message_ids(jv field) {
    if (jv_get_kind(field) == JV_KIND_NULL) return jv_array();
    if (jv_get_kind(field) != JV_KIND_STRING) return wrong(field, "message_ids takes a text");
    jv ids = jv_array();
    span rest = span_of(field);
    const char *open, *close;
    for (int count = 0; count < most_addresses && (open = find(rest, '<'));) {
        rest.at = open + 1;
        if (!(close = find(rest, '>'))) break;
        size_t length = (size_t)(close - rest.at);
        if (length > 0 && length <= longest_address) {
            ids = jv_array_append(ids, string_of((span){rest.at, close}));
            count++;
        }
        rest.at = close + 1;
    }
    jv_free(field);
    return ids;
}

// MARK: Addresses

/// The first comma that divides: outside quotation marks, and behind an address. The end where there is none.
static const char *address_end(span s) {
    int is_quoted = 0, has_address = 0;
    for (const char *at = s.at; at < s.end; at++) {
        if (is_quoted && *at == '\\' && at + 1 < s.end) at++;
        else if (*at == '"') is_quoted = !is_quoted;
        else if (!is_quoted && *at == '@') has_address = 1;
        else if (!is_quoted && *at == ',' && has_address) return at;
    }
    return s.end;
}

/// A name without quotation marks and without the backslashes before them.
static jv name_of(span s) {
    s = trimmed(s);
    char name[longest_address];
    if ((size_t)(s.end - s.at) > sizeof name) return string_of(s);
    int length = 0;
    for (const char *at = s.at; at < s.end; at++) {
        if (*at == '"') continue;
        if (*at == '\\' && at + 1 < s.end) at++;
        name[length++] = *at;
    }
    span bare = trimmed((span){name, name + length});
    return bare.at == bare.end ? jv_null() : string_of(bare);
}

/// `Ann Example <ann@example.com>`, or the address alone. Null where none fits.
static jv party(span s) {
    span address = trimmed(s);
    jv name = jv_null();
    const char *open = s.at < s.end ? memrchr(s.at, '<', (size_t)(s.end - s.at)) : NULL;
    if (open) {
        address = (span){open + 1, s.end};
        const char *close = find(address, '>');
        if (close) address.end = close;
        address = trimmed(address);
        name = name_of((span){s.at, open});
    }
    if (address.at == address.end || address.end - address.at > longest_address) {
        jv_free(name);
        return jv_null();
    }
    jv party = jv_object_set(jv_object(), jv_string("address"), string_of(address));
    return jv_get_kind(name) == JV_KIND_NULL ? party : jv_object_set(party, jv_string("name"), name);
}

jv mail_addresses(jv field) {
    if (jv_get_kind(field) == JV_KIND_NULL) return jv_array();
    if (jv_get_kind(field) != JV_KIND_STRING) return wrong(field, "addresses takes a text");
    jv parties = jv_array();
    span rest = span_of(field);
    for (int count = 0; count < most_addresses && rest.at < rest.end;) {
        const char *end = address_end(rest);
        span one = {rest.at, end};
        jv found = find(one, '@') ? party(one) : jv_null();
        if (jv_get_kind(found) != JV_KIND_NULL) {
            parties = jv_array_append(parties, found);
            count++;
        }
        rest.at = end < rest.end ? end + 1 : end;
    }
    jv_free(field);
    return parties;
}

// MARK: Header fields

/// So many characters from the beginning.
static span beginning(span s) {
    int count = 0;
    for (const char *at = s.at; at < s.end; at++) {
        if (((unsigned char)*at & 0xC0) != 0x80 && count++ == longest_value) return (span){s.at, at};
    }
    return s;
}

/// The name is made small. Stamps of the servers on the way are left out. An equal name that comes later holds.
static jv with_field(jv fields, span name, jv value) {
    char lower[longest_name];
    size_t length = (size_t)(name.end - name.at);
    if (length == 0 || length > sizeof lower || jv_object_length(jv_copy(fields)) >= most_fields) {
        jv_free(value);
        return fields;
    }
    for (size_t i = 0; i < length; i++) lower[i] = (char)(name.at[i] >= 'A' && name.at[i] <= 'Z' ? name.at[i] + 32 : name.at[i]);
    if (length == 8 && memcmp(lower, "received", 8) == 0) {
        jv_free(value);
        return fields;
    }
    return jv_object_set(fields, jv_string_sized(lower, (int)length), value);
}

/// The value of the lines from `s` on, to where the next field begins; a line that begins with a space goes on with the one
/// before. `*next` is where the next field begins.
static jv unfolded(span s, const char **next) {
    jv value = jv_string("");
    for (;;) {
        const char *end = find(s, '\n');
        *next = end ? end + 1 : s.end;
        span line = trimmed((span){s.at, end ? end : s.end});
        int is_first = jv_string_length_bytes(jv_copy(value)) == 0;
        if (jv_string_length_bytes(jv_copy(value)) <= 4 * longest_value) {
            if (!is_first) value = jv_string_append_buf(value, " ", 1);
            value = jv_string_append_buf(value, line.at, (int)(line.end - line.at));
        }
        if (*next == s.end || (**next != ' ' && **next != '\t')) return value;
        s.at = *next;
    }
}

static jv fields_of_text(span rest) {
    jv fields = jv_object();
    for (int count = 0; count < most_lines && rest.at < rest.end; count++) {
        const char *newline = find(rest, '\n');
        const char *colon = find((span){rest.at, newline ? newline : rest.end}, ':');
        const char *next = rest.end;
        if (colon) {
            jv value = unfolded((span){colon + 1, rest.end}, &next);
            span cut = beginning(span_of(value));
            jv kept = string_of(cut);
            jv_free(value);
            fields = with_field(fields, trimmed((span){rest.at, colon}), kept);
        } else if (newline) {
            next = newline + 1;
        }
        rest.at = next;
    }
    return fields;
}

/// Of `[name, value]`; one without a value is left out.
static jv fields_of_list(jv list) {
    jv fields = jv_object();
    int length = jv_array_length(jv_copy(list));
    for (int i = 0; i < length && i < most_lines; i++) {
        jv pair = jv_array_get(jv_copy(list), i);
        if (jv_get_kind(pair) != JV_KIND_ARRAY) {
            jv_free(pair);
            return wrong(fields, "header_fields takes a text, or a list of [name, value]");
        }
        jv name = jv_array_get(jv_copy(pair), 0);
        jv value = jv_array_get(pair, 1);
        int is_field = jv_get_kind(name) == JV_KIND_STRING && jv_get_kind(value) == JV_KIND_STRING;
        if (is_field) {
            fields = with_field(fields, span_of(name), string_of(beginning(span_of(value))));
        } else if (jv_get_kind(value) != JV_KIND_NULL && jv_get_kind(value) != JV_KIND_INVALID) {
            jv_free(name);
            jv_free(value);
            return wrong(fields, "a header field is no text");
        }
        jv_free(name);
        jv_free(value);
    }
    return fields;
}

jv mail_header_fields(jv header) {
    jv fields;
    switch (jv_get_kind(header)) {
    case JV_KIND_STRING: fields = fields_of_text(span_of(header)); break;
    case JV_KIND_ARRAY: fields = fields_of_list(header); break;
    case JV_KIND_NULL: fields = jv_object(); break;
    default: fields = jv_invalid_with_msg(jv_string("header_fields takes a text, or a list of [name, value]"));
    }
    jv_free(header);
    return fields;
}

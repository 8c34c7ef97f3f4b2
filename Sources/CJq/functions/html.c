#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "functions.h"
#include "../text.h"

// Linear, and no browser: what is written is kept in its order, and nothing is hidden. No text is longer than its HTML, but
// for what the caller puts in place of tags.

typedef struct {
    const char *at;
    const char *end;
    /// What stands for a tag, by its name.
    jv breaks;
    /// Whether no `>` follows: it is looked for only once.
    int is_open;
    text out;
} html;

static const size_t longest = 16 << 20;

static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static int starts(const html *h, const char *word) {
    size_t length = strlen(word);
    return (size_t)(h->end - h->at) >= length && strncasecmp(h->at, word, length) == 0;
}

/// Goes on behind the next `closing`; to the end where there is none.
static void skip_past(html *h, const char *closing) {
    size_t length = strlen(closing);
    for (; h->at < h->end; h->at++) {
        if (!starts(h, closing)) continue;
        h->at += length;
        return;
    }
}

/// What stands for the tag whose name is so written.
static void put_break(html *h, const char *name, size_t length) {
    char lower[16];
    if (length > sizeof lower) return;
    for (size_t i = 0; i < length; i++) lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    jv put = jv_object_get(jv_copy(h->breaks), jv_string_sized(lower, (int)length));
    if (jv_get_kind(put) == JV_KIND_STRING && h->out.length < longest)
        text_append(&h->out, jv_string_value(put), (size_t)jv_string_length_bytes(jv_copy(put)));
    jv_free(put);
}

/// At a `<`: a tag, a comment, or the sign alone.
static void read_tag(html *h) {
    const char *name = h->at + 1;
    int is_tag = name < h->end
        && (is_letter(*name) || *name == '!' || *name == '?' || (*name == '/' && name + 1 < h->end && is_letter(name[1])));
    const char *close = is_tag && !h->is_open ? memchr(name, '>', (size_t)(h->end - name)) : NULL;
    if (!close) {
        h->is_open |= is_tag;
        text_append(&h->out, "<", 1);
        h->at++;
        return;
    }
    if (starts(h, "<!--")) {
        skip_past(h, "-->");
        return;
    }
    size_t length = 1;
    while (is_letter(name[length]) || (name[length] >= '0' && name[length] <= '9')) length++;
    h->at = close + 1;
    put_break(h, name, length);
    if (length == 5 && strncasecmp(name, "style", 5) == 0) skip_past(h, "</style>");
    else if (length == 6 && strncasecmp(name, "script", 6) == 0) skip_past(h, "</script>");
}

static void put_scalar(text *t, unsigned long scalar) {
    // What is no scalar becomes U+FFFD.
    if (scalar == 0 || scalar > 0x10FFFF || (scalar >= 0xD800 && scalar <= 0xDFFF)) scalar = 0xFFFD;
    jv written = jv_string_append_codepoint(jv_string(""), (uint32_t)scalar);
    text_append(t, jv_string_value(written), (size_t)jv_string_length_bytes(jv_copy(written)));
    jv_free(written);
}

/// At a `&`: one of the commonest character references, or the sign alone.
static void read_reference(html *h) {
    static const struct {
        const char *name, *value;
    } names[] = {
        {"&amp;", "&"}, {"&nbsp;", " "}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i].name);
        if ((size_t)(h->end - h->at) < length || memcmp(h->at, names[i].name, length) != 0) continue;
        text_append(&h->out, names[i].value, strlen(names[i].value));
        h->at += length;
        return;
    }
    if (h->end - h->at > 3 && h->at[1] == '#') {
        int is_hex = h->at[2] == 'x' || h->at[2] == 'X';
        const char *digits = h->at + 2 + is_hex;
        size_t count = strspn(digits, is_hex ? "0123456789abcdefABCDEF" : "0123456789");
        if (count > 0 && count <= 7 && digits[count] == ';') {
            put_scalar(&h->out, strtoul(digits, NULL, is_hex ? 16 : 10));
            h->at = digits + count + 1;
            return;
        }
    }
    text_append(&h->out, "&", 1);
    h->at++;
}

jv html_text(jv markup, jv breaks) {
    if (jv_get_kind(markup) != JV_KIND_STRING || jv_get_kind(breaks) != JV_KIND_OBJECT) {
        jv_free(markup);
        jv_free(breaks);
        return jv_invalid_with_msg(jv_string("html_text takes a text, and an object of what stands for tags"));
    }
    const char *bytes = jv_string_value(markup);
    html h = {.at = bytes, .end = bytes + jv_string_length_bytes(jv_copy(markup)), .breaks = breaks};
    while (h.at < h.end && !h.out.failed && h.out.length < longest) {
        const char *plain = h.at;
        while (h.at < h.end && *h.at != '<' && *h.at != '&') h.at++;
        text_append(&h.out, plain, (size_t)(h.at - plain));
        if (h.at == h.end) break;
        if (*h.at == '<') read_tag(&h);
        else read_reference(&h);
    }
    jv made = h.out.failed || h.out.length >= longest ? jv_invalid_with_msg(jv_string("a text is too long"))
                                                      : jv_string_sized(h.out.bytes ? h.out.bytes : "", (int)h.out.length);
    text_free(&h.out);
    jv_free(markup);
    jv_free(breaks);
    return made;
}

#include <math.h>
#include <stdint.h>

#include "functions.h"

/// A text that is read from left to right. It ends with a NUL, which is no digit and no sign.
typedef const char *cursor;

static int is_digit(char c) { return c >= '0' && c <= '9'; }

/// `count` digits; -1 where there are fewer.
static int digits(cursor *at, int count) {
    int value = 0;
    for (; count > 0; count--, (*at)++) {
        if (!is_digit(**at)) return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

static int takes(cursor *at, const char *any) {
    for (; *any; any++) {
        if (**at != *any) continue;
        (*at)++;
        return 1;
    }
    return 0;
}

/// Three digits of a fraction, and past the others; 0 where there is none, -1 where a point has no digits behind it.
static int fraction(cursor *at) {
    if (!takes(at, ".")) return 0;
    if (!is_digit(**at)) return -1;
    int milliseconds = 0;
    for (int i = 0; i < 3; i++) milliseconds = milliseconds * 10 + (is_digit(**at) ? *(*at)++ - '0' : 0);
    while (is_digit(**at)) (*at)++;
    return milliseconds;
}

/// Days since 1970-01-01, in the proleptic Gregorian calendar.
static int64_t day_number(int year, int month, int day) {
    // Years from March on, so that a leap day ends one.
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 719469;
}

/// Minutes that the clock is ahead of UTC; out of range where no offset stands there.
static int offset(cursor *at) {
    static const int none = 24 * 60;
    if (takes(at, "Zz")) return 0;
    int sign = **at == '-' ? -1 : 1;
    if (!takes(at, "+-")) return none;
    int hours = digits(at, 2);
    int has_colon = takes(at, ":");
    int minutes = digits(at, 2);
    if (hours < 0 || hours > 23 || !has_colon || minutes < 0 || minutes > 59) return none;
    return sign * (hours * 60 + minutes);
}

/// Whether the whole text is a time.
static int read_rfc3339(cursor at, int64_t *milliseconds) {
    int year = digits(&at, 4);
    int is_formed = takes(&at, "-");
    int month = digits(&at, 2);
    is_formed &= takes(&at, "-");
    int day = digits(&at, 2);
    is_formed &= takes(&at, "Tt ");
    int hour = digits(&at, 2);
    is_formed &= takes(&at, ":");
    int minute = digits(&at, 2);
    is_formed &= takes(&at, ":");
    int second = digits(&at, 2);
    if (!is_formed || year < 1 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0
        || minute > 59 || second < 0 || second > 60)
        return 0;
    int thousandths = fraction(&at);
    int ahead = offset(&at);
    if (thousandths < 0 || ahead >= 24 * 60 || *at != 0) return 0;
    int64_t minutes = day_number(year, month, day) * 1440 + hour * 60 + minute - ahead;
    *milliseconds = (minutes * 60 + second) * 1000 + thousandths;
    return 1;
}

jv time_rfc3339_ms(jv text) {
    int64_t milliseconds = 0;
    int is_time = jv_get_kind(text) == JV_KIND_STRING && read_rfc3339(jv_string_value(text), &milliseconds);
    jv_free(text);
    return is_time ? jv_number((double)milliseconds) : jv_invalid_with_msg(jv_string("no RFC 3339 time"));
}

static int read_seconds(cursor at, double *milliseconds) {
    int sign = takes(&at, "-") ? -1 : 1;
    if (!is_digit(*at)) return 0;
    double seconds = 0;
    for (; is_digit(*at); at++) seconds = seconds * 10 + (*at - '0');
    int thousandths = fraction(&at);
    if (thousandths < 0 || *at != 0) return 0;
    *milliseconds = sign * (seconds * 1000 + thousandths);
    return 1;
}

jv time_seconds_ms(jv seconds) {
    double milliseconds = 0;
    int is_time = 0;
    if (jv_get_kind(seconds) == JV_KIND_STRING) {
        is_time = read_seconds(jv_string_value(seconds), &milliseconds);
    } else if (jv_get_kind(seconds) == JV_KIND_NUMBER) {
        // A fraction of milliseconds may be a little less than it was written as.
        milliseconds = floor(jv_number_value(seconds) * 1000 + 0.001);
        is_time = 1;
    }
    jv_free(seconds);
    return is_time ? jv_number(milliseconds) : jv_invalid_with_msg(jv_string("no number of seconds"));
}

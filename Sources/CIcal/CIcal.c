#include "CIcal.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

/* Occurrences of one rule that are walked: the rule of a file must not keep the daemon's start. */
enum { MAXIMAL_STEPS = 8192 };

struct ccal_file {
    icalcomponent *root;
    size_t count;
    icalcomponent **events;
    /* Whether any event has a RECURRENCE-ID. */
    int has_replacements;
};

static size_t gather(icalcomponent *from, icalcomponent **into) {
    size_t count = 0;
    for (icalcomponent *event = icalcomponent_get_first_component(from, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(from, ICAL_VEVENT_COMPONENT)) {
        if (into) into[count] = event;
        count++;
    }
    return count;
}

/* A file may hold several calendars one after the other, which the parser puts under a root of its own. */
static size_t gather_all(icalcomponent *root, icalcomponent **into) {
    if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT) return gather(root, into);
    size_t count = 0;
    for (icalcomponent *part = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT); part;
         part = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT)) {
        count += gather(part, into ? into + count : NULL);
    }
    return count;
}

ccal_file *ccal_parse(const char *bytes, size_t length) {
    // By default libical ends the process at its own errors where it was built to.
    icalerror_set_errors_are_fatal(0);
    ccal_file *file = calloc(1, sizeof *file);
    char *text = malloc(length + 1);
    if (!file || !text || memchr(bytes, 0, length)) goto failed;
    memcpy(text, bytes, length);
    text[length] = 0;
    file->root = icalparser_parse_string(text);
    if (!file->root) goto failed;
    icalcomponent_kind kind = icalcomponent_isa(file->root);
    if (kind != ICAL_VCALENDAR_COMPONENT && kind != ICAL_XROOT_COMPONENT) goto failed;
    file->count = gather_all(file->root, NULL);
    if (kind == ICAL_XROOT_COMPONENT && !icalcomponent_get_first_component(file->root, ICAL_VCALENDAR_COMPONENT)) {
        goto failed;
    }
    if (file->count > 0) {
        file->events = calloc(file->count, sizeof *file->events);
        if (!file->events) goto failed;
        gather_all(file->root, file->events);
        for (size_t index = 0; index < file->count && !file->has_replacements; index++) {
            file->has_replacements =
                icalcomponent_get_first_property(file->events[index], ICAL_RECURRENCEID_PROPERTY) != NULL;
        }
    }
    free(text);
    return file;

failed:
    free(text);
    ccal_free(file);
    return NULL;
}

void ccal_free(ccal_file *file) {
    if (!file) return;
    if (file->root) icalcomponent_free(file->root);
    free(file->events);
    free(file);
}

size_t ccal_count(const ccal_file *file) { return file->count; }

static int is_date(struct icaltimetype time) { return !icaltime_is_null_time(time) && time.is_date; }

static ccal_date date_of(struct icaltimetype time) {
    return (ccal_date){.year = time.year, .month = time.month, .day = time.day};
}

static struct icaltimetype start_of(icalcomponent *event) {
    icalproperty *start = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    return start ? icalproperty_get_dtstart(start) : icaltime_null_time();
}

static int day_number(struct icaltimetype time) {
    int days = 0;
    for (int year = 1970; year < time.year; year++) days += icaltime_days_in_year(year);
    for (int year = time.year; year < 1970; year++) days -= icaltime_days_in_year(year);
    return days + icaltime_day_of_year(time) - 1;
}

/* Days from the start to the end; DTEND is the first day after the event. 0 where the end has a time of day. */
static int length_of(icalcomponent *event, struct icaltimetype start) {
    icalproperty *end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
    if (end) {
        struct icaltimetype last = icalproperty_get_dtend(end);
        if (!is_date(last)) return 0;
        int length = day_number(last) - day_number(start);
        // Some programs write the day itself as its end.
        return length == 0 ? 1 : length;
    }
    icalproperty *duration = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
    if (!duration) return 1;
    struct icaldurationtype span = icalproperty_get_duration(duration);
    if (span.is_neg) return -1;
    if (span.hours || span.minutes || span.seconds) return 0;
    int length = (int)(span.days + span.weeks * 7);
    return length == 0 ? 1 : length;
}

/* libical leaves out what it cannot read and puts the reason in its place. */
static int has_error_about(icalcomponent *event, const char *name) {
    for (icalproperty *error = icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY); error;
         error = icalcomponent_get_next_property(event, ICAL_XLICERROR_PROPERTY)) {
        const char *text = icalproperty_get_xlicerror(error);
        if (text && strstr(text, name)) return 1;
    }
    return 0;
}

static int is_plain_yearly(icalcomponent *event) {
    icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    if (!rule || icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) return 0;
    if (icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY)) return 0;
    if (icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY)) return 0;
    if (icalcomponent_get_first_property(event, ICAL_EXRULE_PROPERTY)) return 0;
    struct icalrecurrencetype recurrence = icalproperty_get_rrule(rule);
    struct icaltimetype start = start_of(event);
    int only_its_month = recurrence.by_month[0] == ICAL_RECURRENCE_ARRAY_MAX
        || (recurrence.by_month[0] == start.month && recurrence.by_month[1] == ICAL_RECURRENCE_ARRAY_MAX);
    int only_its_day = recurrence.by_month_day[0] == ICAL_RECURRENCE_ARRAY_MAX
        || (recurrence.by_month_day[0] == start.day && recurrence.by_month_day[1] == ICAL_RECURRENCE_ARRAY_MAX);
    return recurrence.freq == ICAL_YEARLY_RECURRENCE && recurrence.interval == 1 && recurrence.count == 0
        && icaltime_is_null_time(recurrence.until) && only_its_month && only_its_day
        && recurrence.by_day[0] == ICAL_RECURRENCE_ARRAY_MAX
        && recurrence.by_year_day[0] == ICAL_RECURRENCE_ARRAY_MAX
        && recurrence.by_week_no[0] == ICAL_RECURRENCE_ARRAY_MAX
        && recurrence.by_set_pos[0] == ICAL_RECURRENCE_ARRAY_MAX && recurrence.rscale == NULL;
}

static int recurs(icalcomponent *event) {
    return icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY)
        || icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);
}

/* Rules by the hour and finer have no meaning for days, and rules in another calendar are not walked here. */
static int has_bad_rule(icalcomponent *event) {
    struct icaltimetype start_of_rule = start_of(event);
    if (has_error_about(event, "RRULE") || has_error_about(event, "RDATE") || has_error_about(event, "EXDATE")) {
        return 1;
    }
    if (icalcomponent_get_first_property(event, ICAL_EXRULE_PROPERTY)) return 1;
    for (icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); rule;
         rule = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
        struct icalrecurrencetype recurrence = icalproperty_get_rrule(rule);
        if (recurrence.freq < ICAL_DAILY_RECURRENCE || recurrence.freq > ICAL_YEARLY_RECURRENCE) return 1;
        if (recurrence.rscale != NULL) return 1;
        if (recurrence.by_hour[0] != ICAL_RECURRENCE_ARRAY_MAX || recurrence.by_minute[0] != ICAL_RECURRENCE_ARRAY_MAX
            || recurrence.by_second[0] != ICAL_RECURRENCE_ARRAY_MAX) {
            return 1;
        }
        // Days that never come, such as February 30.
        icalrecur_iterator *iterator = icalrecur_iterator_new(recurrence, start_of_rule);
        if (!iterator) return 1;
        icalrecur_iterator_free(iterator);
    }
    return 0;
}

static int has_timed_exception(icalcomponent *event) {
    for (icalproperty *date = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); date;
         date = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
        if (!is_date(icalproperty_get_rdate(date).time)) return 1;
    }
    for (icalproperty *date = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); date;
         date = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
        if (!is_date(icalproperty_get_exdate(date))) return 1;
    }
    return 0;
}

ccal_event ccal_event_at(ccal_file *file, size_t index) {
    icalcomponent *event = file->events[index];
    icalproperty *summary = icalcomponent_get_first_property(event, ICAL_SUMMARY_PROPERTY);
    const char *name = summary ? icalproperty_get_summary(summary) : NULL;
    ccal_event result = {.kind = CCAL_DAYS, .name = name ? name : "", .length = 1};
    icalproperty *status = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
    result.replaces = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY) != NULL;
    struct icaltimetype start = start_of(event);
    if (status && icalproperty_get_status(status) == ICAL_STATUS_CANCELLED) {
        result.kind = CCAL_CANCELLED;
        return result;
    }
    if (!is_date(start) || has_error_about(event, "DTEND") || has_error_about(event, "DURATION")) {
        result.kind = CCAL_TIMED;
        return result;
    }
    result.start = date_of(start);
    result.length = length_of(event, start);
    if (result.length == 0) result.kind = CCAL_TIMED;
    if (result.length < 0) result.kind = CCAL_ENDS_FIRST;
    result.recurs = recurs(event) || has_error_about(event, "RRULE") || has_error_about(event, "RDATE");
    if (result.recurs && has_bad_rule(event)) result.kind = CCAL_BAD_RULE;
    else if (result.recurs && has_timed_exception(event)) result.kind = CCAL_TIMED;
    result.plain_yearly = result.kind == CCAL_DAYS && result.length == 1 && is_plain_yearly(event);
    return result;
}

static const char *uid_of(icalcomponent *event) {
    icalproperty *uid = icalcomponent_get_first_property(event, ICAL_UID_PROPERTY);
    return uid ? icalproperty_get_uid(uid) : NULL;
}

static int same_day(struct icaltimetype a, struct icaltimetype b) {
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

/* Whether the event itself takes the day out, or another event of the file with its UID stands in for it. */
static int is_left_out(const ccal_file *file, icalcomponent *event, struct icaltimetype day) {
    for (icalproperty *date = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); date;
         date = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
        if (same_day(icalproperty_get_exdate(date), day)) return 1;
    }
    const char *uid = file->has_replacements ? uid_of(event) : NULL;
    if (!uid) return 0;
    for (size_t index = 0; index < file->count; index++) {
        icalcomponent *other = file->events[index];
        if (other == event) continue;
        icalproperty *place = icalcomponent_get_first_property(other, ICAL_RECURRENCEID_PROPERTY);
        if (!place || !same_day(icalproperty_get_recurrenceid(place), day)) continue;
        const char *other_uid = uid_of(other);
        if (other_uid && strcmp(uid, other_uid) == 0) return 1;
    }
    return 0;
}

typedef struct {
    const ccal_file *file;
    icalcomponent *event;
    ccal_date *days;
    int capacity, count, is_full;
} gathering;

static void take(gathering *into, struct icaltimetype day) {
    if (is_left_out(into->file, into->event, day)) return;
    for (int index = 0; index < into->count; index++) {
        ccal_date known = into->days[index];
        if (known.year == day.year && known.month == day.month && known.day == day.day) return;
    }
    if (into->count == into->capacity) {
        into->is_full = 1;
        return;
    }
    into->days[into->count++] = date_of(day);
}

static icalproperty *property_at(icalcomponent *event, icalproperty_kind kind, int number) {
    icalproperty *property = icalcomponent_get_first_property(event, kind);
    while (property && number-- > 0) property = icalcomponent_get_next_property(event, kind);
    return property;
}

int ccal_days(ccal_file *file, size_t index, int last_year, ccal_date *days, int capacity) {
    icalcomponent *event = file->events[index];
    struct icaltimetype start = start_of(event);
    gathering into = {.file = file, .event = event, .days = days, .capacity = capacity};
    icalproperty *replaced = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
    if (replaced) {
        days[0] = date_of(start);
        return capacity > 0 ? 1 : -1;
    }
    take(&into, start);
    // A component has one place where an iteration stands, and `take` iterates too: hence by number.
    for (int number = 0; !into.is_full; number++) {
        icalproperty *rule = property_at(event, ICAL_RRULE_PROPERTY, number);
        if (!rule) break;
        icalrecur_iterator *iterator = icalrecur_iterator_new(icalproperty_get_rrule(rule), start);
        if (!iterator) continue;
        for (int step = 0; step < MAXIMAL_STEPS && !into.is_full; step++) {
            struct icaltimetype day = icalrecur_iterator_next(iterator);
            if (icaltime_is_null_time(day) || day.year > last_year) break;
            take(&into, day);
        }
        icalrecur_iterator_free(iterator);
    }
    for (int number = 0; !into.is_full; number++) {
        icalproperty *date = property_at(event, ICAL_RDATE_PROPERTY, number);
        if (!date) break;
        struct icaltimetype day = icalproperty_get_rdate(date).time;
        if (day.year <= last_year) take(&into, day);
    }
    return into.is_full ? -1 : into.count;
}

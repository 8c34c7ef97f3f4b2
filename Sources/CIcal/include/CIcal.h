#ifndef INBOXD_CICAL_H
#define INBOXD_CICAL_H

#include <stddef.h>

/* Reads the whole-day events of an iCalendar file (RFC 5545) with libical.
 *
 * All calls block for as long as the file's size asks for; a file may be read on any thread, but one at a time by one.
 * Texts that are handed out belong to the file and end with it. */

/* A date of the Gregorian calendar. A year of 0 is none. */
typedef struct {
    int year, month, day;
} ccal_date;

/* What an event is, as far as holidays go. */
typedef enum {
    CCAL_DAYS,       /* Whole days. */
    CCAL_CANCELLED,  /* STATUS:CANCELLED. */
    CCAL_TIMED,      /* Begins or recurs at a time of day, or cannot be read. */
    CCAL_BAD_RULE,   /* An RRULE or RDATE that cannot be read, or that libical does not know. */
    CCAL_ENDS_FIRST  /* The end is before the start. */
} ccal_kind;

typedef struct {
    ccal_kind kind;
    /* Empty where there is none. */
    const char *name;
    /* Whether it is another date of an event that recurs (RECURRENCE-ID): it takes the place of that date. */
    int replaces;
    ccal_date start;
    /* Days, 1 or more. */
    int length;
    /* Whether it recurs at all. */
    int recurs;
    /* Whether it is one day of every year, for ever, without exception: RRULE:FREQ=YEARLY and nothing else. */
    int plain_yearly;
} ccal_event;

typedef struct ccal_file ccal_file;

/* NULL where the bytes are no iCalendar object, or there is no memory. */
ccal_file *ccal_parse(const char *bytes, size_t length);
void ccal_free(ccal_file *file);

/* The number of VEVENTs. */
size_t ccal_count(const ccal_file *file);

/* The event at `index`, below the count, in the order of the file. */
ccal_event ccal_event_at(ccal_file *file, size_t index);

/* The first days of an event's occurrences up to the end of `last_year`, in the order in which they come: its own start,
 * RRULEs and RDATEs, without EXDATEs and without those that another event of the file replaces. Writes at most
 * `capacity`, and returns how many there are, or -1 where there are more than `capacity`. */
int ccal_days(ccal_file *file, size_t index, int last_year, ccal_date *days, int capacity);

#endif

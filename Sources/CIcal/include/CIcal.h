#ifndef INBOXD_CICAL_H
#define INBOXD_CICAL_H

/// Whether the system library is linked.
int inboxd_cical_linked(void);

#endif

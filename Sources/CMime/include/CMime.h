#ifndef INBOXD_CMIME_H
#define INBOXD_CMIME_H

/// Whether the system library is linked.
int inboxd_cmime_linked(void);

#endif

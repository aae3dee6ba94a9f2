/*
 * ics.h - the outer form of iCalendar text (RFC 5545 3.1).
 */
#ifndef LIB_ICS_H
#define LIB_ICS_H

#include "base/buf.h"
#include "base/str.h"

/*
 * Appends text with its lines ended by CR LF and folded so that none is longer
 * than 75 bytes; never inside a character. Lines of text end in LF or CR LF;
 * empty ones are left out.
 */
void ics_fold(struct str text, struct buf *out);

#endif

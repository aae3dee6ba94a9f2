/*
 * moment.h - a day and a time as staff type them, in figures of any width and
 * with any marks between.
 */
#ifndef CGI_MOMENT_H
#define CGI_MOMENT_H

#include "date.h"

enum { TIME_TEXT = 6 }; /* "09:30" and its NUL */

/*
 * 28, 11-28, 1128, 11月28日, 2026-11-28, 20261128. Without a month or a year it
 * is the next such day, `today` (a day as in date.h) being the first that
 * counts. False when it is no day.
 */
bool moment_day(struct str typed, int32_t today, char out[DATE_TEXT]);

/* 9, 930, 9:30, 9点半, 09：30. False when it is no time of day. */
bool moment_time(struct str typed, char out[TIME_TEXT]);

#endif

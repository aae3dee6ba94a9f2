/*
 * moment.h - days and times as people write them: in figures of any width,
 * with the marks between that people use, and what spreadsheets make of them.
 */
#ifndef LIB_MOMENT_H
#define LIB_MOMENT_H

#include "date.h"

enum { MOMENT_NO_CONTEXT = INT32_MIN };

/*
 * 2026-12-05, 2026/12/5, 2026.12.5, 2026年12月5日（星期六）, 20261205; and, as the
 * next such day from `context` on (a day as in date.h), 12月5日, 12/5, 1205, 5日:
 * false for these where there is no context. False too for a day of the week
 * that is another.
 */
bool moment_day(struct str typed, int32_t context, int32_t *day);
/* The same, but a day of a month without its year is the nearest, so 11-24 is yesterday on
 * 25 November; a day alone is still the next. */
bool moment_near(struct str typed, int32_t today, int32_t *day);

/*
 * 8:30, 8：30, 8.30, 08:30:00, 830, 8, 8点, 8点半, 8时30分, 上午8:30, 下午2:30,
 * 2:30 PM, 24:00 into minutes of the day.
 */
bool moment_time(struct str typed, int *minute);

#endif

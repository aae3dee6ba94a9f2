/*
 * date.h - calendar days and hall time.
 *
 * A day is an int32_t: days since 1970-01-01 (proleptic Gregorian). Hall time
 * is Asia/Shanghai, UTC+8 without daylight saving since 1992, whatever zone
 * the machine is set to, so nothing here looks at TZ. Hall time in minutes is
 * day * 1440 + minute of the day; as text "YYYY-MM-DDTHH:MM", which sorts.
 */
#ifndef LIB_DATE_H
#define LIB_DATE_H

#include "base/str.h"

enum {
	DATE_TEXT = 11,	  /* "2026-11-28" and its NUL */
	DATE_LABEL = 32,  /* "11月28日（星期六）" and its NUL */
	MINUTE_TEXT = 17, /* "2026-11-28T09:30" and its NUL */
	DAY_MINUTES = 1440,
	HALL_OFFSET_S = 8 * 3600, /* UTC+8 */
};

int32_t date_of_civil(int year, int month, int day);
/* The same of what may be no day; false then, and outside of the years 1970 to 9999. */
bool date_of(int year, int month, int day, int32_t *date);
void date_to_civil(int32_t date, int *year, int *month, int *day);
/* ISO 8601: 1 = Monday ... 7 = Sunday. */
int date_weekday(int32_t date);
/* "星期六" */
const char *date_weekday_zh(int32_t date);
/* "11月28日（星期六）", and its length */
size_t date_label_zh(int32_t date, char out[DATE_LABEL]);
/* Exactly YYYY-MM-DD and a day that exists, years 1970 to 9999. */
bool date_parse(struct str s, int32_t *date);
void date_format(int32_t date, char out[DATE_TEXT]);

/* YYYY-MM-DDTHH:MM of hall minutes. */
void minute_format(int64_t hall_min, char out[MINUTE_TEXT]);

/* Hall minutes of a moment given in UTC seconds. */
int64_t hall_min_of_utc(int64_t utc_s);

/*
 * --now: RFC 3339 with offset, or YYYY-MM-DDTHH:MM[:SS] as hall time, into
 * UTC seconds.
 */
bool now_parse(struct str s, int64_t *utc_s);

#endif

/*
 * calendar.h - all rules about time, decided once (design.md decision 3).
 *
 * From holidays.csv and hours.csv: which days work, which serve, until when a
 * day may be booked, which periods and slots there are. hallbook, templates
 * and scripts only look up what stands here.
 */
#ifndef GENERATOR_CALENDAR_H
#define GENERATOR_CALENDAR_H

#include "content.h"

enum {
	CALENDAR_BACK_DAYS = 31,      /* days before today that are kept */
	CALENDAR_AHEAD_MONTHS = 13,   /* months after today */
	CALENDAR_SLOT_EXTRA_DAYS = 7, /* slots reach the horizon and a week */
};

struct day {
	int32_t date;
	enum day_kind kind;
	struct str name; /* holiday's name: 国庆节; for make-up days too; else empty */
	bool announced;	 /* false: the year's arrangement is not published */
	int64_t book_by; /* hall minutes: bookable while now < book_by (三(三): 提前一个工作日) */
	size_t first_period; /* index of its first period, the hall's */
	bool open;	     /* the hall has hours on it */
	bool duty;	     /* open, and no working day: 值班 (三(二)) */
	bool special;	   /* the hall's hours are for this day alone, or it is shut for a season */
	int32_t run_first; /* the days beside it of which a page says the same: a weekend, */
	int32_t run_last;  /* a holiday, days that are shut */
};

struct period {
	int window; /* 0 = every window without rows of its own on that day */
	int32_t date;
	enum period_kind kind;
	int start_min, end_min;
	bool bookable;
	bool confirmed;
	bool special; /* of a row for that day alone, or of one that shuts a season */
};

struct slot {
	int window;
	int32_t date;
	int start_min, end_min;
	int places, public_places;
	bool noon_only;
};

struct calendar {
	int32_t today;
	struct day *day; /* consecutive, day[0].date = today - CALENDAR_BACK_DAYS */
	size_t ndays;
	struct period *period; /* by date, window, start */
	size_t nperiods;
	struct slot *slot; /* by window, date, start */
	size_t nslots;
};

/* A year is announced when holidays.csv has a row of it with status announced. */
bool calendar_year_announced(const struct content *c, int year);
/* Monday to Friday and not off, or a make-up day. Any day, also outside the range above. */
bool calendar_is_working_day(const struct content *c, int32_t date);
enum day_kind calendar_day_kind(const struct content *c, int32_t date);
/*
 * book_by(D) = booking.cutoff on the last working day strictly before D, in
 * hall minutes. Notice 三(三), and hall.conf booking.cutoff.
 */
int64_t calendar_book_by(const struct content *c, int32_t date);

/* Fills everything for the given day; memory from a. */
void calendar_make(struct calendar *cal, const struct content *c, int32_t today, struct arena *a);

#endif

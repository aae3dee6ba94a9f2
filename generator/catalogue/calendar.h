/*
 * calendar.h - all rules about time, decided once.
 *
 * From holidays.csv, hours.csv and closures: which days work, which serve, until
 * when a day may be booked, which periods and slots there are. hallbook, templates
 * and scripts only look up what stands here. Slots are those without closures:
 * hallbook knows these from its ledger, and says of a slot why it is shut.
 */
#ifndef GENERATOR_CALENDAR_H
#define GENERATOR_CALENDAR_H

#include "content.h"

enum {
	CALENDAR_BACK_DAYS = 31,      /* days before today that are kept */
	CALENDAR_AHEAD_MONTHS = 13,   /* months after today */
	CALENDAR_SLOT_EXTRA_DAYS = 7, /* slots reach the horizon and a week */
};

/* Why hours are other than on such days. */
enum special {
	SPECIAL_NOT,
	SPECIAL_HOURS,	 /* a row for that day alone, or one that shuts a season */
	SPECIAL_CLOSURE, /* a closure took something of them */
};

struct day {
	int32_t date;
	enum day_kind kind;
	struct str name; /* holiday's name: 国庆节; for make-up days too; else empty */
	bool announced;	 /* false: the year's arrangement is not published */
	int64_t book_by; /* hall minutes: bookable while now < book_by (三(三): 提前一个工作日) */
	size_t first_period;  /* index of its first period, the hall's */
	bool open;	      /* the hall has hours on it */
	bool duty;	      /* open, and no working day: 值班 (三(二)) */
	enum special special; /* of the hall's hours */
	int32_t run_first;    /* the days beside it of which a page says the same: a weekend, */
	int32_t run_last;     /* a holiday, days that are shut */
};

struct period {
	int window; /* 0 = every window without rows of its own on that day */
	int32_t date;
	enum period_kind kind;
	int start_min, end_min;
	bool bookable;
	bool confirmed;
	enum special special;
};

/* A closure as it is told: what it takes of the hours that there would be. */
struct shut {
	const struct closure *closure;
	int start_min, end_min; /* equal: nothing */
	bool whole;		/* all of the day's */
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
	/* consecutive; day[0].date = today - CALENDAR_BACK_DAYS, or as looked back */
	struct day *day;
	size_t ndays;
	struct period *period; /* by date, window, start */
	size_t nperiods;
	struct slot *slot; /* by window, date, start */
	size_t nslots;
	struct shut *shut; /* one for each closure of the content */
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

/* The periods of one day, by window and start; the hall's stand first. */
struct day_periods {
	const struct period *p;
	size_t n;
};
struct day_periods calendar_periods(const struct calendar *cal, size_t day);
/* Those of a window among them: its own, else the hall's. */
struct day_periods calendar_served(struct day_periods day, int window);

/* Fills everything for the given day; memory from a. */
void calendar_make(struct calendar *cal, const struct content *c, int32_t today, struct arena *a);

/*
 * Kinds and periods alone, of each day from 1 January of the year before today on: what the
 * figures of months ask, which may be long gone. Memory from a.
 */
void calendar_look_back(struct calendar *cal, const struct content *c, int32_t today,
			struct arena *a);

/* The rest is between calendar.c and calendar_closures.c. */

/* Periods on their way into calendar.period. */
struct period_list {
	struct arena *arena;
	struct period *list;
	size_t n, cap;
};
/* Takes the closures from the periods, once the slots are made. */
void calendar_take_closures(struct calendar *cal, const struct content *c, struct arena *a);

#endif

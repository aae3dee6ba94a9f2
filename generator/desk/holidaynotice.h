/*
 * holidaynotice.h - 国务院办公厅关于……部分节假日安排的通知 as days: what it says is read
 * sentence by sentence, and nothing else is.
 *
 *	二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，
 *	共9天。2月14日（周六）、2月28日（周六）上班。
 */
#ifndef GENERATOR_HOLIDAYNOTICE_H
#define GENERATOR_HOLIDAYNOTICE_H

#include "base/arena.h"

#include <stdint.h>

struct notice_day {
	int32_t day;
	bool off; /* false: 上班 */
	struct str name;
};

struct notice {
	int year;		/* 0: not said */
	struct notice_day *day; /* by day */
	size_t n, cap;
	struct str doubt; /* the first holiday whose days do not fit 共N天; null view: none */
};

/* Reads UTF-8 text. Without a day in it there is no notice. */
struct notice holidaynotice_read(struct str text, struct arena *a);

#endif

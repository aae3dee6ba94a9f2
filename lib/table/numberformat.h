/*
 * numberformat.h - a number of a workbook as the text that its format shows:
 * days and times in our own form, all else with every digit it has.
 */
#ifndef LIB_NUMBERFORMAT_H
#define LIB_NUMBERFORMAT_H

#include "base/str.h"

#include <stdbool.h>

enum {
	NUMBERFORMAT_TEXT = 40,
	NUMBERFORMAT_EPOCH = 25569, /* 1970-01-01 as spreadsheets count days */
	NUMBERFORMAT_1904 = 1462,   /* days that the other way to count lacks */
};

struct numberformat {
	bool date, time;
	bool elapsed; /* [h]:mm counts on behind 24 */
	int zeros;    /* 0000 */
};

/* By its code, such as yyyy"年"m"月"d"日". */
struct numberformat numberformat_of(struct str code);
/* By the number of a format that every workbook has. */
struct numberformat numberformat_builtin(int id);
/* 2026-12-05, 8:30, 2026-12-05 8:30, 13812345678, 0.5 */
void numberformat_print(const struct numberformat *f, double value, char out[NUMBERFORMAT_TEXT]);

#endif

/*
 * xlsx.h - a workbook's first sheet as CSV, by Debian's xlsx2csv when that is
 * installed. Nothing of ours reads the format.
 */
#ifndef LIB_XLSX_H
#define LIB_XLSX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * UTF-8 CSV in a. False and *e when xlsx2csv is missing, fails, or gives more
 * than max_bytes.
 */
bool xlsx_read(const char *path, size_t max_bytes, struct arena *a, struct str *csv,
	       struct err *e);

#endif

#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 0))) static void fill(struct err *e, const char *fmt, va_list ap)
{
	memset(e, 0, sizeof *e);
	vsnprintf(e->text, sizeof e->text, fmt, ap);
}

bool err_set(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(e, fmt, ap);
	va_end(ap);
	return false;
}

bool err_errno(struct err *e, const char *fmt, ...)
{
	int number = errno;
	size_t used;
	va_list ap;

	va_start(ap, fmt);
	fill(e, fmt, ap);
	va_end(ap);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof e->text - used, ": %s", strerror(number));
	return false;
}

bool err_at(struct err *e, const char *file, int line, int column, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(e, fmt, ap);
	va_end(ap);
	snprintf(e->file, sizeof e->file, "%s", file);
	e->line = line;
	e->column = column;
	return false;
}

#include "base/err.h"

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

/* What whoever reads it can act on; the system's own words stand behind it. */
static const char *words_of(int number)
{
	static const struct {
		int number;
		const char *words;
	} known[] = {
		{ ENOENT, "没有这个文件或文件夹" },
		{ EACCES, "没有权限" },
		{ EPERM, "没有权限" },
		{ ENOSPC, "磁盘满了" },
		{ EDQUOT, "磁盘满了" },
		{ EFBIG, "文件不能再大了" },
		{ EROFS, "磁盘只能读，不能写" },
		{ EIO, "磁盘读写出错" },
		{ EISDIR, "是文件夹，不是文件" },
		{ ENOTDIR, "不是文件夹" },
		{ ELOOP, "链接绕成了圈" },
		{ ENAMETOOLONG, "文件名太长" },
		{ EMFILE, "打开的文件太多" },
		{ ENFILE, "打开的文件太多" },
		{ ENOMEM, "内存不足" },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (known[i].number == number)
			return known[i].words;
	return "系统出错";
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
	snprintf(e->text + used, sizeof e->text - used, ": %s（%s）", words_of(number),
		 strerror(number));
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

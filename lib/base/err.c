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
	switch (number) {
	case ENOENT:
		return "没有这个文件或文件夹";
	case EACCES:
	case EPERM:
		return "没有权限";
	case ENOSPC:
	case EDQUOT:
		return "磁盘满了";
	case EFBIG:
		return "文件不能再大了";
	case EROFS:
		return "磁盘只能读，不能写";
	case EIO:
		return "磁盘读写出错";
	case EISDIR:
		return "是文件夹，不是文件";
	case ENOTDIR:
		return "不是文件夹";
	case ELOOP:
		return "链接绕成了圈";
	case ENAMETOOLONG:
		return "文件名太长";
	case EMFILE:
	case ENFILE:
		return "打开的文件太多";
	case ENOMEM:
		return "内存不足";
	default:
		return "系统出错";
	}
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

/*
 * fcgi_records.h - FastCGI records written by hand, for tests that play nginx.
 */
#ifndef TESTS_FCGI_RECORDS_H
#define TESTS_FCGI_RECORDS_H

#include "base/buf.h"

#include <string.h>

enum { FCGI_BEGIN = 1, FCGI_ABORT = 2, FCGI_END = 3, FCGI_PARAMS = 4, FCGI_STDIN = 5 };
enum { FCGI_STDOUT = 6, FCGI_GET_VALUES = 9, FCGI_KEEP_CONN = 1 };

static inline void record_add(struct buf *b, int type, int id, struct str content, int padding)
{
	const unsigned char head[8] = {
		1,
		(unsigned char)type,
		(unsigned char)(id >> 8),
		(unsigned char)id,
		(unsigned char)(content.len >> 8),
		(unsigned char)content.len,
		(unsigned char)padding,
		0,
	};
	int i;

	buf_add(b, (struct str){ (const char *)head, sizeof head });
	buf_add(b, content);
	for (i = 0; i < padding; i++)
		buf_add_char(b, 0);
}

static inline void begin_add(struct buf *b, int id, int role, int flags)
{
	const char body[8] = { (char)(role >> 8), (char)role, (char)flags, 0, 0, 0, 0, 0 };

	record_add(b, FCGI_BEGIN, id, (struct str){ body, sizeof body }, 0);
}

static inline void length_add(struct buf *b, size_t n)
{
	if (n < 128) {
		buf_add_char(b, (char)n);
		return;
	}
	buf_add_char(b, (char)(n >> 24 | 0x80));
	buf_add_char(b, (char)(n >> 16));
	buf_add_char(b, (char)(n >> 8));
	buf_add_char(b, (char)n);
}

static inline void pair_add(struct buf *b, struct str name, struct str value)
{
	length_add(b, name.len);
	length_add(b, value.len);
	buf_add(b, name);
	buf_add(b, value);
}

#endif

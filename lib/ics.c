#include "ics.h"

enum { LINE_BYTES = 75 };

static bool continues_character(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

static void fold_line(struct str line, struct buf *out)
{
	size_t room = LINE_BYTES;

	while (line.len > room) {
		size_t n = room;

		while (n > 1 && continues_character(line.s[n]))
			n--;
		buf_add(out, str_head(line, n));
		buf_add(out, STR("\r\n "));
		line = str_from(line, n);
		room = LINE_BYTES - 1; /* the blank counts */
	}
	buf_add(out, line);
	buf_add(out, STR("\r\n"));
}

void ics_fold(struct str text, struct buf *out)
{
	while (text.s) {
		struct str line = str_cut(&text, '\n');

		if (str_ends(line, STR("\r")))
			line.len--;
		if (line.len)
			fold_line(line, out);
	}
}

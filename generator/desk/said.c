#include "desk/said.h"

#include "base/file.h"

enum { BY_MAX_BYTES = 64 * 1024 };

struct said said_read(const char *path, struct arena *a)
{
	struct said by = { { NULL, 0 } };
	struct err e;

	if (!file_read(path, BY_MAX_BYTES, a, &by.text, &e))
		by.text = (struct str){ NULL, 0 };
	return by;
}

struct str said_value(const struct said *by, const char *key)
{
	struct str rest = by->text;

	while (rest.s) {
		struct str line = str_cut(&rest, '\n'), name = str_cut(&line, ':');

		if (line.s && str_eq(name, str_of(key)))
			return str_trim(line);
	}
	return STR("");
}

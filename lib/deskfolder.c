#include "deskfolder.h"

#include "base/file.h"

#include <dirent.h>

enum { SAID_MAX_BYTES = 64 * 1024 };

/* Puts a number into its place; the lowest falls out of a full list. */
static size_t insert(int64_t *list, size_t n, size_t max, int64_t number)
{
	size_t at = n;

	while (at > 0 && list[at - 1] < number)
		at--;
	if (at == max)
		return n;
	n += n < max;
	memmove(&list[at + 1], &list[at], (n - at - 1) * sizeof *list);
	list[at] = number;
	return n;
}

size_t deskfolder_numbers(const char *path, int64_t *list, size_t max, int64_t *top)
{
	DIR *d = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	*top = 0;
	while (d && (entry = readdir(d))) {
		struct str name = str_of(entry->d_name);
		bool made = !str_starts(name, STR("."));
		int64_t number = 0;

		if (!str_to_int(made ? name : str_from(name, 1), INT32_MAX, &number))
			continue;
		if (number > *top)
			*top = number;
		if (made && number)
			n = insert(list, n, max, number);
	}
	if (d)
		closedir(d);
	return n;
}

struct str said_read(const char *path, struct arena *a)
{
	struct str text;
	struct err e;

	return file_read(path, SAID_MAX_BYTES, a, &text, &e) ? text : (struct str){ NULL, 0 };
}

struct str said_value(struct str said, const char *key)
{
	while (said.s) {
		struct str line = str_cut(&said, '\n'), name = str_cut(&line, ':');

		if (line.s && str_eq(name, str_of(key)))
			return str_trim(line);
	}
	return STR("");
}

int64_t said_number(struct str said, const char *key)
{
	int64_t number = 0;

	str_to_int(said_value(said, key), INT64_MAX, &number);
	return number;
}

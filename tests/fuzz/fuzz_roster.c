/* A pasted roster: any bytes give rows whose cells lie inside the memory they came from. */
#include "duty/rosterfile.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str cell[ROSTER_COLUMN__MAX], names, name;
	enum rosterfile_column missing;
	struct arena a = ARENA_INIT;
	struct rosterfile f;
	int line = 1;

	if (rosterfile_open(&f, (struct str){ (const char *)data, size }, &a, &missing)) {
		while (rosterfile_row(&f, cell)) {
			if (f.line <= line)
				abort();
			line = f.line;
			names = cell[ROSTER_PEOPLE];
			while (rosterfile_name(&names, &name))
				if (name.len == 0 || name.len > cell[ROSTER_PEOPLE].len)
					abort();
		}
	}
	arena_release(&a);
	return 0;
}

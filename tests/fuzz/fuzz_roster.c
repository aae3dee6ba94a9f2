/* A pasted roster: any bytes give entries with a day and people, and errors with a place. */
#include "date.h"
#include "duty/rosterfile.h"
#include "name.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_entry(void *ctx, const struct roster_entry *e)
{
	struct str list = e->people, name;
	char day[DATE_TEXT];

	(void)ctx;
	date_format(e->day, day);
	if (e->people_at.line < 1 || e->people_at.at < 1)
		abort();
	while (name_split(&list, &name))
		if (name.len == 0 || name.len > e->people.len)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct findings findings = { .arena = &a };
	struct rosterfile f = {
		.findings = &findings, .arena = &a, .today = 20000, .fn = on_entry
	};

	rosterfile_read(&f, (struct str){ (const char *)data, size });
	arena_release(&a);
	return 0;
}

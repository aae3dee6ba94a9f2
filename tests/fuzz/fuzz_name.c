/*
 * Any bytes as a name, a number, a day, a time and a page: what is read is UTF-8,
 * is itself when it is read again, and stands where it is said to.
 */
#include "base/utf8.h"
#include "catalogue/markdown.h"
#include "moment.h"
#include "name.h"
#include "phone.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
	if (!good)
		abort();
}

static void read_name(struct str s, struct arena *a)
{
	struct name name, again;
	struct str part;

	if (name_parse(a, s, &name) == NAME_OK) {
		check(utf8_valid(name.text) && name.chars == utf8_count(name.text));
		check(name_parse(a, name.text, &again) == NAME_OK);
		check(str_eq(name.text, again.text));
	}
	name_parse_line(a, s, &name);
	while (name_split(&s, &part))
		check(part.len > 0);
}

static void read_phone(struct str s)
{
	struct phone p, again;
	char tel[PHONE_TEXT];
	struct str part;

	if (phone_parse(s, &p) == PHONE_OK) {
		check(phone_parse(str_of(p.text), &again) == PHONE_OK);
		check(strcmp(p.text, again.text) == 0 && strlen(p.text) >= 7);
		phone_mask(str_of(p.text), tel);
	}
	while (phone_split(&s, &part)) {
		if (phone_parse_office(part, &p) != PHONE_OK)
			continue;
		check(phone_parse_office(str_of(p.text), &again) == PHONE_OK);
		check(strcmp(p.text, again.text) == 0);
		phone_tel(&p, tel);
		check(strlen(tel) > 2);
	}
}

static void read_page(struct str s, struct arena *a)
{
	struct markdown m = markdown_read(s, a);

	for (size_t i = 0; i < m.nlosses; i++)
		check(m.loss[i].line >= 0 && m.loss[i].column >= 1);
	check(utf8_valid(m.html));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, size };
	struct arena a = ARENA_INIT;
	int32_t day;
	int minute;

	read_name(s, &a);
	read_phone(s);
	if (moment_day(s, 20000, &day))
		check(day >= 0);
	if (moment_time(s, &minute))
		check(minute >= 0 && minute <= DAY_MINUTES);
	read_page(s, &a);
	arena_release(&a);
	return 0;
}

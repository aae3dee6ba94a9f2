#include "desk/holidaynotice.h"

#include "base/utf8.h"
#include "date.h"
#include "unicode.h"

#include <stdlib.h>

/* Half-width, without blanks and what stands in brackets. */
static struct str plain(struct str text, struct arena *a)
{
	char *out = arena_alloc(a, text.len + 1);
	size_t n = 0;
	int depth = 0;

	while (text.len) {
		int32_t cp = unicode_narrow(utf8_next(&text));

		depth += cp == '(';
		if (depth == 0 && cp > ' ' && !unicode_is_blank(cp))
			n += utf8_put(out + n, cp);
		if (cp == ')' && depth)
			depth--;
	}
	return (struct str){ out, n };
}

/* Figures at the beginning; -1 without. */
static int take_number(struct str *s)
{
	size_t n = str_span(*s, STR_DIGITS);
	int64_t number = -1;

	if (n == 0 || n > 4 || !str_to_int(str_head(*s, n), 9999, &number))
		return -1;
	*s = str_from(*s, n);
	return (int)number;
}

/* The year of the title, which stands before its holidays. */
static int find_year(struct str s)
{
	for (size_t at = 0; (at = str_find(s, STR("年"))) != SIZE_MAX;
	     s = str_from(s, at + STR("年").len)) {
		struct str figures = at < 4 ? STR("") : str_from(str_head(s, at), at - 4);
		int year = take_number(&figures);

		if (year >= 1970 && figures.len == 0)
			return year;
	}
	return 0;
}

struct reading {
	struct notice *out;
	struct arena *a;
	struct str name;
	int year, month;
};

/* [2026年][2月]15日; false leaves *s alone. */
static bool take_day(struct reading *r, struct str *s, int32_t *day)
{
	struct str rest = *s;
	int year = r->year, month = r->month, n = take_number(&rest);

	if (n > 31 && str_take(&rest, STR("年"))) {
		year = n;
		n = take_number(&rest);
	}
	if (n > 0 && str_take(&rest, STR("月"))) {
		month = n;
		n = take_number(&rest);
	}
	if (!str_take(&rest, STR("日")) || !date_of(year, month, n, day))
		return false;
	r->month = month;
	*s = rest;
	return true;
}

static void add(struct reading *r, int32_t first, int32_t last, bool off)
{
	for (int32_t day = first; day <= last && day - first < 31; day++)
		*(struct notice_day *)arena_push(r->a, &r->out->day, &r->out->n, &r->out->cap,
						 sizeof(struct notice_day)) =
			(struct notice_day){ day, off, r->name };
}

/* The stretches of a sentence that is about days: 1月28日至2月4日放假调休,共8天 */
static int read_sentence(struct reading *r, struct str s)
{
	bool off = str_contains(s, STR("放假")), work = str_contains(s, STR("上班"));
	int days = 0;

	while (s.len && (off || work)) {
		int32_t first, last;

		if (!take_day(r, &s, &first)) {
			utf8_next(&s);
			continue;
		}
		last = first;
		if (str_take(&s, STR("至")) || str_take(&s, STR("-")) || str_take(&s, STR("—")))
			take_day(r, &s, &last);
		add(r, first, last, off);
		days += off ? last - first + 1 : 0;
		if (str_starts(s, STR("放假")) || str_starts(s, STR("上班")))
			break; /* what follows explains it */
	}
	return days;
}

/* 共8天, 放假1天 */
static int said_days(struct str s)
{
	size_t at = str_find(s, STR("共"));
	int n;

	if (at == SIZE_MAX)
		return 0;
	s = str_from(s, at + STR("共").len);
	n = take_number(&s);
	return n > 0 && str_starts(s, STR("天")) ? n : 0;
}

static void read_holiday(struct reading *r, struct str s)
{
	int days = 0, said = 0;

	r->month = 0;
	while (s.len) {
		size_t end = str_find(s, STR("。"));
		struct str sentence = str_head(s, end);

		days += read_sentence(r, sentence);
		said += said_days(sentence);
		s = end == SIZE_MAX ? STR("") : str_from(s, end + STR("。").len);
	}
	if (said && said != days && !r->out->doubt.s)
		r->out->doubt = r->name;
}

static const struct str ordinals[] = { STR_INIT("一、"), STR_INIT("二、"), STR_INIT("三、"),
				       STR_INIT("四、"), STR_INIT("五、"), STR_INIT("六、"),
				       STR_INIT("七、"), STR_INIT("八、"), STR_INIT("九、") };

/* 二、春节: */
static bool take_name(struct str *s, struct str *name)
{
	for (size_t i = 0; i < COUNT(ordinals); i++) {
		struct str rest = *s;
		size_t colon;

		if (!str_take(&rest, ordinals[i]))
			continue;
		colon = str_find(rest, STR(":"));
		if (colon == 0 || colon > 60)
			return false;
		*name = str_head(rest, colon);
		*s = str_from(rest, colon + 1);
		return true;
	}
	return false;
}

static int by_day(const void *va, const void *vb)
{
	const struct notice_day *a = va, *b = vb;

	return (a->day > b->day) - (a->day < b->day);
}

struct notice holidaynotice_read(struct str text, struct arena *a)
{
	struct notice out = { .doubt = { NULL, 0 } };
	struct reading r = { .out = &out, .a = a };
	struct str s = plain(text, a), body = STR(""), next;

	/* not that of the day on which it was written, which stands at the end */
	out.year = r.year = find_year(str_head(s, str_find(s, ordinals[0])));
	while (s.len && out.year) {
		struct str start = s;

		if (take_name(&s, &next)) {
			if (r.name.len)
				read_holiday(&r,
					     (struct str){ body.s, (size_t)(start.s - body.s) });
			r.name = next;
			body = s;
		} else
			utf8_next(&s);
	}
	if (r.name.len)
		read_holiday(&r, (struct str){ body.s, (size_t)(s.s - body.s) });
	if (out.n)
		qsort(out.day, out.n, sizeof *out.day, by_day);
	return out;
}

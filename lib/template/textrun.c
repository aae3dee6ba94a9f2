#include "template/textrun.h"

#include "base/utf8.h"

enum { FIGURES_WHOLE = 5, FIGURES_PHONE = 10 };

/* Between two figures they join them; the units also end what they follow. */
#define UNITS "年月日时点分"
static const struct str units = STR_INIT(UNITS), joints = STR_INIT(UNITS "—–-:：./"),
			opening = STR_INIT("（“《("), closing = STR_INIT("，。；：、！？）”》)");

static bool is_figure(struct str s)
{
	return s.len && s.s[0] >= '0' && s.s[0] <= '9';
}

/* Bytes of the sign that s begins with, if it is one of these; else 0. */
static size_t sign_len(struct str s, struct str signs)
{
	struct str rest = s;

	return s.len && utf8_has(signs, utf8_next(&rest)) ? s.len - rest.len : 0;
}

/* （星期六） behind a date. */
static size_t weekday_len(struct str s)
{
	static const struct str before = STR_INIT("（星期"), after = STR_INIT("六）");

	return str_starts(s, before) && s.len >= before.len + after.len ? before.len + after.len
									: 0;
}

/* Bytes of the figures that s begins with and of what belongs to them; *whole: not to be broken. */
static size_t figures_len(struct str s, bool *whole)
{
	size_t n = 0, figures = 0, len, joined = 0;

	while (is_figure(str_from(s, n))) {
		n++;
		figures++;
		len = sign_len(str_from(s, n), joints);
		if (len && !is_figure(str_from(s, n + len)))
			len = sign_len(str_from(s, n), units);
		n += len;
		joined += len > 0;
	}
	*whole = joined || figures >= FIGURES_WHOLE;
	return n + weekday_len(str_from(s, n));
}

/* Bytes of the tag that s begins with, or 0. */
static size_t tag_len(struct str s)
{
	size_t end = str_starts(s, STR("<")) ? str_find(s, STR(">")) : SIZE_MAX;

	return end == SIZE_MAX ? 0 : end + 1;
}

/* Bytes of the link that s begins with and of what is in it, or of another tag, or 0. */
static size_t link_len(struct str s)
{
	bool link = str_starts(s, STR("<a")) && s.len > 2 && s.s[2] == ' ';
	size_t close = link ? str_find(s, STR("</a")) : SIZE_MAX;

	return close == SIZE_MAX ? tag_len(s) : close + tag_len(str_from(s, close));
}

/* Bytes of the whole piece at the front of s, behind a mark of *lead bytes; else 0. */
static size_t whole_len(struct str s, size_t *lead)
{
	bool whole = false;
	size_t n;

	*lead = sign_len(s, opening);
	n = figures_len(str_from(s, *lead), &whole);
	return whole ? n : 0;
}

/* The marks that close behind it, and the number that may be called. */
static void finish_whole(struct textrun *out, struct str *rest)
{
	struct phone phone;
	size_t n = 0, len;

	while ((len = sign_len(str_from(*rest, n), closing)))
		n += len;
	out->tail = str_head(*rest, n);
	*rest = str_from(*rest, n);
	if (out->text.len >= FIGURES_PHONE && phone_parse(out->text, &phone) == PHONE_OK)
		phone_tel(&phone, out->tel);
}

/* Bytes up to the next whole piece. */
static size_t plain_len(struct str s)
{
	size_t n = 0, lead;

	while (n < s.len && !whole_len(str_from(s, n), &lead)) {
		struct str here = str_from(s, n);
		size_t tag = link_len(here);
		bool whole;

		n += tag ? tag : is_figure(here) ? figures_len(here, &whole) : 1;
	}
	return n;
}

bool textrun_next(struct str *rest, struct textrun *out)
{
	size_t lead = 0, len = whole_len(*rest, &lead);

	if (!rest->len)
		return false;
	*out = (struct textrun){ .whole = len > 0 };
	if (out->whole)
		out->lead = str_head(*rest, lead);
	else
		len = plain_len(*rest);
	out->text = str_head(str_from(*rest, out->lead.len), len);
	*rest = str_from(*rest, out->lead.len + len);
	if (out->whole)
		finish_whole(out, rest);
	return true;
}

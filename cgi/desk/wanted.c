#include "desk/wanted.h"

#include "base/utf8.h"
#include "page/field.h"
#include "unicode.h"

#define ITEM_FOUND(X) ITEM_MATCHES(X) X(only_match)

VIEW(found, ITEM_FOUND);

static bool refuse(struct call *c, struct str why)
{
	call_say(c, FORM_ITEM, why);
	return false;
}

/* What was typed behind as many characters as `before` has. */
static struct str typed_behind(struct str typed, struct str before)
{
	for (size_t n = utf8_count(before); n && typed.len; n--)
		utf8_next(&typed);
	return typed;
}

static bool take_number(struct call *c, int64_t no, struct wish *w)
{
	return wish_of_item(c, no, w) ||
	       refuse(c, message_with(c->arena, MSG_ITEM_NO_NUMBER, arena_int(c->arena, no)));
}

/* 其他事项, with what it is, as it was typed behind `before`. */
static bool take_other(struct call *c, int64_t window, struct str before, struct wish *w,
		       struct item_matches *m)
{
	struct str text, wrong;

	m->other = view_flag(true);
	wrong = field_note(c->arena, typed_behind(call_text(c, FORM_ITEM), before), &text);
	if (wrong.len)
		return refuse(c, wrong);
	if (text.len == 0 && w->note.len == 0)
		return refuse(c, message_plain(MSG_ITEM_OTHER));
	if (!wish_of_window(c, window, w))
		return refuse(c, message_plain(MSG_ITEM_WHERE));
	w->item_name =
		arena_printf(c->arena, "其他事项%s%.*s", text.len ? "：" : "", STR_ARG(text));
	return true;
}

static bool take_word(struct call *c, int64_t window, struct str word, struct wish *w,
		      struct item_matches *m)
{
	struct found f = { .only_match = STR("") };
	int64_t no;

	call_fill(c,
		  store_bind(c->store, LEDGER_ITEM_MATCHES, ARG(":word", word),
			     ARG(":window", window)),
		  &found_view, f.cell);
	if (str_to_int(f.only_match, 999999, &no))
		return take_number(c, no, w);
	*m = (struct item_matches){ .match_list = f.match_list, .first_match = f.first_match };
	return refuse(c, message_plain(f.first_match.len ? MSG_ITEM_SEVERAL : MSG_ITEM_NONE));
}

bool wanted_item(struct call *c, int64_t window, int64_t other, struct wish *w,
		 struct item_matches *m)
{
	struct str whole = unicode_plain(call_take(c, FORM_ITEM), NULL, c->arena),
		   word = str_trim(whole);
	size_t blanks = (size_t)(word.s - whole.s);
	int64_t no;

	*m = (struct item_matches){ .match_list = STR("") };
	if (word.len == 0)
		return refuse(c, message_plain(MSG_ITEM_EMPTY));
	if (call_text(c, FORM_PICK).len &&
	    str_eq(call_text(c, FORM_ITEM), call_text(c, FORM_ASKED)))
		return take_number(c, call_number(c, FORM_PICK), w);
	if (str_starts(word, STR("其他事项")))
		return take_other(c, other,
				  str_head(whole, blanks + STR("其他事项").len +
							  str_starts(word, STR("其他事项:"))),
				  w, m);
	if (word.s[0] == '0' && (word.len == 1 || word.s[1] < '0' || word.s[1] > '9'))
		return take_other(c, other, str_head(whole, blanks + 1), w, m);
	if (str_to_int(word, 999999, &no))
		return take_number(c, no, w);
	return take_word(c, window, word, w, m);
}

/* ---- the moment ---- */

static struct str day_of(struct call *c, struct str typed)
{
	struct str day = call_day(c, typed);

	if (typed.len && !day.len)
		call_say(c, FORM_SLOT, message_with(c->arena, MSG_DAY_WRONG, typed));
	if (!day.len || str_cmp(day, str_of(c->today)) >= 0)
		return day;
	call_say(c, FORM_SLOT, message_plain(MSG_DAY_PAST));
	return STR("");
}

static struct str time_of(struct call *c, struct str typed)
{
	struct str time = call_time(c, typed);

	if (typed.len && !time.len)
		call_say(c, FORM_SLOT, message_with(c->arena, MSG_TIME_WRONG, typed));
	return time;
}

bool wanted_moment(struct call *c, struct str *day, struct str *time)
{
	struct str slot = call_text(c, FORM_SLOT);
	size_t t = str_find(slot, STR("T"));

	call_show(c, FORM_DAY, call_text(c, FORM_DAY));
	if (!c->form.shown[FORM_DAY].len && t != SIZE_MAX)
		call_show(c, FORM_DAY, str_head(slot, t));
	call_show(c, FORM_TIME, t != SIZE_MAX ? str_from(slot, t + 1) : call_text(c, FORM_TIME));
	*time = time_of(c, str_trim(c->form.shown[FORM_TIME]));
	*day = day_of(c, str_trim(c->form.shown[FORM_DAY])); /* said instead, when both are wrong */
	return !c->form.wrong[FORM_SLOT].len;
}

#include "check/check.h"

#include "phone.h"
#include "pinyin.h"
#include "read/read.h"
#include "table/table.h"
#include "words.h"

#include <stdarg.h>
#include <string.h>

enum { SEEN_MAX = 2000 }; /* numbers that are compared with each other */

/* Sequences that no name of an item holds, and what was meant. */
static const struct {
	const char *wrong, *right;
} typos[] = {
	{ "许可以证", "许可证" }, { "证签核发", "证核发" }, { "受里", "受理" },
	{ "登计", "登记" },	  { "审枇", "审批" },	    { "注消", "注销" },
};

static const struct {
	const char *open, *close;
} brackets[] = { { "（", "）" }, { "《", "》" }, { "“", "”" }, { "〔", "〕" }, { "(", ")" } };

/* Words of any counter: a name of nothing else says nothing without its department. */
static const char *const general_words[] = {
	"四项", "各项", "其他", "有关", "相关", "单位", "人员", "变动", "变更",
	"证明", "办理", "培训", "咨询", "活动", "服务", "业务", "事项", "登记",
	"申请", "核发", "审批", "备案", "查询", "信息", "提取", "租房", "、",
};

/* A telephone number of a window, as its items give it. */
struct seen {
	char text[PHONE_TEXT];
	const struct item *first;
	int items;
	bool mobile;
};

struct list {
	const struct content *c;
	struct findings *f;
	struct str file;
	struct arena scratch;
	struct pinyin *pinyin;
	struct seen *seen;
	size_t nseen, seen_cap;
};

static void say(struct list *l, const struct item *it, enum item_column column,
		enum severity severity, enum finding_code code, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

static void say(struct list *l, const struct item *it, enum item_column column,
		enum severity severity, enum finding_code code, const char *fmt, ...)
{
	int at = l->c->item_column[column];
	struct str label = table_cell_label(&l->scratch, l->c->item_sheet, it->line, at,
					    column_word(&read_items_spec.column[column])),
		   text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(&l->scratch, fmt, ap);
	va_end(ap);
	finding_add(l->f, severity, code, l->file, it->line, at, "%.*s%.*s", STR_ARG(label),
		    STR_ARG(text));
}

static void check_duplicate(struct list *l, const struct item *it)
{
	if (it->duplicate_of)
		say(l, it, ITEM_NAME, SEVERITY_WARNING, FINDING_DUP_ITEM, SAY_DUP_ITEM,
		    content_item(l->c, it->duplicate_of)->line, it->duplicate_of);
}

static bool is_han(int32_t cp)
{
	return cp >= 0x4E00 && cp <= 0x9FFF;
}

static bool is_punctuation(int32_t cp)
{
	return (cp >= 0x3001 && cp <= 0x3011) || (cp >= 0xFF01 && cp <= 0xFF0F) || cp == ',' ||
	       cp == '.' || cp == '/';
}

/* A sign, or a word of two characters, that stands twice in a row; empty when there is none. */
static struct str repeated(struct str name)
{
	for (struct str s = name; s.len;) {
		struct str rest = s, two;
		int32_t first = utf8_next(&rest), second;
		struct str one = str_head(s, s.len - rest.len);

		if (is_punctuation(first) && str_starts(rest, one))
			return one;
		s = rest;
		second = utf8_next(&rest);
		two = (struct str){ one.s, (size_t)(rest.s - one.s) };
		if (is_han(first) && is_han(second) && str_starts(rest, two))
			return two;
	}
	return (struct str){ NULL, 0 };
}

static size_t count(struct str s, struct str word)
{
	size_t n = 0;

	for (size_t at; (at = str_find(s, word)) != SIZE_MAX; n++)
		s = str_from(s, at + word.len);
	return n;
}

static void check_typos(struct list *l, const struct item *it)
{
	struct str twice = repeated(it->name);

	for (size_t i = 0; i < COUNT(typos); i++)
		if (str_contains(it->name, str_of(typos[i].wrong)))
			say(l, it, ITEM_NAME, SEVERITY_WARNING, FINDING_TYPO_SUSPECT, SAY_TYPO,
			    SAY(it->name), typos[i].wrong, typos[i].right);
	if (twice.len)
		say(l, it, ITEM_NAME, SEVERITY_WARNING, FINDING_TYPO_SUSPECT, SAY_REPEATED,
		    SAY(it->name), SAY(twice));
	for (size_t i = 0; i < COUNT(brackets); i++)
		if (count(it->name, str_of(brackets[i].open)) !=
		    count(it->name, str_of(brackets[i].close)))
			say(l, it, ITEM_NAME, SEVERITY_WARNING, FINDING_TYPO_SUSPECT, SAY_BRACKETS,
			    SAY(it->name), brackets[i].open, brackets[i].close);
}

static bool is_vague(struct str name)
{
	while (name.len) {
		size_t i = 0;

		while (i < COUNT(general_words) && !str_starts(name, str_of(general_words[i])))
			i++;
		if (i == COUNT(general_words))
			return false;
		name = str_from(name, strlen(general_words[i]));
	}
	return true;
}

static void check_window(struct list *l, const struct item *it, const struct item *above)
{
	const struct window *w = content_window(l->c, it->window);

	if (above && above->window == it->window && str_eq(above->place, it->place) &&
	    str_eq(above->department, it->department))
		return;
	if (!w && l->c->nwindows)
		say(l, it, ITEM_DEPARTMENT, SEVERITY_ERROR, FINDING_UNKNOWN_WINDOW,
		    SAY_UNKNOWN_WINDOW, SAY(it->department));
	else if (w && it->place.len && !str_ends(it->place, w->floor))
		say(l, it, ITEM_PLACE, SEVERITY_WARNING, FINDING_BAD_VALUE, SAY_OTHER_FLOOR,
		    SAY(it->place), SAY(w->name), SAY(w->floor));
}

static bool differ_in_one_digit(const char *a, const char *b)
{
	size_t n = 0;

	if (strlen(a) != strlen(b))
		return false;
	for (; *a; a++, b++)
		n += *a != *b;
	return n == 1;
}

static bool has_phone(struct str phones, const char *normal)
{
	struct str part;
	struct phone p;

	while (phone_split(&phones, &part))
		if (phone_parse_office(part, &p) == PHONE_OK && strcmp(p.text, normal) == 0)
			return true;
	return false;
}

/* Told once for each number of a window, at its first item. */
static void check_new_phone(struct list *l, const struct seen *new)
{
	const struct item *it = new->first;
	const struct window *w = content_window(l->c, it->window);

	for (const struct seen *p = l->seen; w && p < new; p++)
		if (p->first->window == it->window && differ_in_one_digit(p->text, new->text))
			say(l, it, ITEM_PHONE, SEVERITY_WARNING, FINDING_PHONE_NEAR, SAY_NEAR,
			    new->text, it->no, p->text, p->first->no);
	if (w && !has_phone(w->phones, new->text))
		say(l, it, ITEM_PHONE, SEVERITY_WARNING, FINDING_BAD_VALUE, SAY_NOT_WINDOW_PHONE,
		    new->text, SAY(w->name));
}

static void see_phone(struct list *l, const struct item *it, const struct phone *p)
{
	struct seen *new;

	for (size_t i = l->nseen; i-- > 0;) /* items of a window stand together */
		if (l->seen[i].first->window == it->window &&
		    strcmp(l->seen[i].text, p->text) == 0) {
			l->seen[i].items++;
			return;
		}
	if (l->nseen == SEEN_MAX)
		return;
	new = arena_push(&l->scratch, &l->seen, &l->nseen, &l->seen_cap, sizeof *new);
	*new = (struct seen){ .first = it, .items = 1, .mobile = p->mobile };
	memcpy(new->text, p->text, sizeof new->text);
	check_new_phone(l, new);
}

static void see_phones(struct list *l, const struct item *it)
{
	struct str rest = it->phone, part;
	struct phone phone;

	while (phone_split(&rest, &part))
		if (phone_parse_office(part, &phone) == PHONE_OK)
			see_phone(l, it, &phone);
}

static void check_window_phones(struct list *l)
{
	for (size_t i = 0; i < l->nseen; i++) {
		const struct seen *p = &l->seen[i];

		if (p->mobile)
			say(l, p->first, ITEM_PHONE, SEVERITY_WARNING, FINDING_MOBILE_PHONE,
			    SAY_MOBILE, SAY(p->first->department), p->items, p->text);
		if (has_phone(content_setting(l->c, "hall.complaint"), p->text))
			say(l, p->first, ITEM_PHONE, SEVERITY_WARNING, FINDING_PHONE_IS_COMPLAINT,
			    SAY_COMPLAINT, SAY(p->first->department), p->items, p->text);
	}
}

static void check_pinyin(struct list *l, const struct item *it)
{
	struct str character = pinyin_unread(l->pinyin, it->name);

	if (character.len)
		say(l, it, ITEM_NAME, SEVERITY_WARNING, FINDING_NO_PINYIN, SAY_NO_PINYIN,
		    SAY(character));
}

static void check_items(struct list *l)
{
	const struct item *above = NULL;

	for (size_t i = 0; i < l->c->nitems; i++) {
		const struct item *it = &l->c->item[i];

		check_duplicate(l, it);
		check_typos(l, it);
		if (is_vague(it->name))
			say(l, it, ITEM_NAME, SEVERITY_WARNING, FINDING_VAGUE_NAME, SAY_VAGUE,
			    SAY(it->name));
		check_pinyin(l, it);
		check_window(l, it, above);
		see_phones(l, it);
		above = it;
	}
}

static void check_kinds(struct list *l)
{
	size_t unknown = 0;

	for (size_t i = 0; i < l->c->nitems; i++)
		unknown += l->c->item[i].kind == KIND_UNKNOWN;
	if (unknown)
		finding_add(l->f, SEVERITY_WARNING, FINDING_NO_ITEM_KIND, l->file, 1,
			    l->c->item_column[ITEM_KIND], SAY_NO_KIND, unknown);
}

static bool any_name_holds(const struct content *c, struct str word)
{
	for (size_t i = 0; i < c->nitems; i++)
		if (str_contains(c->item[i].name, word))
			return true;
	return false;
}

/* What list-notes.csv says, as long as it is still so. */
static void check_notes(struct list *l)
{
	for (size_t i = 0; i < l->c->nnotes; i++) {
		const struct list_note *n = &l->c->note[i];
		const struct item *it = content_item(l->c, n->item);

		if (n->missing.len && any_name_holds(l->c, n->missing))
			continue;
		if (n->item == 0)
			finding_add(l->f, SEVERITY_WARNING, n->code, l->file, 1, 0, SAY_NOTE,
				    STR_ARG(n->text), STR_ARG(n->advice));
		else if (it)
			say(l, it, ITEM_NAME, SEVERITY_WARNING, n->code, SAY_NOTE, STR_ARG(n->text),
			    STR_ARG(n->advice));
	}
}

void check_list(const struct content *c, struct findings *f)
{
	struct list l = { .c = c, .f = f, .scratch = ARENA_INIT };

	if (c->nitems == 0)
		return;
	l.file = content_file(c, "items.csv", f->arena);
	l.pinyin = pinyin_open(&l.scratch);
	check_items(&l);
	check_window_phones(&l);
	check_kinds(&l);
	check_notes(&l);
	arena_release(&l.scratch);
}

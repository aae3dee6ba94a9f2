#include "check/check.h"

#include "catalogue/calendar.h"
#include "catalogue/markdown.h"
#include "date.h"
#include "table/workbook.h"
#include "words.h"

static struct str path_of(const struct content *c, const struct findings *f, const char *name)
{
	return content_file(c, name, f->arena);
}

/* Pages leave out what is not given; staff should know. */
static void check_facts(const struct content *c, struct findings *f)
{
	static const struct {
		struct str key;
		const char *word;
	} code[] = { { STR_INIT("site.id_code"), "网站标识码" },
		     { STR_INIT("site.icp"), "ICP备案号" },
		     { STR_INIT("site.police"), "公安备案号" } };
	struct str conf = path_of(c, f, "hall.conf");
	const struct setting *address = content_find(c, STR("hall.address"));

	if (address->value.len == 0)
		finding_add(f, SEVERITY_WARNING, FINDING_MISSING_FACT, conf, address->line, 1,
			    SAY_NO_ADDRESS);
	for (size_t i = 0; i < COUNT(code); i++) {
		const struct setting *s = content_find(c, code[i].key);

		if (s->value.len == 0)
			finding_add(f, SEVERITY_NOTE, FINDING_MISSING_FACT, conf, s->line, 1,
				    SAY_NO_SITE_CODE, code[i].word, code[i].key.s);
	}
	for (size_t i = 0; i < c->npages; i++)
		if (str_eq(c->page[i].name, STR("notice")) && c->page[i].date.len == 0)
			finding_add(f, SEVERITY_WARNING, FINDING_MISSING_FACT, c->page[i].file, 1,
				    1, SAY_NO_DATE);
}

/* What the pages would not show as it is meant, or not at all. */
static void check_page(const struct page *page, struct findings *f)
{
	struct markdown m = markdown_read(page->body, f->arena);

	for (size_t i = 0; i < m.nlosses; i++) {
		const struct markdown_loss *loss = &m.loss[i];
		int line = loss->line + page->body_line - 1;

		if (loss->kind == LOSS_HTML)
			finding_add(f, SEVERITY_ERROR, FINDING_RAW_HTML, page->file, line,
				    loss->column, SAY_RAW_HTML, SAY(loss->text));
		else if (loss->kind == LOSS_ADDRESS)
			finding_add(f, SEVERITY_WARNING, FINDING_BAD_VALUE, page->file, line,
				    loss->column, SAY_UNSAFE_LINK, SAY(loss->text));
		else if (loss->kind == LOSS_PICTURE)
			finding_add(f, SEVERITY_ERROR, FINDING_DEAD_LINK, page->file, line,
				    loss->column, SAY_PICTURE_ELSEWHERE, SAY(loss->text));
		else
			finding_add(f, SEVERITY_WARNING, FINDING_OPEN_MARKS, page->file, line,
				    loss->column, SAY_OPEN_MARKS, SAY(loss->text));
	}
}

static void check_pages(const struct content *c, struct findings *f)
{
	for (size_t i = 0; i < c->npages; i++)
		check_page(&c->page[i], f);
}

static void check_hours(const struct content *c, struct findings *f)
{
	size_t n = 0;
	int first = 0;

	for (size_t i = 0; i < c->nhours; i++) {
		if (c->hours[i].confirmed)
			continue;
		if (n++ == 0)
			first = c->hours[i].line;
	}
	if (n)
		finding_add(f, SEVERITY_WARNING, FINDING_HOURS_UNCONFIRMED,
			    path_of(c, f, "hours.csv"), first, 0, SAY_HOURS_UNCONFIRMED, n,
			    STR_ARG(content_setting(c, "hall.normal_note")));
}

/* The State Council announces a year in November before it, sometimes in October. */
static void check_year(const struct content *c, int year, int32_t today, struct findings *f)
{
	bool warn = today >= date_of_civil(year - 1, 11, 1);
	bool late = today >= date_of_civil(year - 1, 12, 20);

	if (calendar_year_announced(c, year))
		return;
	finding_add(f, warn ? SEVERITY_WARNING : SEVERITY_NOTE, FINDING_CALENDAR_MISSING,
		    path_of(c, f, "holidays.csv"), 0, 0, SAY_CALENDAR, year, year - 1,
		    late   ? SAY_CALENDAR_LATE
		    : warn ? SAY_CALENDAR_NOVEMBER
			   : "");
}

static void check_calendar(const struct content *c, int32_t today, struct findings *f)
{
	int year, month, day, last;

	date_to_civil(today, &year, &month, &day);
	last = year + (month - 1 + CALENDAR_AHEAD_MONTHS) / 12;
	for (; year <= last; year++)
		check_year(c, year, today, f);
}

/* Whether the finding points at the row of the item or window with that number. */
static bool is_row_of(const struct content *c, struct str table, int no, int line)
{
	const struct item *item = content_item(c, no);
	const struct window *window = content_window(c, no);

	return str_eq(table, STR("items")) ? item && item->line == line
					   : window && window->line == line;
}

static struct str without_ending(struct str file)
{
	bool is_table = str_ends(file, STR(".csv")) || workbook_is(file);

	return is_table ? str_head(file, str_find(file, STR("."))) : file;
}

/* Whether the finding is one in that file of content/; a workbook is the same table. */
static bool is_in(const struct content *c, const struct finding *it, struct str file)
{
	struct str at = it->file;

	if (!str_starts(at, c->dir) || !str_starts(str_from(at, c->dir.len), STR("/")))
		return false;
	return str_eq(without_ending(str_from(at, c->dir.len + 1)), without_ending(file));
}

static bool accepts(const struct content *c, const struct acknowledgement *ack,
		    const struct finding *it)
{
	struct str table = without_ending(ack->file);
	int64_t no;

	if (ack->code != it->code || !is_in(c, it, ack->file))
		return false;
	if (ack->key.len == 0)
		return true;
	if ((str_eq(table, STR("items")) || str_eq(table, STR("windows"))) &&
	    str_to_int(ack->key, INT32_MAX, &no))
		return is_row_of(c, table, (int)no, it->line);
	return str_contains(it->text, ack->key);
}

/* An acknowledgement that changes nothing: of an error, or of what nobody says (any more). */
static void tell_vain(const struct content *c, const struct acknowledgement *ack, bool error,
		      struct findings *f)
{
	struct str file = path_of(c, f, "acknowledged.csv");

	if (error)
		finding_add(f, SEVERITY_WARNING, FINDING_BAD_VALUE, file, ack->line, 0,
			    SAY_ROW SAY_ACK_ERROR, ack->line, finding_code_name(ack->code));
	else if (ack->code != FINDING_REUSED_NO && finding_count(f, SEVERITY_ERROR) == 0)
		finding_add(f, SEVERITY_NOTE, FINDING_BAD_VALUE, file, ack->line, 0,
			    SAY_ROW SAY_ACK_UNUSED, ack->line, finding_code_name(ack->code));
}

void check_content(const struct content *c, int32_t today, struct findings *f)
{
	check_list(c, f);
	check_facts(c, f);
	check_pages(c, f);
	check_hours(c, f);
	check_calendar(c, today, f);
}

static void acknowledge(const struct content *c, const struct acknowledgement *ack,
			struct findings *f)
{
	bool used = false, error = false;

	for (size_t i = 0; i < f->n; i++) {
		struct finding *it = &f->list[i];

		if (it->severity == SEVERITY_ERROR) { /* its row may not have been kept */
			error = error || (it->code == ack->code && is_in(c, it, ack->file));
		} else if (accepts(c, ack, it)) {
			it->acknowledged = ack->reason;
			used = true;
		}
	}
	if (!used)
		tell_vain(c, ack, error, f);
}

void check_acknowledge(const struct content *c, struct findings *f)
{
	for (size_t i = 0; i < c->nacknowledgements; i++)
		acknowledge(c, &c->acknowledgement[i], f);
}

#include "list/listed.h"

#include "list/pages.h"
#include "page/reader.h"
#include "staff/listpage.h"

#include <dirent.h>
#include <time.h>

enum {
	ALIVE_S = 60,	/* hallgen touches its file every 10 s */
	PROPOSALS = 40, /* looked at for the page */
};

VIEW_OF(listed, LISTED);
const struct page_type listed_page = { STR_INIT("staff/list.html"), &listed_view, &staff_view };
const struct page_type versions_page = { STR_INIT("staff/list-versions.html"), &listed_view,
					 &staff_view };

/* By the machine's clock, which is that of files. */
static bool is_running(const struct call *c)
{
	int64_t written_s = deskdir_written_ns(deskdir_path(c, "alive")) / 1000000000;

	return written_s + ALIVE_S >= (int64_t)time(NULL);
}

/* What lies in a folder of a version, as `prefix` and its name. */
static void add_present(struct call *c, const char *folder, const char *prefix)
{
	DIR *d = opendir(deskdir_path(c, "versions/%lld/%s/%s",
				      (long long)proposal_newest_version(c), folder, prefix));
	struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			store_run(c->store, LEDGER_LIST_ADD_PRESENT,
				  ARG(":file",
				      arena_printf(c->arena, "%s%s", prefix, entry->d_name)));
	if (d)
		closedir(d);
}

static void list_present(struct call *c)
{
	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_PRESENT));
	add_present(c, "content", "");
	add_present(c, "tables", "");
	add_present(c, "content", "pages/");
	add_present(c, "content", "pages/items/");
}

void listed_fill(struct call *c, struct listed *p)
{
	p->all = view_flag(staff_may_all(c->staff, ACT_LIST));
	p->stopped = view_flag(!is_running(c));
	p->newest = arena_int(c->arena, proposal_newest_version(c));
	p->now = str_of(c->now);
	p->page = call_number(c, FORM_PAGE) ? call_text(c, FORM_PAGE) : STR("1");
	p->id = STR("0");
	list_present(c);
}

bool listed_refuse(struct call *c, int status, enum message what,
		   void (*show)(struct call *c, int status, struct str errors))
{
	struct str errors = STR("");

	listpage_add_error(c, &errors, message_plain(what));
	show(c, status, arena_printf(c->arena, "[%.*s]", STR_ARG(errors)));
	return false;
}

/* ---- what is there ---- */

static void list_proposals(struct call *c)
{
	int64_t id[PROPOSALS], top;
	size_t n = deskfolder_numbers(deskdir_path(c, "proposals"), id, PROPOSALS, &top);

	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_PROPOSALS));
	for (size_t i = 0; i < n; i++) {
		struct proposal p;

		if (proposal_read(c, id[i], REPORT_STATE, &p) &&
		    staff_may(c->staff, ACT_LIST, p.by.window))
			proposal_list(c, &p);
	}
}

static void list_version(struct call *c, int64_t no)
{
	const char *report = deskdir_path(c, "versions/%lld/report.db", (long long)no);
	struct report r;
	struct by by;

	by_read(c, deskdir_path(c, "versions/%lld/by.txt", (long long)no), &by);
	report_read(c, report, REPORT_STATE, &r);
	report_files(c, report);
	store_run(c->store, LEDGER_LIST_ADD_VERSION, ARG(":no", no), ARG(":account", by.account),
		  ARG(":kind", by.kind), ARG(":words", by.words),
		  ARG(":at", by.published_s ? by.published_s : by.at_s), ARG(":added", r.added),
		  ARG(":changed", r.changed), ARG(":removed", r.removed));
}

static void list_versions(struct call *c)
{
	int64_t no[DESKFOLDER_VERSIONS], top;
	size_t n = deskfolder_numbers(deskdir_path(c, "versions"), no, DESKFOLDER_VERSIONS, &top);

	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_VERSIONS));
	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_CHANGED));
	for (size_t i = 0; i < n; i++)
		list_version(c, no[i]);
}

static void show(struct call *c, int status, struct str errors)
{
	struct listed p = { .errors = errors };
	struct report content;

	listed_fill(c, &p);
	list_proposals(c);
	list_versions(c);
	report_read(c, deskdir_path(c, "report.db"), REPORT_ALL, &content);
	call_take(c, FORM_NOTE);
	call_page(c, status, &listed_page, p.cell);
}

static void make(struct call *c)
{
	show(c, 200, STR(""));
}

bool listed_show(struct call *c)
{
	return reader_ask(c, LANE_PAGES, make);
}

/* ---- proposed by files ---- */

/* The content of a table decides which of the hall's files it is, so their order does not matter.
 */
static bool propose(struct call *c)
{
	struct proposal_file file[FORM_UPLOADS_MAX];
	struct by by = by_of(c, STR("upload"), call_take(c, FORM_NOTE));

	by.nfiles = c->form.nuploads;
	for (size_t i = 0; i < by.nfiles; i++) {
		by.file_name[i] = c->form.upload[i].name;
		file[i] = (struct proposal_file){ arena_printf(c->arena, "upload-%zu", i + 1).s,
						  c->form.upload[i].bytes };
	}
	return proposal_make(c, &by, file, by.nfiles);
}

bool listed_propose(struct call *c)
{
	size_t bytes = 0;

	for (size_t i = 0; i < c->form.nuploads; i++)
		bytes += c->form.upload[i].bytes.len;
	if (!c->form.nuploads)
		return listed_refuse(c, 422, MSG_NO_FILE, show);
	if (bytes > FORM_UPLOADS_BYTES)
		return listed_refuse(c, 413, MSG_FILE_LARGE, show);
	call_take(c, FORM_NOTE);
	if (form_faults(&c->form))
		return listed_refuse(c, 422, MSG_LIST_NOTE, show);
	return !proposal_too_many(c) && propose(c);
}

/* ---- versions ---- */

static void show_versions(struct call *c, int status, struct str errors)
{
	struct listed p = { .errors = errors };

	listed_fill(c, &p);
	list_versions(c);
	call_page(c, status, &versions_page, p.cell);
}

static void make_versions(struct call *c)
{
	show_versions(c, 200, STR(""));
}

bool versions_show(struct call *c)
{
	return reader_ask(c, LANE_PAGES, make_versions);
}

bool versions_back(struct call *c)
{
	struct by by = by_of(c, STR("back"), STR(""));

	if (!str_to_int(call_text(c, FORM_VERSION), INT32_MAX, &by.version) ||
	    by.version == proposal_newest_version(c) ||
	    !deskdir_has(deskdir_path(c, "versions/%lld/content", (long long)by.version)))
		return listed_refuse(c, 422, MSG_LIST_NO_VERSION, show_versions);
	by.words = message_with(c->arena, MSG_LIST_BACK, arena_int(c->arena, by.version));
	return !proposal_too_many(c) && proposal_make(c, &by, NULL, 0);
}

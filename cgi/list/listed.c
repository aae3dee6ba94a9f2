#include "list/listed.h"

#include "list/pages.h"
#include "page/reader.h"

#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

enum {
	ALIVE_S = 60,	/* hallgen touches its file every 10 s */
	PROPOSALS = 40, /* looked at for the page */
};

VIEW_OF(listed, LISTED);
STAFF_PAGE(listed, "list.html", listed);
STAFF_PAGE(versions, "list-versions.html", listed);

/* By the machine's clock, which is that of files. */
static bool is_running(const struct call *c)
{
	struct stat st;

	return stat(deskdir_path(c, "alive"), &st) == 0 && st.st_mtime + ALIVE_S >= time(NULL);
}

/* What lies in a folder of the newest version goes into list_file, as `prefix` and its name. */
static void add_files(struct call *c, const char *folder, const char *prefix)
{
	DIR *d = opendir(deskdir_path(c, "versions/%lld/%s/%s", (long long)deskdir_newest(c),
				      folder, prefix));
	struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			store_run(c->store, LEDGER_LIST_ADD_FILE,
				  ARG(":file",
				      arena_printf(c->arena, "%s%s", prefix, entry->d_name)));
	if (d)
		closedir(d);
}

void listed_fill(struct call *c, struct listed *p)
{
	p->all = view_flag(staff_may_all(c->staff, ACT_LIST));
	p->stopped = view_flag(!is_running(c));
	p->newest = arena_int(c->arena, deskdir_newest(c));
	p->orphans = STR("[]");
	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_FILES));
	add_files(c, "content", "");
	add_files(c, "tables", "");
	add_files(c, "content", "pages/");
	add_files(c, "content", "pages/items/");
}

bool listed_refuse(struct call *c, int status, enum message what, void (*show)(struct call *c))
{
	call_say(c, FORM_FORM, message_plain(what));
	show(c);
	if (c->r->status == 200)
		c->r->status = status;
	return false;
}

/* ---- what is there ---- */

/* The newest folders of proposals or versions. */
static void load_newest(struct call *c, const char *below, size_t most, enum report_rows rows)
{
	int64_t no[PROPOSALS], top;
	size_t n = deskfolder_numbers(deskdir_path(c, "%s", below), no, most, &top);

	for (size_t i = 0; i < n; i++)
		deskdir_load(c, arena_printf(c->arena, "%s/%lld", below, (long long)no[i]).s, rows);
}

static void show(struct call *c)
{
	struct listed p = { .id = STR("0") };

	deskdir_forget(c);
	deskdir_load(c, "", REPORT_ALL);
	load_newest(c, "proposals", PROPOSALS, REPORT_STATE);
	load_newest(c, "versions", DESKFOLDER_VERSIONS, REPORT_FILES);
	listed_fill(c, &p);
	call_take(c, FORM_NOTE);
	call_page(c, 200, &listed_page, p.cell);
}

bool listed_show(struct call *c)
{
	return reader_ask(c, LANE_PAGES, show);
}

/* ---- proposed by files ---- */

/* The content of a table decides which of the hall's files it is, so their order does not matter.
 */
static bool propose(struct call *c)
{
	struct proposal_file file[FORM_UPLOADS_MAX];
	struct str names = STR("");

	for (size_t i = 0; i < c->form.nuploads; i++) {
		const char *key = arena_printf(c->arena, "name-%zu", i + 1).s;

		names = arena_printf(c->arena, "%.*s%.*s", STR_ARG(names),
				     STR_ARG(proposal_line(c, key, c->form.upload[i].name)));
		file[i] = (struct proposal_file){ arena_printf(c->arena, "upload-%zu", i + 1).s,
						  c->form.upload[i].bytes };
	}
	return proposal_make(c, "upload", call_take(c, FORM_NOTE), names, file, c->form.nuploads);
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
	return propose(c);
}

/* ---- versions ---- */

static void show_versions(struct call *c)
{
	struct listed p = { .id = STR("0") };

	deskdir_forget(c);
	load_newest(c, "versions", DESKFOLDER_VERSIONS, REPORT_FILES);
	listed_fill(c, &p);
	call_page(c, 200, &versions_page, p.cell);
}

bool versions_show(struct call *c)
{
	return reader_ask(c, LANE_PAGES, show_versions);
}

bool versions_back(struct call *c)
{
	int64_t no;
	struct str text;

	if (!str_to_int(call_text(c, FORM_VERSION), INT32_MAX, &no) || no == deskdir_newest(c) ||
	    !deskdir_has(deskdir_path(c, "versions/%lld/content", (long long)no)))
		return listed_refuse(c, 422, MSG_LIST_NO_VERSION, show_versions);
	text = arena_int(c->arena, no);
	return proposal_make(c, "back", message_with(c->arena, MSG_LIST_BACK, text),
			     proposal_line(c, "version", text), NULL, 0);
}

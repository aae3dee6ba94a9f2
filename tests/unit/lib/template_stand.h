/*
 * template_stand.h - a folder of templates, and frames and lists to show in them.
 */
#ifndef TESTS_TEMPLATE_STAND_H
#define TESTS_TEMPLATE_STAND_H

#include "base/file.h"
#include "template/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

enum { FILES = 5 };

/* What a page knows: the frames "site" (outer) and "row". */
static const struct str site_field[] = { STR_INIT("hall"), STR_INIT("name") };
static const struct str site_cell[] = { STR_INIT("大厅"), STR_INIT("outer") };
static const struct view_type site_type = { STR_INIT("site"), site_field, 2 };
static const struct view_frame site_frame = { &site_type, site_cell, NULL };
static const struct view_scope site_scope = { &site_type, NULL };

static const struct str row_field[] = {
	STR_INIT("name"), STR_INIT("risky"), STR_INIT("empty"), STR_INIT("zero"), STR_INIT("null"),
	STR_INIT("one"),  STR_INIT("both"),  STR_INIT("lines"), STR_INIT("when"),
};
static const struct str row_cell[] = {
	STR_INIT("王"),
	STR_INIT("</b>\"&';,\n=1"),
	STR_INIT(""),
	STR_INIT("0"),
	{ NULL, 0 },
	STR_INIT("1"),
	STR_INIT(""),
	STR_INIT("<\n->"),
	STR_INIT("<9:30，打 13812341234"),
};
static const struct view_type row_type = { STR_INIT("row"), row_field, 9 };
static const struct view_frame row_frame = { &row_type, row_cell, &site_frame };
static const struct view_scope row_scope = { &row_type, &site_scope };

/* Lists: row.days (two rows), days.slots (rows of day 1 only), row.none, row.both, site.links. */
struct view_list {
	const char *parent;
	struct str name;
	const struct view_type *type;
	const struct str *cell;
	size_t n;
};

static const struct str day_field[] = { STR_INIT("no"), STR_INIT("name") };
static const struct view_type day_type = { STR_INIT("days"), day_field, 2 };
static const struct str day_cell[] = { STR_INIT("1"), STR_INIT("Sat"), STR_INIT("2"),
				       STR_INIT("Sun") };
static const struct str slot_field[] = { STR_INIT("start") };
static const struct view_type slot_type = { STR_INIT("slots"), slot_field, 1 };
static const struct str slot_cell[] = { STR_INIT("8:30"), STR_INIT("9:00") };
static const struct view_type none_type = { STR_INIT("none"), slot_field, 1 };
static const struct view_type both_type = { STR_INIT("both"), slot_field, 1 };
static const struct view_type link_type = { STR_INIT("links"), slot_field, 1 };

static const struct view_list lists[] = {
	{ "row", STR_INIT("days"), &day_type, day_cell, 2 },
	{ "days", STR_INIT("slots"), &slot_type, slot_cell, 2 },
	{ "row", STR_INIT("none"), &none_type, NULL, 0 },
	{ "row", STR_INIT("both"), &both_type, slot_cell, 1 },
	{ "site", STR_INIT("links"), &link_type, slot_cell, 2 },
	{ "row", STR_INIT("failing"), &none_type, NULL, 0 },
	{ "row", STR_INIT("unusable"), &none_type, NULL, 0 },
};

static const struct view_list *find(void *ctx, struct str parent, struct str name,
				    const struct view_scope *scope, const struct view_type **type,
				    bool *bad, struct err *e)
{
	(void)ctx;
	(void)scope;
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		if (!str_eq(name, lists[i].name) || !str_eq(parent, str_of(lists[i].parent)))
			continue;
		*type = lists[i].type;
		*bad = str_eq(name, STR("unusable"));
		if (*bad)
			err_at(e, "pages.sql", 7, 1, "no such parameter");
		return *bad ? NULL : &lists[i];
	}
	return NULL;
}

static bool rows(void *ctx, const struct view_list *list, const struct view_frame *scope,
		 struct arena *a, struct view_rows *out, struct err *e)
{
	(void)ctx;
	(void)a;
	*out = (struct view_rows){ list->cell, list->n, list->type->nfields };
	if (str_eq(list->name, STR("failing")))
		return err_set(e, "disk gone");
	if (str_eq(list->name, STR("slots")) && !str_eq(scope->cell[0], STR("1")))
		out->n = 0;
	return true;
}

static const struct view_source source = { NULL, find, rows };

struct sample {
	const char *title;
	const char *file[2 * FILES]; /* name, text, name, text ...; the first one is rendered */
	const char *expect;	     /* the text, or "FILE:LINE:COLUMN: what" */
};

/* A folder with the files of a case, gone at the end of it. */
struct folder {
	char path[32];
	struct arena arena;
	struct arena scratch; /* of loading; not there any more when something is rendered */
	struct template_set *set;
};

static void folder_fill(struct folder *d, const struct sample *c)
{
	char path[128];
	struct err e;

	memset(d, 0, sizeof *d);
	strcpy(d->path, "/tmp/templateXXXXXX");
	assert_non_null(mkdtemp(d->path));
	snprintf(path, sizeof path, "%s/b", d->path);
	assert_int_equal(mkdir(path, 0700), 0);
	for (int i = 0; i < 2 * FILES && c->file[i]; i += 2) {
		snprintf(path, sizeof path, "%s/%s", d->path, c->file[i]);
		assert_true(file_replace(path, str_of(c->file[i + 1]), 0600, &e));
	}
	d->set = template_set_open(d->path, &d->arena, &d->scratch, &e);
	assert_non_null(d->set);
}

static void folder_remove(struct folder *d, const struct sample *c)
{
	char path[128];

	for (int i = 0; i < 2 * FILES && c->file[i]; i += 2) {
		snprintf(path, sizeof path, "%s/%s", d->path, c->file[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/b", d->path);
	rmdir(path);
	rmdir(d->path);
	arena_release(&d->scratch);
	arena_release(&d->arena);
}

#endif

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

/* days: two rows, whose slots only the first has; failing: at its second row. */
static const char lists[] = "-- list: row.days\n"
			    "SELECT 1 AS no, 'Sat' AS name UNION ALL SELECT 2, 'Sun';\n"
			    "-- list: days.slots\n"
			    "SELECT '8:30' AS start WHERE :no = '1'\n"
			    "UNION ALL SELECT '9:00' WHERE :no = '1';\n"
			    "-- list: row.none\n"
			    "SELECT '' AS start WHERE 0;\n"
			    "-- list: row.both\n"
			    "SELECT '8:30' AS start;\n"
			    "-- list: site.links\n"
			    "SELECT '8:30' AS start UNION ALL SELECT '9:00';\n"
			    "-- list: row.failing\n"
			    "SELECT 1 AS start UNION ALL SELECT abs(-9223372036854775807 - 1);\n"
			    "-- list: row.unusable\n"
			    "SELECT :nothing AS start;\n";

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
	struct template_set set;
	struct db *db;
	struct sqlview *lists;
};

static void folder_fill(struct folder *d, const struct sample *c)
{
	char path[128];
	struct sqlfile file;
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
	d->set = (struct template_set){ d->path, &d->arena, &d->scratch, NULL };
	d->db = db_open(":memory:", DB_CREATE, &e);
	assert_true(sqlfile_parse(str_of(lists), "lists.sql", &d->arena, &file, &e));
	d->lists = sqlview_open(d->db, &file, "lists.sql", &d->arena, &e);
	assert_non_null(d->lists);
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
	sqlview_close(d->lists);
	db_close(d->db);
	arena_release(&d->scratch);
	arena_release(&d->arena);
}

#endif

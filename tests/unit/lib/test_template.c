/*
 * Templates: our cases of mustache/spec v1.4 (but those of indentation, which
 * template.h leaves out), each escaping, every fault with its exact place.
 */
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
	STR_INIT("name"), STR_INIT("risky"), STR_INIT("empty"), STR_INIT("zero"),
	STR_INIT("null"), STR_INIT("one"),   STR_INIT("both"),	STR_INIT("lines"),
};
static const struct str row_cell[] = {
	STR_INIT("王"), STR_INIT("</b>\"&';,\n=1"),
	STR_INIT(""),	STR_INIT("0"),
	{ NULL, 0 },	STR_INIT("1"),
	STR_INIT(""),	STR_INIT("<\n->"),
};
static const struct view_type row_type = { STR_INIT("row"), row_field, 8 };
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

static void renders(void **state)
{
	const struct sample *c = *state;
	struct folder d;
	struct err e = { .text = "" };
	struct buf out = BUF_INIT;
	const struct template *t;

	folder_fill(&d, c);
	t = template_load(d.set, str_of(c->file[0]), &row_scope, &source, &e);
	if (!t)
		print_message("%s:%d:%d: %s\n", e.file, e.line, e.column, e.text);
	assert_non_null(t);
	arena_release(&d.scratch);
	assert_true(template_render(t, &row_frame, &d.arena, &out, &e));
	buf_add_char(&out, '\0');
	assert_string_equal(out.s, c->expect);
	buf_release(&out);
	folder_remove(&d, c);
}

static void is_refused(void **state)
{
	const struct sample *c = *state;
	struct folder d;
	struct err e = { .text = "" };
	char told[600];
	const char *file;

	folder_fill(&d, c);
	assert_null(template_load(d.set, str_of(c->file[0]), &row_scope, &source, &e));
	file = strrchr(e.file, '/');
	snprintf(told, sizeof told, "%s:%d:%d: %s", file ? file + 1 : e.file, e.line, e.column,
		 e.text);
	assert_non_null(strstr(told, c->expect));
	folder_remove(&d, c);
}

static struct sample good[] = {
	/* interpolation */
	{ "interpolation: blanks within the tag do not matter",
	  { "a.html", "|{{ name }}|{{name}}|{{{ name }}}|{{& name }}|{{\n\tname\n}}|" },
	  "|王|王|王|王|王|" },
	{ "interpolation: {{{x}}} and {{&x}} are not escaped",
	  { "a.html", "{{{risky}}} {{&risky}}" },
	  "</b>\"&';,\n=1 </b>\"&';,\n=1" },
	{ "interpolation: empty and null cells print nothing",
	  { "a.html", "|{{empty}}|{{null}}|{{zero}}|" },
	  "|||0|" },
	{ "interpolation: an inner frame hides the outer one's field",
	  { "a.html", "{{name}} {{hall}} {{#days}}{{name}} {{/days}}" },
	  "王 大厅 Sat Sun " },
	{ "interpolation: surrounding blanks stay, also on a line of its own",
	  { "a.html", "| {{name}} |\n  {{name}}\n{x} }}\n" },
	  "| 王 |\n  王\n{x} }}\n" },
	/* escaping */
	{ "escape: .html", { "a.html", "{{risky}}" }, "&lt;/b&gt;&quot;&amp;&#39;;,\n=1" },
	{ "escape: .xml", { "a.xml", "{{risky}}" }, "&lt;/b&gt;&quot;&amp;&#39;;,\n=1" },
	{ "escape: .ics", { "a.ics", "{{risky}}" }, "</b>\"&'\\;\\,\\n=1" },
	{ "escape: .json",
	  { "a.json", "{ \"a\": \"{{risky}}\" }" },
	  "{ \"a\": \"\\u003c/b\\u003e\\\"\\u0026';,\\n=1\" }" },
	{ "escape: .csv", { "a.csv", "{{risky}}" }, "\"</b>\"\"&';,\n=1\"" },
	{ "escape: .txt is plain", { "a.txt", "{{risky}}" }, "</b>\"&';,\n=1" },
	{ "escape: a partial keeps its own format inside a page",
	  { "a.html", "{{lines}} {{>b.json}} {{lines}}", "b.json", "\"{{lines}}\"" },
	  "&lt;\n-&gt; \"\\u003c\\n-\\u003e\" &lt;\n-&gt;" },
	{ "escape: a block is escaped for the file that it is written in",
	  { "a.html", "{{<p.json}}{{$x}}{{lines}}{{/x}}{{/p.json}}", "p.json",
	    "{{$x}}{{/x}} {{lines}}" },
	  "&lt;\n-&gt; \\u003c\\n-\\u003e" },
	/* sections */
	{ "section: a true field shows it once, in the same scope",
	  { "a.html", "{{#one}}{{name}}{{/one}}" },
	  "王" },
	{ "section: empty, null and 0 are false",
	  { "a.html", "[{{#empty}}a{{/empty}}{{#null}}b{{/null}}{{#zero}}c{{/zero}}]" },
	  "[]" },
	{ "section: a list shows it once per row",
	  { "a.html", "{{#days}}{{no}}.{{/days}}" },
	  "1.2." },
	{ "section: lists in lists see the row around them",
	  { "a.html", "{{#days}}{{name}}:{{#slots}} {{no}}/{{start}}{{/slots}};{{/days}}" },
	  "Sat: 1/8:30 1/9:00;Sun:;" },
	{ "section: a list of an outer frame is found from within",
	  { "a.html", "{{#days}}{{no}}{{#links}} {{start}}{{/links}};{{/days}}" },
	  "1 8:30 9:00;2 8:30 9:00;" },
	{ "section: no rows, nothing", { "a.html", "[{{#none}}x{{/none}}]" }, "[]" },
	{ "section: of a list and a field of one name the list wins",
	  { "a.html", "{{#both}}{{start}}{{/both}}" },
	  "8:30" },
	{ "section: twice in a row", { "a.html", "{{#one}}a{{/one}}{{#one}}b{{/one}}" }, "ab" },
	{ "section: nested, true and false",
	  { "a.html", "A{{#one}}B{{#one}}C{{/one}}{{#zero}}D{{/zero}}E{{/one}}F" },
	  "ABCEF" },
	{ "section: blanks around and inside inline tags stay",
	  { "a.html", " | {{#one}}\t|\t{{/one}} | \n |{{#one}} {{! x }}\n {{/one}}|\n" },
	  " | \t|\t | \n | \n |\n" },
	{ "section: blanks within the tags do not matter",
	  { "a.html", "|{{# one }}={{/ one }}|" },
	  "|=|" },
	/* inverted */
	{ "inverted: false fields and lists without rows show it",
	  { "a.html", "{{^empty}}a{{/empty}}{{^null}}b{{/null}}{{^zero}}c{{/zero}}{{^none}}d"
		      "{{/none}}" },
	  "abcd" },
	{ "inverted: true fields and lists with rows do not",
	  { "a.html", "[{{^one}}a{{/one}}{{^days}}b{{/days}}]" },
	  "[]" },
	{ "inverted: depends on the row",
	  { "a.html", "{{#days}}{{no}}{{^slots}}: full{{/slots}};{{/days}}" },
	  "1;2: full;" },
	/* comments */
	{ "comment: gone", { "a.html", "12345{{! Comment {{x} }}67890" }, "1234567890" },
	{ "comment: several lines, gone with their lines",
	  { "a.html", "Begin.\n  {{!\n  Something's\n  here.\n  }}\nEnd.\n" },
	  "Begin.\nEnd.\n" },
	{ "comment: inline ones leave the line alone",
	  { "a.html", "  12 {{! 34 }}\n" },
	  "  12 \n" },
	/* standalone tags */
	{ "standalone: lines with only a section's tag vanish, indented or not",
	  { "a.html", "| This Is\n  {{#one}}\n|\n{{/one}}\t\n| A Line\n" },
	  "| This Is\n|\n| A Line\n" },
	{ "standalone: CRLF is a line's end",
	  { "a.html", "|\r\n{{#one}}\r\n{{/one}}\r\n|" },
	  "|\r\n|" },
	{ "standalone: on the first line", { "a.html", "  {{#one}}\n#{{/one}}\n/" }, "#\n/" },
	{ "standalone: on the last line", { "a.html", "#{{#one}}\n/\n  {{/one}}" }, "#\n/\n" },
	{ "standalone: two tags on a line do not count",
	  { "a.html", "{{#one}}{{/one}}\nx\n" },
	  "\nx\n" },
	{ "standalone: rows of a list are not torn",
	  { "a.html", "<ul>\n  {{#days}}\n  <li>{{no}}\n  {{/days}}\n</ul>\n" },
	  "<ul>\n  <li>1\n  <li>2\n</ul>\n" },
	/* partials */
	{ "partial: in the middle of a line",
	  { "a.html", "\"{{>b.html}}\"", "b.html", "*{{name}}*" },
	  "\"*王*\"" },
	{ "partial: in a folder, which names those beside it with the folder, too",
	  { "a.html", "{{>b/c.html}}", "b/c.html", "{{<b/p.html}}{{$x}}1{{/x}}{{/b/p.html}}",
	    "b/p.html", "[{{$x}}{{/x}}]" },
	  "[1]" },
	{ "partial: sees the row it stands in",
	  { "a.html", "{{#days}}{{>b.html}}{{/days}}", "b.html", "{{no}}{{name}}" },
	  "1Sat2Sun" },
	{ "partial: the same one in two scopes",
	  { "a.html", "{{>b.html}}{{#days}}{{>b.html}}{{/days}}", "b.html", "{{name}}" },
	  "王SatSun" },
	{ "partial: blanks around an inline one stay",
	  { "a.html", "| {{> b.html}} |", "b.html", "\t|\t" },
	  "| \t|\t |" },
	{ "partial: an inline one is not indented",
	  { "a.html", "  {{one}}  {{> b.html}}\n", "b.html", ">\n>" },
	  "  1  >\n>\n" },
	{ "partial: a standalone one is put in as it is written",
	  { "a.html", "\\\n {{>b.html}}\n/\n", "b.html", "|\n  {{{lines}}}\n|\n" },
	  "\\\n|\n  <\n->\n|\n/\n" },
	{ "partial: CRLF behind a standalone one",
	  { "a.html", "|\r\n{{>b.html}}\r\n|", "b.html", ">" },
	  "|\r\n>|" },
	/* inheritance */
	{ "inheritance: a block alone shows its default, with all tags",
	  { "a.html", "{{$x}}de {{name}} {{{lines}}} {{#one}}y{{/one}}{{^one}}n{{/one}}{{/x}}\n" },
	  "de 王 <\n-> y\n" },
	{ "inheritance: a parent without blocks given is a partial",
	  { "a.html", "{{>p.html}}|{{<p.html}}{{/p.html}}", "p.html", "{{$x}}default{{/x}}" },
	  "default|default" },
	{ "inheritance: what is given replaces the default",
	  { "a.html", "{{<p.html}}{{$x}}sub{{/x}}{{/p.html}}", "p.html",
	    "...{{$x}}Default{{/x}}..." },
	  "...sub..." },
	{ "inheritance: a field of the block's name is not looked at",
	  { "a.html", "{{<p.html}}{{$name}}a{{/name}}{{/p.html}}", "p.html",
	    "{{$name}}b{{/name}}{{$one}}c{{/one}}" },
	  "ac" },
	{ "inheritance: two uses of one parent",
	  { "a.html", "t {{<p.html}}{{$x}}1{{/x}}{{/p.html}} {{<p.html}}{{$x}}2{{/x}}{{/p.html}}\n",
	    "p.html", "|{{$x}}...{{/x}}{{$d}} default{{/d}}|" },
	  "t |1 default| |2 default|\n" },
	{ "inheritance: line ends of a block stay",
	  { "a.html", "{{<p.html}}{{$x}}\npeaked\n\n:(\n{{/x}}{{/p.html}}", "p.html",
	    "{{$x}}peaking{{/x}}" },
	  "peaked\n\n:(\n" },
	{ "inheritance: the place keeps its indentation",
	  { "a.html", "{{<p.html}}{{$x}}hammer time{{/x}}{{/p.html}}", "p.html",
	    "stop:\n  {{$x}}collaborate{{/x}}\n" },
	  "stop:\n  hammer time\n" },
	{ "inheritance: one of two blocks",
	  { "a.html", "{{<p.html}}{{$y}}two{{/y}}{{/p.html}}", "p.html",
	    "{{$x}}d1{{/x}}, {{$y}}d2{{/y}}" },
	  "d1, two" },
	{ "inheritance: parents that use each other end",
	  { "a.html", "{{<p.html}}{{$foo}}override{{/foo}}{{/p.html}}", "p.html",
	    "{{$foo}}default{{/foo}} {{$bar}}{{<q.html}}{{/q.html}}{{/bar}}", "q.html",
	    "{{$foo}}q default{{/foo}} {{<p.html}}{{$bar}}don't recurse{{/bar}}{{/p.html}}" },
	  "override override override don't recurse" },
	{ "inheritance: of three levels the outermost wins",
	  { "a.html", "{{<b.html}}{{$a}}c{{/a}}{{/b.html}}", "b.html",
	    "{{<c.html}}{{$a}}p{{/a}}{{/c.html}}", "c.html", "{{<d.html}}{{$a}}o{{/a}}{{/d.html}}",
	    "d.html", "{{$a}}g{{/a}}" },
	  "c" },
	{ "inheritance: without an outermost one the next wins",
	  { "a.html", "{{<b.html}}{{/b.html}}", "b.html", "{{<c.html}}{{$a}}p{{/a}}{{/c.html}}",
	    "c.html", "{{<d.html}}{{$a}}o{{/a}}{{/d.html}}", "d.html", "{{$a}}g{{/a}}" },
	  "p" },
	{ "inheritance: text inside a parent is ignored",
	  { "a.html", "{{<p.html}} asd {{$x}}hmm{{/x}} asd {{/p.html}}", "p.html",
	    "{{$x}}d{{/x}}" },
	  "hmm" },
	{ "inheritance: a block's names are those of the place it comes to",
	  { "a.html", "{{<p.html}}{{$x}}I say {{name}}.{{/x}}{{/p.html}}", "p.html",
	    "{{#days}}{{$x}}You say {{name}}.{{/x}}{{/days}}" },
	  "I say Sat.I say Sun." },
	{ "inheritance: a block in a block that is given has its own default",
	  { "a.html", "{{<p.html}}{{$x}}a{{$x}}b{{/x}}c{{/x}}{{/p.html}}", "p.html",
	    "{{$x}}d{{/x}}" },
	  "abc" },
	{ "inheritance: blocks of a partial in a parent are places too",
	  { "a.html", "{{<p.html}}{{$x}}given{{/x}}{{/p.html}}", "p.html", "<{{>q.html}}>",
	    "q.html", "{{$x}}d{{/x}}" },
	  "<given>" },
	{ "inheritance: a standalone parent is put in as it is written",
	  { "a.html", "Hi,\n  {{<p.html}}\n x\n{{/p.html}}\nend\n", "p.html", "one\n  two\n" },
	  "Hi,\none\n  two\nend\n" },
	{ "inheritance: a block is put in as it is written",
	  { "a.html", "{{<p.html}}{{$b}}\n    one\n  two\n{{/b}}{{/p.html}}\n", "p.html",
	    "Hi,\n  {{$b}}\n  default\n  {{/b}}\nend" },
	  "Hi,\n    one\n  two\nend" },
	{ "inheritance: a block with text behind it on its line is not indented",
	  { "a.html", "{{<p.html}}{{$b}}1\n2{{/b}}{{/p.html}}", "p.html", "  {{$b}}{{/b}} tail\n" },
	  "  1\n2 tail\n" },
	{ "inheritance: a block that begins inline and ends below is not indented",
	  { "a.html", "{{<p.html}}{{$b}}1\n2{{/b}}{{/p.html}}", "p.html", "  {{$b}}d\n{{/b}}\n|" },
	  "  1\n2|" },
	{ "inheritance: a parent with text behind it on its line is not indented",
	  { "a.html", "  {{<p.html}}{{/p.html}} tail\n", "p.html", "1\n2" },
	  "  1\n2 tail\n" },
	{ "inheritance: a page as pages are written, no stray lines",
	  { "a.html",
	    "{{! who }}\n{{<p.html}}\n{{$title}}Hall{{/title}}\n{{$main}}\n<ul>\n  {{#days}}\n"
	    "  <li>{{no}}\n  {{/days}}\n</ul>\n{{/main}}\n{{/p.html}}\n",
	    "p.html",
	    "<title>{{$title}}{{/title}}</title>\n<main>\n  {{$main}}\n  {{/main}}\n</main>\n" },
	  "<title>Hall</title>\n<main>\n<ul>\n  <li>1\n  <li>2\n</ul>\n</main>\n" },
};

static struct sample faulty[] = {
	{ "fault: unknown variable, counted in characters",
	  { "a.html", "大厅\n一楼：{{nmae}}\n" },
	  "a.html:2:4: unknown variable: nmae" },
	{ "fault: a list is not a variable",
	  { "a.html", "{{days}}" },
	  "a.html:1:1: unknown variable: days" },
	{ "fault: a field of a list's rows is unknown outside",
	  { "a.html", "{{#days}}{{no}}{{/days}}\n{{no}}" },
	  "a.html:2:1: unknown variable: no" },
	{ "fault: unknown list",
	  { "a.html", "x\n\n  {{#dayz}}{{/dayz}}" },
	  "a.html:3:3: unknown list or variable: dayz" },
	{ "fault: unknown inverted list",
	  { "a.html", "{{^dayz}}{{/dayz}}" },
	  "a.html:1:1: unknown list or variable: dayz" },
	{ "fault: a list that cannot be used here is told with its own place",
	  { "a.html", "{{#unusable}}{{/unusable}}" },
	  "pages.sql:7:1: no such parameter" },
	{ "fault: unknown variable in a partial is told in the partial",
	  { "a.html", "{{>b.html}}", "b.html", "\n {{x}}" },
	  "b.html:2:2: unknown variable: x" },
	{ "fault: unknown variable in a block is told where the block is written",
	  { "a.html", "{{<p.html}}\n{{$b}}{{x}}{{/b}}{{/p.html}}", "p.html", "{{$b}}{{/b}}" },
	  "a.html:2:7: unknown variable: x" },
	{ "fault: unknown partial", { "a.html", "1\n{{>b.html}}" }, "a.html:2:1: " },
	{ "fault: unknown parent", { "a.html", "{{<b.html}}{{/b.html}}" }, "a.html:1:1: " },
	{ "fault: a partial without an ending we know",
	  { "a.html", "{{>c}}", "c", "" },
	  "a.html:1:1: " },
	{ "fault: a partial from another folder",
	  { "a.html", "{{>../b.html}}" },
	  "a.html:1:1: not the name of a template: ../b.html" },
	{ "fault: a partial two folders down",
	  { "a.html", "{{>b/c/d.html}}" },
	  "a.html:1:1: not the name of a template: b/c/d.html" },
	{ "fault: a variable with a folder",
	  { "a.html", "{{b/c}}" },
	  "a.html:1:1: not a name: b/c" },
	{ "fault: a partial with two dots",
	  { "a.html", " {{>b..html}}" },
	  "a.html:1:2: not the name of a template: b..html" },
	{ "fault: a hidden file as parent",
	  { "a.html", "{{<.html}}{{/.html}}", ".html", "" },
	  "a.html:1:1: not the name of a template: .html" },
	{ "fault: section never closed",
	  { "a.html", "{{#one}}\n {{#days}}\n" },
	  "a.html:2:2: never closed: days" },
	{ "fault: stray end tag",
	  { "a.html", "{{#one}}{{/one}}{{/one}}" },
	  "a.html:1:17: nothing is open that this closes: one" },
	{ "fault: end tag of another name",
	  { "a.html", "{{#one}}\n{{/two}}" },
	  "a.html:2:1: this closes something else than what is open: one" },
	{ "fault: sections that cross",
	  { "a.html", "{{#one}}{{#days}}{{/one}}{{/days}}" },
	  "a.html:1:18: this closes something else than what is open: days" },
	{ "fault: a tag without end", { "a.html", "a {{name" }, "a.html:1:3: this tag has no end" },
	{ "fault: a triple tag without end",
	  { "a.html", "{{{name}} " },
	  "a.html:1:1: this tag has no end" },
	{ "fault: an empty tag", { "a.html", "\n{{}}" }, "a.html:2:1: not a name" },
	{ "fault: change of delimiters", { "a.html", "{{=<% %>=}}" }, "a.html:1:1: not a name" },
	{ "fault: blanks in a name", { "a.html", "{{a b}}" }, "a.html:1:1: not a name: a b" },
	{ "fault: implicit iterator",
	  { "a.html", "{{#days}}{{.}}{{/days}}" },
	  "a.html:1:10: unknown variable: ." },
	{ "fault: a variable directly in a parent",
	  { "a.html", "{{<p.html}}{{name}}{{/p.html}}", "p.html", "" },
	  "a.html:1:12: only blocks may stand in a parent: name" },
	{ "fault: a block that the parent has no place for",
	  { "a.html", "{{<p.html}}\n{{$mian}}x{{/mian}}{{/p.html}}", "p.html",
	    "{{$main}}{{/main}}" },
	  "a.html:2:1: the parent has no such block: mian" },
	{ "fault: a partial that includes itself",
	  { "a.html", "{{>b.html}}", "b.html", "x\n{{>b.html}}" },
	  "b.html:2:1: templates in templates, too deep: b.html" },
	{ "fault: partials that double without end",
	  { "a.txt", "{{>b.txt}}{{>b.txt}}{{>b.txt}}{{>b.txt}}{{>b.txt}}{{>b.txt}}", "b.txt",
	    "{{>c.txt}}{{>c.txt}}{{>c.txt}}{{>c.txt}}{{>c.txt}}{{>c.txt}}{{>c.txt}}{{>c.txt}}",
	    "c.txt",
	    "{{>d.txt}}{{>d.txt}}{{>d.txt}}{{>d.txt}}{{>d.txt}}{{>d.txt}}{{>d.txt}}{{>d.txt}}",
	    "d.txt",
	    "{{>e.txt}}{{>e.txt}}{{>e.txt}}{{>e.txt}}{{>e.txt}}{{>e.txt}}{{>e.txt}}{{>e.txt}}",
	    "e.txt",
	    "{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}"
	    "{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}"
	    "{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}"
	    "{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}"
	    "{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}"
	    "{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}{{name}}" },
	  "the template grows too large" },
	{ "fault: not UTF-8", { "a.html", "\xff" }, ": not UTF-8" },
	{ "fault: a template whose ending tells no format", { "a.doc", "" }, ": not one of .html" },
};

/* 33 sections in each other; written by a loop because nobody would by hand. */
static void too_deep_is_refused(void **state)
{
	struct sample c = { .title = "", .file = { "a.html" } };
	struct buf text = BUF_INIT;
	struct folder d;
	struct err e;

	(void)state;
	for (int i = 0; i < 33; i++)
		buf_add(&text, STR("{{#one}}"));
	for (int i = 0; i < 33; i++)
		buf_add(&text, STR("{{/one}}"));
	buf_add_char(&text, '\0');
	c.file[1] = text.s;
	folder_fill(&d, &c);
	assert_null(template_load(d.set, STR("a.html"), &row_scope, &source, &e));
	assert_string_equal(e.text, "nested too deeply: one");
	assert_int_equal(e.column, 32 * 8 + 1);
	folder_remove(&d, &c);
	buf_release(&text);
}

static void failing_source_leaves_the_buffer(void **state)
{
	const struct sample c = { "", { "a.html", "abc{{#failing}}x{{/failing}}" }, "" };
	struct buf out = BUF_INIT;
	struct folder d;
	struct err e;
	const struct template *t;

	(void)state;
	folder_fill(&d, &c);
	t = template_load(d.set, STR("a.html"), &row_scope, &source, &e);
	assert_non_null(t);
	buf_add(&out, STR("before"));
	assert_false(template_render(t, &row_frame, &d.arena, &out, &e));
	assert_string_equal(e.text, "disk gone");
	assert_int_equal(out.len, 6);
	buf_release(&out);
	folder_remove(&d, &c);
}

static void one_template_serves_two_scopes(void **state)
{
	const struct sample c = { "", { "a.html", "{{name}}" }, "" };
	struct buf out = BUF_INIT;
	struct folder d;
	struct err e;
	const struct template *outer, *inner;

	(void)state;
	folder_fill(&d, &c);
	outer = template_load(d.set, STR("a.html"), &site_scope, &source, &e);
	inner = template_load(d.set, STR("a.html"), &row_scope, &source, &e);
	assert_true(template_render(outer, &site_frame, &d.arena, &out, &e));
	assert_true(template_render(inner, &row_frame, &d.arena, &out, &e));
	assert_true(str_eq(buf_str(&out), STR("outer王")));
	buf_release(&out);
	folder_remove(&d, &c);
}

static void a_marked_cell_is_noted_where_it_stands(void **state)
{
	const struct sample c = { "",
				  { "a.html", "{{hall}}{{#one}}{{name}}{{/one}}.{{empty}}" },
				  "" };
	struct view_mark name = { .cell = &row_cell[0] }, empty = { .cell = &row_cell[2] },
			 outer = { .cell = &site_cell[1] };
	struct buf out = BUF_INIT;
	struct folder d;
	struct err e;
	const struct template *t;

	(void)state;
	folder_fill(&d, &c);
	t = template_load(d.set, STR("a.html"), &row_scope, &source, &e);
	for (int i = 0; i < 2; i++) {
		buf_clear(&out);
		assert_true(template_render_marked(t, &row_frame, &name, &d.arena, &out, &e));
		assert_true(name.n == 1 &&
			    str_starts(str_from(buf_str(&out), name.at), STR("王.")));
	}
	assert_true(template_render_marked(t, &row_frame, &empty, &d.arena, &out, &e));
	assert_true(empty.n == 1 && empty.at == out.len);
	assert_true(template_render_marked(t, &row_frame, &outer, &d.arena, &out, &e));
	assert_int_equal(outer.n, 0); /* a name of an inner frame hides it */
	buf_release(&out);
	folder_remove(&d, &c);
}

static void names_with_a_folder_are_refused(void **state)
{
	const struct sample c = { "", { NULL }, "" };
	struct folder d;
	struct err e;

	(void)state;
	folder_fill(&d, &c);
	assert_null(template_load(d.set, STR("../etc/a.html"), &row_scope, &source, &e));
	assert_null(template_load(d.set, STR("/a.html"), &row_scope, &source, &e));
	assert_null(template_load(d.set, STR(""), &row_scope, &source, &e));
	assert_null(template_set_open("/nowhere", &d.arena, &d.scratch, &e));
	assert_string_equal(e.text, "/nowhere: 没有这个文件或文件夹（No such file or directory）");
	folder_remove(&d, &c);
}

enum { GOOD = sizeof good / sizeof good[0], FAULTY = sizeof faulty / sizeof faulty[0] };

int main(void)
{
	struct CMUnitTest test[GOOD + FAULTY + 5] = {
		cmocka_unit_test(too_deep_is_refused),
		cmocka_unit_test(failing_source_leaves_the_buffer),
		cmocka_unit_test(one_template_serves_two_scopes),
		cmocka_unit_test(a_marked_cell_is_noted_where_it_stands),
		cmocka_unit_test(names_with_a_folder_are_refused),
	};
	size_t n = 5;

	for (size_t i = 0; i < GOOD; i++)
		test[n++] = (struct CMUnitTest){ good[i].title, renders, NULL, NULL, &good[i] };
	for (size_t i = 0; i < FAULTY; i++)
		test[n++] =
			(struct CMUnitTest){ faulty[i].title, is_refused, NULL, NULL, &faulty[i] };
	return _cmocka_run_group_tests("template", test, n, NULL, NULL);
}

/* Templates: every fault with its exact place. */
#include "template_stand.h"

static void is_refused(void **state)
{
	const struct sample *c = *state;
	struct folder d;
	struct err e = { .text = "" };
	char told[600];
	const char *file;

	folder_fill(&d, c);
	assert_null(template_load(&d.set, str_of(c->file[0]), &row_scope, d.lists, &e));
	file = strrchr(e.file, '/');
	snprintf(told, sizeof told, "%s:%d:%d: %s", file ? file + 1 : e.file, e.line, e.column,
		 e.text);
	assert_non_null(strstr(told, c->expect));
	folder_remove(&d, c);
}

static struct sample faulty[] = {
	{ "fault: unknown variable, counted in characters",
	  { "a.html", "大厅\n一楼：{{nmae}}\n" },
	  "a.html:2:4: unknown variable: nmae" },
	{ "fault: unknown variable whose text is asked for in pieces",
	  { "a.html", "{{#days.runs}}{{/days.runs}}" },
	  "a.html:1:1: unknown variable: days.runs" },
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
	  "lists.sql:15:1: row.unusable: no field in scope for :nothing" },
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
	assert_null(template_load(&d.set, STR("a.html"), &row_scope, d.lists, &e));
	assert_string_equal(e.text, "nested too deeply: one");
	assert_int_equal(e.column, 32 * 8 + 1);
	folder_remove(&d, &c);
	buf_release(&text);
}

static void names_with_a_folder_are_refused(void **state)
{
	const struct sample c = { "", { NULL }, "" };
	struct folder d;
	struct err e;

	(void)state;
	folder_fill(&d, &c);
	assert_null(template_load(&d.set, STR("../etc/a.html"), &row_scope, d.lists, &e));
	assert_null(template_load(&d.set, STR("/a.html"), &row_scope, d.lists, &e));
	assert_null(template_load(&d.set, STR(""), &row_scope, d.lists, &e));
	d.set.dir = "/nowhere";
	assert_null(template_load(&d.set, STR("a.html"), &row_scope, d.lists, &e));
	assert_string_equal(e.text,
			    "/nowhere/a.html: 没有这个文件或文件夹（No such file or directory）");
	folder_remove(&d, &c);
}

enum { FAULTY = sizeof faulty / sizeof faulty[0] };

int main(void)
{
	struct CMUnitTest test[FAULTY + 2] = {
		cmocka_unit_test(too_deep_is_refused),
		cmocka_unit_test(names_with_a_folder_are_refused),
	};

	for (size_t i = 0; i < FAULTY; i++)
		test[2 + i] =
			(struct CMUnitTest){ faulty[i].title, is_refused, NULL, NULL, &faulty[i] };
	return _cmocka_run_group_tests("template faults", test, COUNT(test), NULL, NULL);
}

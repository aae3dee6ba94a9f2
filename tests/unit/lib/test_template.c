/*
 * Templates: our cases of mustache/spec v1.4 (but those of indentation, which
 * template.h leaves out), each escaping.
 */
#include "template_stand.h"

static void renders(void **state)
{
	const struct sample *c = *state;
	struct folder d;
	struct err e = { .text = "" };
	struct buf out = BUF_INIT;
	const struct template *t;

	folder_fill(&d, c);
	t = template_load(&d.set, str_of(c->file[0]), &row_scope, d.lists, &e);
	if (!t)
		print_message("%s:%d:%d: %s\n", e.file, e.line, e.column, e.text);
	assert_non_null(t);
	arena_release(&d.scratch);
	assert_true(template_render(t, &row_frame, NULL, &d.arena, &out, &e));
	buf_add_char(&out, '\0');
	assert_string_equal(out.s, c->expect);
	buf_release(&out);
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
	{ "runs: a text in pieces, each escaped, and the fields around them",
	  { "a.html",
	    "{{#when.runs}}{{#whole}}[{{lead}}{{run}}{{tail}}]{{/whole}}{{^whole}}{{run}}{{name}}"
	    "{{/whole}}{{/when.runs}}" },
	  "&lt;王[9:30，]打 王[13812341234]" },
	{ "runs: an empty text has none", { "a.html", "|{{#empty.runs}}x{{/empty.runs}}|" }, "||" },
	/* escaping */
	{ "escape: .html", { "a.html", "{{risky}}" }, "&lt;/b&gt;&quot;&amp;&#39;;,\n=1" },
	{ "escape: .xml", { "a.xml", "{{risky}}" }, "&lt;/b&gt;&quot;&amp;&#39;;,\n=1" },
	{ "escape: .ics, whose lines are folded",
	  { "a.ics", "{{risky}}\n\nDESCRIPTION:国家税务总局宁都县税务局第一税务分局办税服务厅\n" },
	  "</b>\"&'\\;\\,\\n=1\r\n"
	  "DESCRIPTION:国家税务总局宁都县税务局第一税务分局办税服\r\n 务厅\r\n" },
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

static void failing_list_leaves_the_buffer(void **state)
{
	const struct sample c = { "", { "a.html", "abc{{#failing}}x{{/failing}}" }, "" };
	struct buf out = BUF_INIT;
	struct folder d;
	struct err e;
	const struct template *t;

	(void)state;
	folder_fill(&d, &c);
	t = template_load(&d.set, STR("a.html"), &row_scope, d.lists, &e);
	assert_non_null(t);
	buf_add(&out, STR("before"));
	assert_false(template_render(t, &row_frame, NULL, &d.arena, &out, &e));
	assert_non_null(strstr(e.text, "integer overflow"));
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
	outer = template_load(&d.set, STR("a.html"), &site_scope, d.lists, &e);
	inner = template_load(&d.set, STR("a.html"), &row_scope, d.lists, &e);
	assert_true(template_render(outer, &site_frame, NULL, &d.arena, &out, &e));
	assert_true(template_render(inner, &row_frame, NULL, &d.arena, &out, &e));
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
	t = template_load(&d.set, STR("a.html"), &row_scope, d.lists, &e);
	for (int i = 0; i < 2; i++) {
		buf_clear(&out);
		assert_true(template_render(t, &row_frame, &name, &d.arena, &out, &e));
		assert_true(name.n == 1 &&
			    str_starts(str_from(buf_str(&out), name.at), STR("王.")));
	}
	assert_true(template_render(t, &row_frame, &empty, &d.arena, &out, &e));
	assert_true(empty.n == 1 && empty.at == out.len);
	assert_true(template_render(t, &row_frame, &outer, &d.arena, &out, &e));
	assert_int_equal(outer.n, 0); /* a name of an inner frame hides it */
	buf_release(&out);
	folder_remove(&d, &c);
}

enum { GOOD = sizeof good / sizeof good[0] };

int main(void)
{
	struct CMUnitTest test[GOOD + 3] = {
		cmocka_unit_test(failing_list_leaves_the_buffer),
		cmocka_unit_test(one_template_serves_two_scopes),
		cmocka_unit_test(a_marked_cell_is_noted_where_it_stands),
	};

	for (size_t i = 0; i < GOOD; i++)
		test[3 + i] = (struct CMUnitTest){ good[i].title, renders, NULL, NULL, &good[i] };
	return _cmocka_run_group_tests("template", test, COUNT(test), NULL, NULL);
}

#include "finding.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>

#define NAME(name) [FINDING_##name] = #name,
static const char *const code_name[FINDING_CODE__MAX] = { FINDING_CODES(NAME) };

static const char *const severity_name[] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

const char *finding_code_name(enum finding_code code)
{
	assert(code < FINDING_CODE__MAX);
	return code_name[code];
}

bool finding_code_of(struct str name, enum finding_code *code)
{
	for (int i = 0; i < FINDING_CODE__MAX; i++) {
		if (str_eq(name, str_of(code_name[i]))) {
			*code = (enum finding_code)i;
			return true;
		}
	}
	return false;
}

void finding_add(struct findings *f, enum severity severity, enum finding_code code,
		 struct str file, int line, int column, const char *fmt, ...)
{
	struct finding *it = arena_push(f->arena, &f->list, &f->n, &f->cap, sizeof *it);
	va_list ap;

	*it = (struct finding){
		.severity = severity, .code = code, .file = file, .line = line, .column = column
	};
	va_start(ap, fmt);
	it->text = arena_vprintf(f->arena, fmt, ap);
	va_end(ap);
}

size_t finding_count(const struct findings *f, enum severity severity)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += f->list[i].severity == severity && f->list[i].acknowledged.len == 0;
	return n;
}

static int compare(const void *va, const void *vb)
{
	const struct finding *a = va, *b = vb;
	int c = str_cmp(a->file, b->file);

	if (c == 0)
		c = (a->line > b->line) - (a->line < b->line);
	if (c == 0)
		c = (a->column > b->column) - (a->column < b->column);
	if (c == 0)
		c = (a->code > b->code) - (a->code < b->code);
	return c ? c : str_cmp(a->text, b->text);
}

/* A quoted cell or the name of a file may hold anything: a finding stays one line and moves no
 * cursor. */
static void add_plain(struct buf *out, struct str s)
{
	while (s.len) {
		struct str rest = s;
		int32_t cp = utf8_next(&rest);

		if (cp < 0x20 || cp == 0x7F)
			buf_add_char(out, cp < 0 ? '?' : ' ');
		else
			buf_add(out, str_head(s, s.len - rest.len));
		s = rest;
	}
}

void finding_print(struct findings *f, bool verbose, struct buf *out)
{
	if (f->n)
		qsort(f->list, f->n, sizeof *f->list, compare);
	for (size_t i = 0; i < f->n; i++) {
		const struct finding *it = &f->list[i];

		if (it->acknowledged.len && !verbose)
			continue;
		add_plain(out, it->file);
		buf_printf(out, ":%d:%d: %s: %s: ", it->line ? it->line : 1,
			   it->column ? it->column : 1, severity_name[it->severity],
			   code_name[it->code]);
		add_plain(out, it->text);
		if (it->acknowledged.len) {
			buf_add(out, STR("（已知晓："));
			add_plain(out, it->acknowledged);
			buf_add(out, STR("）"));
		}
		buf_add_char(out, '\n');
	}
}

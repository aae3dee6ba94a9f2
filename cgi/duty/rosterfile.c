#include "duty/rosterfile.h"

enum { CELLS_MAX = 16 };

static const struct str words[ROSTER_COLUMN__MAX] = {
	[ROSTER_DAY] = STR_INIT("日期"),    [ROSTER_CATEGORY] = STR_INIT("类别"),
	[ROSTER_WINDOW] = STR_INIT("窗口"), [ROSTER_ROLE] = STR_INIT("岗位"),
	[ROSTER_PEOPLE] = STR_INIT("人员"),
};

struct str rosterfile_word(enum rosterfile_column column)
{
	return words[column];
}

/* Behind an opening quote: the text up to the closing one, "" being a quote. */
static bool quoted(struct str *line, struct arena *a, struct str *out)
{
	char *p = arena_alloc(a, line->len + 1);
	size_t i = 0, n = 0;

	for (; i < line->len; i++) {
		if (line->s[i] == '"' && !(i + 1 < line->len && line->s[i + 1] == '"'))
			break;
		if (line->s[i] == '"')
			i++;
		p[n++] = line->s[i];
	}
	*out = (struct str){ p, n };
	if (i == line->len)
		return false;
	*line = str_from(*line, i + 1);
	return true;
}

/* The cells of a line; false when a quote stays open. */
static bool split(struct str line, struct arena *a, struct str cell[CELLS_MAX])
{
	char sep = str_contains(line, STR("\t")) ? '\t' : ',';
	bool ok = true;

	for (int i = 0; i < CELLS_MAX; i++)
		cell[i] = STR("");
	for (int i = 0; i < CELLS_MAX && line.s && ok; i++) {
		struct str text = STR("");

		if (str_starts(line, STR("\""))) {
			line = str_from(line, 1);
			ok = quoted(&line, a, &text);
			str_cut(&line, sep);
		} else {
			text = str_cut(&line, sep);
		}
		cell[i] = str_trim(text);
	}
	return ok;
}

static bool next_line(struct rosterfile *f, struct str cell[CELLS_MAX])
{
	if (!f->rest.s)
		return false;
	f->line++;
	f->bad_quote = !split(str_trim(str_cut(&f->rest, '\n')), f->arena, cell);
	return true;
}

bool rosterfile_open(struct rosterfile *f, struct str text, struct arena *a,
		     enum rosterfile_column *missing)
{
	struct str cell[CELLS_MAX];

	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_from(text, 3);
	*f = (struct rosterfile){ .arena = a, .rest = text };
	if (!next_line(f, cell)) {
		*missing = ROSTER_DAY;
		return false;
	}
	for (int k = 0; k < ROSTER_COLUMN__MAX; k++) {
		for (int i = 0; i < CELLS_MAX && !f->at[k]; i++)
			if (str_eq(cell[i], words[k]))
				f->at[k] = i + 1;
		*missing = (enum rosterfile_column)k;
		if (!f->at[k])
			return false;
	}
	return true;
}

bool rosterfile_row(struct rosterfile *f, struct str cell[ROSTER_COLUMN__MAX])
{
	struct str all[CELLS_MAX];
	size_t filled = 0;

	while (!filled && next_line(f, all)) {
		filled = f->bad_quote;
		for (int k = 0; k < ROSTER_COLUMN__MAX; k++) {
			cell[k] = all[f->at[k] - 1];
			filled += cell[k].len;
		}
	}
	return filled > 0;
}

bool rosterfile_name(struct str *list, struct str *name)
{
	static const struct str separators[] = { STR_INIT("、"), STR_INIT("，"), STR_INIT(","),
						 STR_INIT("+"),	 STR_INIT(" "),	 STR_INIT("\n"),
						 STR_INIT("　") };

	*name = STR("");
	while (!name->len && list->len) {
		size_t end = list->len, skip = 0;

		for (size_t i = 0; i < COUNT(separators); i++) {
			size_t at = str_find(*list, separators[i]);

			if (at < end) {
				end = at;
				skip = separators[i].len;
			}
		}
		*name = str_trim(str_head(*list, end));
		*list = str_from(*list, end + skip);
	}
	return name->len > 0;
}

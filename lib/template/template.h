/*
 * template.h - Mustache templates, compiled against the data they will show.
 *
 * Follows the Mustache spec (mustache/spec v1.4: interpolation, sections,
 * inverted, comments, partials, inheritance; no lambdas, no delimiter change,
 * no implicit iterator) with two differences, both for safety:
 *  - names are resolved when the template is loaded. An unknown variable,
 *    list, partial or an unclosed section is an error with file, line and
 *    column; nothing is looked up by name while rendering.
 *  - every {{name}} is escaped for the format of the file it stands in, known
 *    by the file's ending: .html .xml .ics .json .csv .txt (.txt: as is).
 *    What an .ics file comes to is folded, too.
 *    A partial keeps its own format: {{> ld.json}} inside a page is JSON that
 *    is also safe inside <script>. {{{name}}} and {{&name}} are not escaped.
 *
 * Data. A template is rendered in a scope: a chain of frames, innermost first.
 * A frame is one row (cells) of a type (field names). {{#name}} is, in this
 * order, for each frame from the innermost outward: a list "TYPE.name" of that
 * frame's type (rendered once per row, the row being a new innermost frame);
 * a field (rendered once if true, in the same scope). {{^name}} is rendered
 * when the list has no rows or the field is false. A cell is false when it is
 * empty, null or "0". {{#name.runs}} is rendered for each piece of a field's text
 * (textrun.h): its {{run}}, the {{lead}} and {{tail}} of marks around it, whether it stays
 * {{#whole}} on a line, and the number that {{#tel}} calls.
 *
 * Standalone tags take their whole line with them. Other than in the spec, what
 * a partial or a block brings there is not indented: no template is. Partials
 * and parents are expanded at load time; a partial that includes itself is an
 * error (depth limit).
 */
#ifndef LIB_TEMPLATE_H
#define LIB_TEMPLATE_H

#include "template/sqlview.h"

/*
 * A folder of template files, each read once: { DIR, KEEP, SCRATCH }. What its templates need
 * is in `keep`; what only loading needs is in `scratch`, which the caller may release when all
 * are loaded.
 */
struct template_set {
	const char *dir;
	struct arena *keep, *scratch;
	struct template_file *file; /* those that were read */
};
struct template;

/*
 * Compiles file `name` ("item.html") for a scope and its lists, which must
 * outlive it. NULL and *e (file, line, column) on any fault.
 */
const struct template *template_load(struct template_set *set, struct str name,
				     const struct view_scope *scope, struct sqlview *lists,
				     struct err *e);

/* A cell of the scope, and where it was put: n times, the last at this byte of out. */
struct view_mark {
	const struct str *cell;
	size_t at;
	size_t n;
};

/*
 * Appends the rendered text to out, noting where `mark` stands; NULL: nothing. `scratch`
 * holds the rows of lists until the caller resets it. False only when a list fails; out is
 * then cut back to what it was.
 */
bool template_render(const struct template *t, const struct view_frame *scope,
		     struct view_mark *mark, struct arena *scratch, struct buf *out, struct err *e);

#endif

#include "list/pages.h"

#include "list/proposal.h"

#include <sys/stat.h>

/* No part of it hidden or leading up; route.c has let through letters, digits and -_./ alone. */
static bool is_path(struct str path)
{
	return !str_starts(path, STR(".")) && !str_contains(path, STR("/.")) &&
	       !str_contains(path, STR("//"));
}

/* What only hallbook answers, and what a browser would keep for later. */
static bool is_no_file(struct str path)
{
	struct str first = str_cut(&path, '/');

	if (str_eq(first, STR("large")))
		first = str_cut(&path, '/');
	return str_eq(first, STR("book")) || str_eq(first, STR("booking")) ||
	       str_eq(first, STR("staff")) || str_eq(first, STR("sw.js"));
}

/* A folder's page; its address ends with a slash, so that what it leads to is right. */
static void send(struct call *c, struct str preview, struct str path)
{
	const char *file = arena_printf(c->arena, "%s/%.*s/public/%.*s", c->app->releases,
					STR_ARG(preview), STR_ARG(path))
				   .s;
	bool folder = !path.len || str_ends(path, STR("/"));
	struct stat st;

	if (stat(file, &st) != 0) {
		call_not_found(c);
	} else if (S_ISDIR(st.st_mode) && !folder) {
		call_redirect(c, "%.*s/", STR_ARG(c->q->path));
	} else {
		c->r->status = 200;
		c->r->file_of_nginx =
			arena_printf(c->arena, "/preview-files/%.*s/public/%.*s%s",
				     STR_ARG(preview), STR_ARG(path), folder ? "index.html" : "");
	}
}

bool preview_show(struct call *c)
{
	struct str path = c->arg;
	struct proposal p;

	c->arg = str_cut(&path, '/');
	if (!proposal_of(c, REPORT_STATE, &p))
		return false;
	if (!path.s)
		call_redirect(c, "%.*s/", STR_ARG(c->q->path));
	else if (is_no_file(path))
		call_message(c, 404, MSG_PREVIEW, message_plain(MSG_PREVIEW_P));
	else if (!p.preview.len || str_contains(p.preview, STR("/")) || !is_path(path))
		call_not_found(c);
	else
		send(c, p.preview, path);
	return true;
}

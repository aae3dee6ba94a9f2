#include "template/sitepage.h"

static const struct str page_fields[PAGE_FIELD__MAX] = {
	[PAGE_ROOT] = STR_INIT("root"),	  [PAGE_TOP] = STR_INIT("top"),
	[PAGE_PATH] = STR_INIT("path"),	  [PAGE_URL] = STR_INIT("url"),
	[PAGE_LARGE] = STR_INIT("large"), [PAGE_TWIN] = STR_INIT("twin"),
	[PAGE_LIVE] = STR_INIT("live"),
};

const struct view_type page_view = { STR_INIT("page"), page_fields, PAGE_FIELD__MAX };

bool site_frame_load(struct db *db, const char *schema, struct arena *a, struct view_frame *out,
		     struct err *e)
{
	struct str sql = arena_printf(a, "SELECT key, value FROM %s.setting ORDER BY key", schema);
	struct stmt *s = db_prepare(db, sql, e);
	struct view_type *type = arena_alloc(a, sizeof *type);
	struct str *key = NULL, *value = NULL;
	size_t n = 0, key_cap = 0, value_cap = 0;

	if (!s)
		return false;
	while (stmt_step(s) == DB_ROW) {
		size_t same = n;
		struct str *k = arena_push(a, &key, &n, &key_cap, sizeof *k);
		struct str *v = arena_push(a, &value, &same, &value_cap, sizeof *v);

		*k = arena_str(a, stmt_text(s, 0));
		*v = arena_str(a, stmt_text(s, 1));
	}
	stmt_finalize(db, s);
	*type = (struct view_type){ STR_INIT("site"), key, n };
	*out = (struct view_frame){ type, value, NULL };
	return db_error(db, e);
}

struct str site_setting(const struct view_frame *site, struct str key)
{
	size_t i = view_field(site->type, key);

	return i == SIZE_MAX ? (struct str){ NULL, 0 } : site->cell[i];
}

#include "staff/password.h"

#include "base/utf8.h"
#include "unicode.h"

#include <zxcvbn.h>

enum {
	GROUP = 5,
	GROUPS = 4,
	BITS_MIN = 50, /* as hard to guess as four words of a dictionary at random */
	LOOK_MAX = 64, /* characters; zxcvbn takes 1 ms for these, with the words of a hall */
};

/*
 * The form in which zxcvbn sees a text, a byte a character: it counts 20 bits
 * for the three bytes of 春, 6.6 for one, and few characters of a sentence are
 * harder to guess than that. Full-width letters are plain ones.
 */
static const char *plain_of(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, LOOK_MAX + 1);

	for (size_t n = 0; s.len && n < LOOK_MAX; n++) {
		uint32_t cp = (uint32_t)unicode_narrow(utf8_next(&s));

		/* spread, else neighbours in Unicode would be taken for abc */
		out[n] = (char)(cp < 0x80 ? cp : 0x80 | (cp * 2654435761U) >> 25);
	}
	return out;
}

enum message password_look(struct arena *a, struct str password, struct str words)
{
	const char **list;
	size_t n = 0;

	if (password.len > PASSWORD_MAX_BYTES)
		return MSG_PASSWORD_LONG;
	if (utf8_count(password) < PASSWORD_MIN_CHARS)
		return MSG_PASSWORD_SHORT;
	list = arena_array(a, words.len + 2, sizeof *list); /* the last is NULL */
	while (words.s)
		list[n++] = plain_of(a, str_cut(&words, '\n'));
	return ZxcvbnMatch(plain_of(a, password), list, NULL) < BITS_MIN ? MSG_PASSWORD_COMMON
									 : MSG__MAX;
}

void password_make(char out[ONE_TIME_PASSWORD_TEXT])
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	size_t n = 0;

	for (int i = 0; i < GROUP * GROUPS; i++) {
		if (i && i % GROUP == 0)
			out[n++] = '-';
		out[n++] = letters[crypto_random_below(sizeof letters - 1)];
	}
	out[n] = '\0';
}

static struct str head(struct str s)
{
	return str_head(s, PASSWORD_MAX_BYTES);
}

static void work(struct exchange *x)
{
	for (struct password_work *w = x->work; w; w = w->next) {
		w->right = !w->password.s || crypto_password_verify(head(w->password), w->hash.s);
		if (w->right && w->fresh.s && !crypto_password_hash(head(w->fresh), w->made))
			w->made[0] = '\0';
	}
}

bool password_ask(struct call *c, const struct password_work *asked)
{
	struct password_work *w = arena_alloc(c->arena, sizeof *w);

	*w = *asked;
	return worker_add(c->app->worker, LANE_PASSWORDS, c->x, work, w);
}

struct str password_nobodys_hash(void)
{
	/* the parameters of crypto_password_hash(); no password is known for it */
	return STR("$argon2id$v=19$m=65536,t=2,p=1$aGFsbGJvb2staGFsbGJvbw$"
		   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}

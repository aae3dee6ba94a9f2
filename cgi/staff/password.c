#include "staff/password.h"

#include "base/utf8.h"

#include <string.h>

enum {
	GROUP = 5,
	GROUPS = 4,
	LEFT_MIN = 8,	   /* characters beside the words below */
	DIFFERENT_MIN = 5, /* different bytes */
};

/*
 * What common passwords are made of (the lists of the 10,000 most used, and
 * keyboard rows), and this hall's own names. Longer ones before their parts.
 */
static const struct str common[] = {
	STR_INIT("1234567890"),	   STR_INIT("0123456789"), STR_INIT("9876543210"),
	STR_INIT("123456789"),	   STR_INIT("12345678"),   STR_INIT("87654321"),
	STR_INIT("123456"),	   STR_INIT("654321"),	   STR_INIT("123123"),
	STR_INIT("112233"),	   STR_INIT("111111"),	   STR_INIT("000000"),
	STR_INIT("666666"),	   STR_INIT("888888"),	   STR_INIT("5201314"),
	STR_INIT("12345"),	   STR_INIT("1234"),	   STR_INIT("123"),
	STR_INIT("qwertyuiop"),	   STR_INIT("asdfghjkl"),  STR_INIT("zxcvbnm"),
	STR_INIT("1qaz2wsx"),	   STR_INIT("3edc4rfv"),   STR_INIT("qazwsx"),
	STR_INIT("qwerty"),	   STR_INIT("qwer"),	   STR_INIT("asdf"),
	STR_INIT("zxcv"),	   STR_INIT("abcdefgh"),   STR_INIT("abcdef"),
	STR_INIT("abcd"),	   STR_INIT("abc"),	   STR_INIT("password"),
	STR_INIT("passw0rd"),	   STR_INIT("p@ssw0rd"),   STR_INIT("p@ssword"),
	STR_INIT("administrator"), STR_INIT("admin"),	   STR_INIT("root"),
	STR_INIT("user"),	   STR_INIT("test"),	   STR_INIT("guest"),
	STR_INIT("welcome"),	   STR_INIT("letmein"),	   STR_INIT("iloveyou"),
	STR_INIT("woaini"),	   STR_INIT("monkey"),	   STR_INIT("dragon"),
	STR_INIT("sunshine"),	   STR_INIT("princess"),   STR_INIT("football"),
	STR_INIT("changeme"),	   STR_INIT("secret"),	   STR_INIT("login"),
	STR_INIT("computer"),	   STR_INIT("internet"),   STR_INIT("china"),
	STR_INIT("zhongguo"),	   STR_INIT("jiangxi"),	   STR_INIT("ganzhou"),
	STR_INIT("ningduxian"),	   STR_INIT("ningdu"),	   STR_INIT("宁都县"),
	STR_INIT("宁都"),	   STR_INIT("赣州"),	   STR_INIT("江西"),
	STR_INIT("zhengwu"),	   STR_INIT("zwfw"),	   STR_INIT("dating"),
	STR_INIT("hallbook"),	   STR_INIT("hall"),	   STR_INIT("政务服务"),
	STR_INIT("行政审批局"),	   STR_INIT("大厅"),	   STR_INIT("中心"),
	STR_INIT("密码"),	   STR_INIT("口令"),	   STR_INIT("2024"),
	STR_INIT("2025"),	   STR_INIT("2026"),	   STR_INIT("2027"),
};

/* Small letters, without blanks and dashes, which people put between words. */
static struct str plain_of(struct str s, char out[PASSWORD_MAX_BYTES])
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.s[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != ' ' && c != '-' && c != '_' && c != '.')
			out[n++] = c;
	}
	return (struct str){ out, n };
}

/* Takes every `word` out of the text in place. */
static struct str take_out(char *text, size_t len, struct str word)
{
	size_t at;

	while (word.len && (at = str_find((struct str){ text, len }, word)) != SIZE_MAX) {
		memmove(text + at, text + at + word.len, len - at - word.len);
		len -= word.len;
	}
	return (struct str){ text, len };
}

static int different_bytes(struct str s)
{
	bool seen[256] = { false };
	int n = 0;

	for (size_t i = 0; i < s.len; i++) {
		n += !seen[(unsigned char)s.s[i]];
		seen[(unsigned char)s.s[i]] = true;
	}
	return n;
}

enum password_fault password_look(struct str password, const struct str *word, size_t nwords)
{
	char text[PASSWORD_MAX_BYTES], own[PASSWORD_MAX_BYTES];
	struct str left;

	if (password.len > PASSWORD_MAX_BYTES)
		return PASSWORD_LONG;
	if (utf8_count(password) < PASSWORD_MIN_CHARS)
		return PASSWORD_SHORT;
	left = plain_of(password, text);
	if (different_bytes(left) < DIFFERENT_MIN)
		return PASSWORD_COMMON;
	for (size_t i = 0; i < nwords; i++)
		left = take_out(text, left.len, plain_of(str_head(word[i], sizeof own), own));
	for (size_t i = 0; i < COUNT(common); i++)
		left = take_out(text, left.len, common[i]);
	return utf8_count(left) < LEFT_MIN ? PASSWORD_COMMON : PASSWORD_FITS;
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

struct str password_nobodys_hash(void)
{
	/* the parameters of crypto_password_hash(); no password is known for it */
	return STR("$argon2id$v=19$m=65536,t=2,p=1$aGFsbGJvb2staGFsbGJvbw$"
		   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}

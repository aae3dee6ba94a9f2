#include "password.h"

enum { GROUP = 5, GROUPS = 4 };

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

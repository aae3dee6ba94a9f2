#include "crypto.h"

#include <assert.h>
#include <sodium.h>

static const unsigned char *bytes_of(struct str s)
{
	return (const unsigned char *)(s.s ? s.s : "");
}

bool crypto_init(struct err *e)
{
	if (sodium_init() < 0)
		return err_set(e, "libsodium could not be started");
	return true;
}

void crypto_sha256(struct str s, unsigned char out[SHA256_BYTES])
{
	static_assert(SHA256_BYTES == crypto_hash_sha256_BYTES, "sha256");
	crypto_hash_sha256(out, bytes_of(s), s.len);
}

void crypto_digest(struct str s, unsigned char out[DIGEST_BYTES])
{
	crypto_generichash(out, DIGEST_BYTES, bytes_of(s), s.len, NULL, 0);
}

void crypto_digest_hex(struct str s, char out[DIGEST_TEXT])
{
	unsigned char digest[DIGEST_BYTES];

	crypto_digest(s, digest);
	crypto_hex(out, digest, sizeof digest);
}

void crypto_digest_parts(const struct str *part, size_t n, unsigned char out[DIGEST_BYTES])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
	for (size_t i = 0; i < n; i++) {
		uint64_t len = part[i].len;

		crypto_generichash_update(&state, (const unsigned char *)&len, sizeof len);
		crypto_generichash_update(&state, bytes_of(part[i]), part[i].len);
	}
	crypto_generichash_final(&state, out, DIGEST_BYTES);
}

void crypto_mac(const unsigned char key[MAC_KEY_BYTES], struct str s, unsigned char out[MAC_BYTES])
{
	crypto_generichash(out, MAC_BYTES, bytes_of(s), s.len, key, MAC_KEY_BYTES);
}

bool crypto_equal(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}

void crypto_random(void *out, size_t len)
{
	randombytes_buf(out, len);
}

uint32_t crypto_random_below(uint32_t limit)
{
	assert(limit > 0);
	return randombytes_uniform(limit);
}

bool crypto_password_hash(struct str password, char out[PASSWORD_HASH_TEXT])
{
	static_assert(PASSWORD_HASH_TEXT == crypto_pwhash_argon2id_STRBYTES, "argon2id");
	return crypto_pwhash_argon2id_str(out, password.s ? password.s : "", password.len,
					  crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE,
					  crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE) == 0;
}

bool crypto_password_verify(struct str password, const char *hash)
{
	return crypto_pwhash_argon2id_str_verify(hash, password.s ? password.s : "",
						 password.len) == 0;
}

void crypto_base64(struct buf *out, const unsigned char *bytes, size_t len)
{
	size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);

	sodium_bin2base64(buf_room(out, room), room, bytes, len, sodium_base64_VARIANT_ORIGINAL);
	out->len += room - 1; /* without its NUL */
}

size_t crypto_base64url(char *out, size_t size, const unsigned char *bytes, size_t len)
{
	size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);

	assert(size >= room);
	sodium_bin2base64(out, size, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return room - 1;
}

bool crypto_from_base64url(struct str s, unsigned char *bytes, size_t len)
{
	size_t got;
	const char *end;

	if (s.len == 0 || sodium_base642bin(bytes, len, s.s, s.len, NULL, &got, &end,
					    sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return false;
	return got == len && end == s.s + s.len;
}

void crypto_hex(char *out, const unsigned char *bytes, size_t len)
{
	sodium_bin2hex(out, 2 * len + 1, bytes, len);
}

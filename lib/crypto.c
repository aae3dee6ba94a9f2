#include "crypto.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

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

void crypto_mac(const unsigned char key[MAC_KEY_BYTES], const struct str *part, size_t n,
		unsigned char *out, size_t out_len)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, key, key ? MAC_KEY_BYTES : 0, out_len);
	for (size_t i = 0; i < n; i++) {
		uint64_t len = part[i].len;

		crypto_generichash_update(&state, (const unsigned char *)&len, sizeof len);
		crypto_generichash_update(&state, bytes_of(part[i]), part[i].len);
	}
	crypto_generichash_final(&state, out, out_len);
}

void crypto_digest_parts(const struct str *part, size_t n, unsigned char out[DIGEST_BYTES])
{
	crypto_mac(NULL, part, n, out, DIGEST_BYTES);
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

void crypto_base64url(char *out, size_t size, const unsigned char *bytes, size_t len)
{
	/* it ends the program when `size` is too little */
	sodium_bin2base64(out, size, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
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

bool crypto_from_hex(struct str hex, unsigned char *bytes, size_t len)
{
	size_t got;

	return hex.len == 2 * len &&
	       sodium_hex2bin(bytes, len, hex.s, hex.len, NULL, &got, NULL) == 0 && got == len;
}

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
static_assert(SEAL_BYTES == NONCE + crypto_aead_xchacha20poly1305_ietf_ABYTES &&
		      SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	      "seal");

void crypto_seal(struct buf *out, const unsigned char key[SEAL_KEY_BYTES], struct str text)
{
	unsigned char *to = (unsigned char *)buf_room(out, text.len + SEAL_BYTES);

	randombytes_buf(to, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(to + NONCE, NULL, bytes_of(text), text.len, NULL,
						   0, NULL, to, key);
	out->len += text.len + SEAL_BYTES;
}

bool crypto_unseal(struct buf *out, const unsigned char key[SEAL_KEY_BYTES], struct str sealed)
{
	const unsigned char *from = bytes_of(sealed);

	if (sealed.len < SEAL_BYTES ||
	    crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)buf_room(out, sealed.len),
						       NULL, NULL, from + NONCE, sealed.len - NONCE,
						       NULL, 0, from, key) != 0)
		return false;
	out->len += sealed.len - SEAL_BYTES;
	return true;
}

static crypto_secretstream_xchacha20poly1305_state *state_of(struct crypto_stream *c)
{
	static_assert(sizeof(crypto_secretstream_xchacha20poly1305_state) <= sizeof c->state,
		      "secretstream");
	static_assert(STREAM_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES &&
			      STREAM_HEAD_BYTES ==
				      crypto_secretstream_xchacha20poly1305_HEADERBYTES &&
			      STREAM_ADDED_BYTES == crypto_secretstream_xchacha20poly1305_ABYTES,
		      "secretstream");
	return (void *)c->state;
}

void crypto_stream_begin(struct crypto_stream *c, const unsigned char key[STREAM_KEY_BYTES],
			 unsigned char head[STREAM_HEAD_BYTES])
{
	crypto_secretstream_xchacha20poly1305_init_push(state_of(c), head, key);
}

void crypto_stream_add(struct crypto_stream *c, struct str text, bool last, unsigned char *out)
{
	crypto_secretstream_xchacha20poly1305_push(
		state_of(c), out, NULL, bytes_of(text), text.len, NULL, 0,
		last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
}

bool crypto_stream_open(struct crypto_stream *c, const unsigned char key[STREAM_KEY_BYTES],
			const unsigned char head[STREAM_HEAD_BYTES])
{
	return crypto_secretstream_xchacha20poly1305_init_pull(state_of(c), head, key) == 0;
}

bool crypto_stream_next(struct crypto_stream *c, struct str sealed, unsigned char *out, bool *last)
{
	unsigned char tag = 0;

	if (sealed.len < STREAM_ADDED_BYTES ||
	    crypto_secretstream_xchacha20poly1305_pull(state_of(c), out, NULL, &tag,
						       bytes_of(sealed), sealed.len, NULL, 0) != 0)
		return false;
	*last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return true;
}

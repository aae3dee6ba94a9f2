/*
 * crypto.h - hashes, keyed hashes and random bytes (owner of sodium.h).
 */
#ifndef LIB_CRYPTO_H
#define LIB_CRYPTO_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdalign.h>

enum {
	SHA256_BYTES = 32,
	DIGEST_BYTES = 32, /* BLAKE2b, for our own comparisons */
	DIGEST_TEXT = 2 * DIGEST_BYTES + 1,
	MAC_KEY_BYTES = 32,
	MAC_BYTES = 16, /* keyed BLAKE2b, 128 bits */
};

/* Before anything else; false when the system gives no random bytes. */
bool crypto_init(struct err *e);

void crypto_sha256(struct str s, unsigned char out[SHA256_BYTES]);
/* BLAKE2b-256 of s. */
void crypto_digest(struct str s, unsigned char out[DIGEST_BYTES]);
/* The digest of several parts, each preceded by its length, so no two lists collide. */
void crypto_digest_parts(const struct str *part, size_t n, unsigned char out[DIGEST_BYTES]);
/*
 * The same with a key, in MAC_BYTES or DIGEST_BYTES:
 *	crypto_mac(key, PARTS(STR("device"), nonce, account), mac, MAC_BYTES);
 * The first part says what it is for.
 */
void crypto_mac(const unsigned char key[MAC_KEY_BYTES], const struct str *part, size_t n,
		unsigned char *out, size_t out_len);
#define PARTS(...)                                                                                 \
	(const struct str[]){ __VA_ARGS__ },                                                       \
		sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str)
/* Constant time. */
bool crypto_equal(const void *a, const void *b, size_t len);
void crypto_random(void *out, size_t len);
/* Even below `limit` (> 0). */
uint32_t crypto_random_below(uint32_t limit);

/*
 * Encrypts and authenticates (XChaCha20-Poly1305). Appends text.len + SEAL_BYTES
 * bytes, a random nonce among them.
 */
enum { SEAL_KEY_BYTES = 32, SEAL_BYTES = 40 };
void crypto_seal(struct buf *out, const unsigned char key[SEAL_KEY_BYTES], struct str text);
/* The other way; false when it was not sealed like this, and nothing is appended. */
bool crypto_unseal(struct buf *out, const unsigned char key[SEAL_KEY_BYTES], struct str sealed);

/*
 * A long text in pieces (libsodium's secretstream, XChaCha20-Poly1305): none can
 * be changed, moved, left out or repeated unseen, and the last one says that it is.
 */
enum { STREAM_KEY_BYTES = 32, STREAM_HEAD_BYTES = 24, STREAM_ADDED_BYTES = 17 };
struct crypto_stream {
	alignas(16) unsigned char state[64];
};
/* Begins one under a key; the head goes before the pieces. */
void crypto_stream_begin(struct crypto_stream *c, const unsigned char key[STREAM_KEY_BYTES],
			 unsigned char head[STREAM_HEAD_BYTES]);
/* The next piece; `out` has room for text.len + STREAM_ADDED_BYTES. */
void crypto_stream_add(struct crypto_stream *c, struct str text, bool last, unsigned char *out);
/* The other way: begins to read; false when there cannot be such a head. */
bool crypto_stream_open(struct crypto_stream *c, const unsigned char key[STREAM_KEY_BYTES],
			const unsigned char head[STREAM_HEAD_BYTES]);
/*
 * The next piece, with room for sealed.len - STREAM_ADDED_BYTES in `out`; false
 * when it is not what was added there.
 */
bool crypto_stream_next(struct crypto_stream *c, struct str sealed, unsigned char *out, bool *last);

enum { PASSWORD_HASH_TEXT = 128 };

/*
 * Argon2id (RFC 9106) in PHC string form: 2 passes over 64 MiB, about 0.1 s.
 * False when there is not that much memory.
 */
bool crypto_password_hash(struct str password, char out[PASSWORD_HASH_TEXT]);
/* Takes as long; false for a wrong password and for a hash that is none. */
bool crypto_password_verify(struct str password, const char *hash);

/* Standard base64 with padding (for CSP), appended. */
void crypto_base64(struct buf *out, const unsigned char *bytes, size_t len);
/* URL-safe base64 without padding. out needs 4 * len / 3 + 2 bytes. */
void crypto_base64url(char *out, size_t size, const unsigned char *bytes, size_t len);
/* False unless s is exactly `len` bytes in that form. */
bool crypto_from_base64url(struct str s, unsigned char *bytes, size_t len);
void crypto_hex(char *out, const unsigned char *bytes, size_t len); /* 2 * len + 1 */
/* False unless hex is exactly 2 * len hexadecimal digits. */
bool crypto_from_hex(struct str hex, unsigned char *bytes, size_t len);

#endif

#include "table/zip.h"

#include <minizip/unzip.h>

enum { ANY_CASE = 2, ENCRYPTED_FLAG = 1 };

bool zip_open(struct zip *z, const char *path)
{
	*z = (struct zip){ .file = unzOpen64(path) };
	return z->file;
}

void zip_close(struct zip *z)
{
	unzClose(z->file);
}

static enum zip_result read_open(struct zip *z, zip_chunk_fn *fn, void *ctx)
{
	char bytes[65536];
	int n;

	while ((n = unzReadCurrentFile(z->file, bytes, sizeof bytes)) > 0) {
		z->bytes += (size_t)n;
		if (z->bytes > ZIP_MAX_BYTES)
			return ZIP_TOO_LARGE;
		if (!fn(ctx, (struct str){ bytes, (size_t)n }))
			return ZIP_DAMAGED;
	}
	return n == 0 ? ZIP_DONE : ZIP_DAMAGED;
}

enum zip_result zip_read(struct zip *z, const char *name, zip_chunk_fn *fn, void *ctx)
{
	unz_file_info64 info;
	enum zip_result result;

	if (unzLocateFile(z->file, name, ANY_CASE) != UNZ_OK)
		return ZIP_ABSENT;
	if (unzGetCurrentFileInfo64(z->file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
		return ZIP_DAMAGED;
	if (info.flag & ENCRYPTED_FLAG)
		return ZIP_ENCRYPTED;
	if (unzOpenCurrentFile(z->file) != UNZ_OK)
		return ZIP_DAMAGED;
	result = read_open(z, fn, ctx);
	if (unzCloseCurrentFile(z->file) == UNZ_CRCERROR && result == ZIP_DONE)
		return ZIP_DAMAGED;
	return result;
}

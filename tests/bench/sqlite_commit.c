/*
 * sqlite_commit FILE SECONDS: rows per second when every row is a transaction
 * of its own, durable before the next (WAL, synchronous=FULL), by one
 * connection: the rate that a program without group commit can reach.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	sqlite3 *db;
	sqlite3_stmt *insert;
	double start, end;
	long rows = 0;

	if (argc != 3 || sqlite3_open(argv[1], &db) != SQLITE_OK)
		return 2;
	if (sqlite3_exec(
		    db,
		    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		    "CREATE TABLE booking(id INTEGER PRIMARY KEY, window INTEGER, item INTEGER,"
		    " start TEXT, place INTEGER, name TEXT, phone TEXT, created_at INTEGER);"
		    "CREATE UNIQUE INDEX place_once ON booking(window, start, place);",
		    NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(
		    db,
		    "INSERT INTO booking(window, item, start, place, name, phone, created_at)"
		    " VALUES (4, 9, '2026-11-28T09:00', ?1, '张三', '13812341234', 1795000000)",
		    -1, &insert, NULL) != SQLITE_OK)
		return 3;
	start = now_s();
	end = start + atof(argv[2]);
	while (now_s() < end) {
		sqlite3_bind_int64(insert, 1, ++rows);
		if (sqlite3_step(insert) != SQLITE_DONE)
			return 3;
		sqlite3_reset(insert);
	}
	printf("%.0f\n", (double)rows / (now_s() - start));
	sqlite3_finalize(insert);
	return sqlite3_close(db) == SQLITE_OK ? 0 : 3;
}

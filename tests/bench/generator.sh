#!/bin/sh
# hallgen against the bare writing of the same files, for each of SIZES items, in
# turns and on tmpfs: CPU ms.
. tests/bench/common.sh
: "${SIZES:=82 1000 10000}"

bare() { # releases
	rm -rf "$work/bare"
	"$BUILD/bench/bare_write" "$1/current/public" "$work/bare"
	rm -rf "$work/bare"
}
one_changed() { # the remark of item 50
	awk -F, -v OFS=, -v remark="$1" '$1 == 50 { $7 = remark } { print }' \
		"$work/content/items.csv" >"$work/items.csv"
	mv "$work/items.csv" "$work/content/items.csv"
}
generator_round() {
	hallgen site "$work/full" >>"$work/full.ms"
	bare "$work/full" >>"$work/full_bare.ms"
	hallgen "$work/site" "$work/plain" >>"$work/plain.ms"
	bare "$work/plain" >>"$work/plain_bare.ms"
	hallgen "$work/site" "$work/plain" >>"$work/same.ms"
	one_changed "$1"
	hallgen "$work/site" "$work/plain" >>"$work/one.ms"
	rm -rf "$work/full" "$work/plain"
}
mib() {
	awk '{ print $2 }' "$1" | median | awk '{ printf "%.1f", $1 / 1024 }'
}
generator_row() {
	content "$1"
	for round in $(seq "$ROUNDS"); do generator_round "$round"; done
	full=$(median <"$work/full.ms")
	full_bare=$(median <"$work/full_bare.ms")
	plain=$(median <"$work/plain.ms")
	plain_bare=$(median <"$work/plain_bare.ms")
	same=$(median <"$work/same.ms")
	one=$(median <"$work/one.ms")
	printf '%7s %7s %9s %9s %5s %9s %9s %5s %7s %5s %7s %5s %6s %6s\n' "$1" \
		"$(awk 'NR == 1 { print $2 }' "$work/full_bare.ms")" \
		"$full" "$full_bare" "$(ratio "$full" "$full_bare")" \
		"$plain" "$plain_bare" "$(ratio "$plain" "$plain_bare")" \
		"$same" "$(ratio "$same" "$plain_bare")" "$one" "$(ratio "$one" "$plain_bare")" \
		"$(mib "$work/full.ms")" "$(mib "$work/plain.ms")"
	rm -f "$work"/*.ms
}

plain_site
cat <<'END'
hallgen: CPU ms (user+sys). full: the site as it is; plain: without .gz and large-type twin;
bare: its files only written; same: plain again, nothing changed; one: plain again, one item changed.
Ratios are to the bare writing before them, those of same and one to that of plain. RSS in MiB.
Goals at 10,000: plain 2.5, same 0.2, one 0.2 and its pages, RSS of plain 32; the first full in 60 ms.
END
printf '%7s %7s %9s %9s %5s %9s %9s %5s %7s %5s %7s %5s %6s %6s\n' items files full bare ratio \
	plain bare ratio same ratio one ratio RSS plain
for n in $SIZES; do generator_row "$n"; done


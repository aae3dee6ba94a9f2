#!/bin/sh
# hallgen and Hugo with the same items, in turns and on tmpfs: CPU ms of a full
# build, and of one in which nothing changed.
. tests/bench/common.sh
: "${SIZES:=82 1000 10000}"
hugo=$work/hugo

# A site of N items with our own page of item 9 as the layout, so that pages are as
# long as ours; a list of them and a map of the site.
hugo_site() { # items
	rm -rf "$hugo"
	mkdir -p "$hugo/layouts/_default" "$hugo/content/items"
	echo 'baseURL = "https://www.example.gov.cn/"
		disableKinds = ["taxonomy", "term", "RSS"]' | sed 's/^	*//' >"$hugo/config.toml"
	name=$(sqlite3 "$work/plain/current/catalogue.db" 'SELECT name FROM item WHERE no = 9')
	sed -e "s|$name|{{ .Title }}|g" -e 's|</main>|{{ .Content }}</main>|' \
		"$work/plain/current/public/items/9/index.html" >"$hugo/layouts/_default/single.html"
	echo '{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}' \
		>"$hugo/layouts/_default/list.html"
	awk -F, -v folder="$hugo/content/items" 'NR > 1 {
		file = folder "/" $1 ".md"
		printf "---\ntitle: \"%s\"\n---\n%s，%s\n", $3, $2, $7 >file
		close(file)
	}' "$work/content/items.csv"
}
run_hugo() {
	"$BUILD/bench/cpu" hugo --quiet --source "$hugo" --destination "$work/hugo_out" --noTimes
}
hugo_row() {
	content "$1"
	hallgen "$work/site" "$work/plain" >"$work/warm"
	hugo_site "$1"
	for _ in $(seq "$ROUNDS"); do
		rm -rf "$work/plain" "$work/hugo_out"
		hallgen "$work/site" "$work/plain" >>"$work/plain.ms"
		run_hugo >>"$work/hugo.ms"
		hallgen "$work/site" "$work/plain" >>"$work/same.ms"
		run_hugo >>"$work/hugo_same.ms"
	done
	files=$(find "$work/plain/current/public" -type f | wc -l)
	hugo_files=$(find "$work/hugo_out" -type f | wc -l)
	rm -rf "$work/plain" "$work/hugo_out"
	printf '%7s %7s %7s %9s %9s %6s %9s %9s %6s %6s %6s\n' "$1" "$files" "$hugo_files" \
		"$(column "$work/plain.ms" 1)" \
		"$(column "$work/hugo.ms" 1)" \
		"$(ratio "$(column "$work/hugo.ms" 1)" "$(column "$work/plain.ms" 1)")" \
		"$(column "$work/same.ms" 1)" "$(column "$work/hugo_same.ms" 1)" \
		"$(ratio "$(column "$work/hugo_same.ms" 1)" "$(column "$work/same.ms" 1)")" \
		"$(column "$work/plain.ms" 2 | awk '{ printf "%.1f", $1 / 1024 }')" \
		"$(column "$work/hugo.ms" 2 | awk '{ printf "%.1f", $1 / 1024 }')"
	rm -f "$work"/*.ms
}

plain_site
cat <<END_OF_TEXT
hallgen without .gz and large type, and Hugo $(hugo version | cut -d ' ' -f 2 | cut -d + -f 1): how many files each makes, CPU ms of a full
build, of one in which nothing changed, Hugo's as a multiple, and largest RSS in MiB. Goal: 15 times.
END_OF_TEXT
printf '%7s %7s %7s %9s %9s %6s %9s %9s %6s %6s %6s\n' items files hugo hallgen hugo times same hugo times RSS hugo
for n in $SIZES; do hugo_row "$n"; done

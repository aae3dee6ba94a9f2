# csp.txt of one or more versions -> hall-csp.conf: what of each may stand inline.
{
	gsub(/\./, "_", $1)
	if (index(hash[$1], $2) == 0)
		hash[$1] = hash[$1] (hash[$1] ? " " : "") $2
}
END {
	for (name in hash)
		printf "map \"\" $hall_csp_%s { default \"%s\"; }\n", name, hash[name]
}

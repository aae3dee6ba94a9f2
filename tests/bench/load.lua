-- wrk -s load.lua URL -- THREADS [FILE]
-- GET, or POST of the lines of FILE, each once; threads take them in turn.
-- Prints requests a second, p99 in ms, how many were answered with 4xx or 5xx or
-- not at all, and how many were answered in all.
local threads = {}

function setup(thread)
	thread:set("number", #threads)
	table.insert(threads, thread)
end

function init(args)
	if not args[2] or args[2] == "" then return end
	wrk.method = "POST"
	wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
	wrk.headers["Sec-Fetch-Site"] = "same-origin"
	local bodies, next_body, n = {}, 0, 0
	for line in io.lines(args[2]) do
		if n % tonumber(args[1]) == number then bodies[#bodies + 1] = line end
		n = n + 1
	end
	function request()
		next_body = next_body % #bodies + 1
		return wrk.format(nil, nil, nil, bodies[next_body])
	end
end

function done(summary, latency)
	local e = summary.errors
	local failed = e.status + e.connect + e.read + e.write + e.timeout
	io.write(string.format("RESULT %.0f %.1f %d %d\n", (summary.requests - e.status) / (summary.duration / 1e6),
		latency:percentile(99) / 1000, failed, summary.requests))
end

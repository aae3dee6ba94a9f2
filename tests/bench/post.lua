-- Posts bodies of a file, each once; threads take them in turn. Counts what is
-- not 303 apart: such an answer is no booking.
local threads = {}

function setup(thread)
	thread:set("number", #threads)
	table.insert(threads, thread)
end

function init(args)
	wrk.method = "POST"
	wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
	wrk.headers["Sec-Fetch-Site"] = "same-origin"
	bodies, next_body, other = {}, 0, 0
	local n = 0
	for line in io.lines(args[1]) do
		if n % tonumber(args[2]) == number then bodies[#bodies + 1] = line end
		n = n + 1
	end
end

function request()
	next_body = next_body % #bodies + 1
	return wrk.format(nil, nil, nil, bodies[next_body])
end

function response(status)
	if status ~= 303 and status ~= 200 then other = other + 1 end
end

function done(summary, latency)
	local other_all = 0
	for _, thread in ipairs(threads) do other_all = other_all + thread:get("other") end
	io.write(string.format("RESULT %.0f %.1f %d\n", (summary.requests - other_all) / (summary.duration / 1e6),
		latency:percentile(99) / 1000, other_all))
end

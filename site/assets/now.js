/*
 * Says what is open now: the sentences stand in the page (#now-words), the days
 * and hours in #clock (table clock of generator/render/pagedata.sql). Nothing is
 * decided here; outside the carried days the weekday counts, with the words
 * that the arrangement is not published. ES5. Hall time is UTC+8 without
 * summer time, whatever zone the device is in.
 */
(function () {
var DAY = 864e5, MINUTE = 6e4, HALL = 480 * MINUTE;
var box = document.getElementById('now');
var clock = JSON.parse(document.getElementById('clock').textContent);
var words = document.getElementById('now-words').content;
var serve = box.getAttribute('data-serve');
var first = Date.parse(clock.first + 'T00:00:00Z') / DAY;
var patterns = clock.patterns.split('|');
var names = clock.names.split('|');
var shown;

function each(list, f) {
	[].forEach.call(list, f);
}

function periods_of(letter) {
	var text = patterns[letter.charCodeAt(0) - 97];
	return text ? text.split(' ').map(function (piece) {
		var part = /(\d+)-(\d+)(.)(!?)/.exec(piece);
		return { start: +part[1], end: +part[2], kind: part[3], uneven: part[4] };
	}) : [];
}

function name_of(offset) {
	return names.reduce(function (found, name) {
		var part = name.split('-');
		return offset >= part[0] && offset <= part[1] ? part[2] : found;
	}, '');
}

function look_up(day) {
	var offset = day - first;
	var weekday = (day + 4) % 7;
	var known = clock.kinds.charAt(offset);
	var kind = known ? known.toLowerCase() : weekday % 6 ? 'w' : 'd';
	var like = known ? offset : clock.kinds.toLowerCase().lastIndexOf(kind);
	var name = known && kind === 'h' && name_of(offset);
	return {
		kind: kind,
		text: name ? name + clock.holiday : clock.kind[kind],
		unknown: known !== kind,
		periods: periods_of(clock.hours.charAt(like))
	};
}

function date_text(day) {
	var date = new Date(day * DAY);
	return clock.date.replace('M', date.getUTCMonth() + 1).replace('D', date.getUTCDate())
		.replace('W', clock.week.charAt(date.getUTCDay()));
}

function time_text(minute) {
	return Math.floor(minute / 60) + ':' + ('0' + minute % 60).slice(-2);
}

function hours_text(period) {
	return time_text(period.start) + '—' + time_text(period.end);
}

/* Served without a booking. */
function is_served(period) {
	return serve.indexOf(period.kind) >= 0;
}

/* On duty an item without 错时 is served by booking; its noon does not concern it. */
function is_concerned(period) {
	return is_served(period) || period.kind === 'd';
}

/* The next moment at which one of `kinds` begins, within sixty days. */
function next_opening(today, minute, kinds) {
	for (var day = today; day < today + 60; day++) {
		var later = look_up(day).periods.filter(function (p) {
			return kinds.indexOf(p.kind) >= 0 && (day > today || p.start > minute);
		});
		if (later.length)
			return {
				day: day,
				word: clock.near[day - today] || date_text(day),
				time: time_text(later[0].start)
			};
	}
	return { day: today, word: '', time: '' };
}

/* Of an item or a window: what follows without a break is one with what stands before. */
function joined(periods) {
	var last;
	return periods.filter(function (p) {
		if (!last || last.end < p.start)
			return last = p;
		last.end = p.end;
	});
}

/* The first break after period i: "12:00—14:30". */
function pause_after(periods, i) {
	for (; i >= 0 && periods[i + 1]; i++)
		if (periods[i + 1].start > periods[i].end)
			return time_text(periods[i].end) + '—' + time_text(periods[i + 1].start);
	return '';
}

function put(where, values) {
	each(where.querySelectorAll('[data-put]'), function (e) {
		e.textContent = values[e.getAttribute('data-put')];
	});
	each(where.querySelectorAll('[data-if]'), function (e) {
		e.hidden = !values[e.getAttribute('data-if')];
	});
}

/* A copy of a sentence with its values; nothing when the page has no such sentence. */
function sentence(key, values) {
	var from = words.querySelector('[data-say="' + key + '"]');
	var to = from && from.cloneNode(true);
	if (to)
		put(to, values);
	return to;
}

function show(id, parts) {
	var to = document.getElementById(id);
	to.textContent = '';
	parts.forEach(function (part) {
		if (part)
			to.appendChild(part);
	});
}

/* Index of the period that `minute` lies in, or -1. */
function current(periods, minute) {
	for (var i = 0; i < periods.length; i++)
		if (minute >= periods[i].start && minute < periods[i].end)
			return i;
	return -1;
}

function closed_key(periods, minute) {
	if (!periods.length)
		return 'off';
	if (minute >= periods[periods.length - 1].end)
		return 'after';
	if (!is_served(periods[0]))
		return 'd';
	return minute < periods[0].start ? 'before' : 'break';
}

/* What has a moment comes or goes with it, or gives way to the words for afterwards. */
function pass() {
	var moment = new Date(Date.now() + HALL).toISOString().slice(0, 16);
	each(document.querySelectorAll('[data-until]'), function (e) {
		var over = e.getAttribute('data-until') <= moment;
		var late = e.querySelector('[data-late]');
		if (late) {
			e.firstElementChild.hidden = over;
			late.hidden = !over;
		}
		e.hidden = over && !late || e.getAttribute('data-from') > moment;
	});
}

function update() {
	var now = Date.now() + HALL;
	var today = Math.floor(now / DAY);
	var minute = Math.floor(now % DAY / MINUTE);
	var day = look_up(today);
	var periods = day.periods.filter(is_concerned);
	var i = current(periods, minute);
	var key = i < 0 ? closed_key(periods, minute) : periods[i].kind;
	var next = next_opening(today, minute, serve);
	var rest = next_opening(today, minute, 'n');
	var pause = pause_after(periods, i);
	var say, values = {
		day: date_text(today),
		kind: day.text,
		built: today === first,
		makeup: day.kind === 'm',
		year: new Date(now).getUTCFullYear(),
		last: periods.length ? time_text(periods[periods.length - 1].end) : '',
		pause: pause,
		through: !pause && i < periods.length - 1,
		uneven: i >= 0 && periods[i].uneven,
		all: i >= 0 && !periods[i].uneven,
		next_day: next.word,
		next_date: date_text(next.day),
		next_kind: look_up(next.day).text,
		next_time: next.time,
		tomorrow: next.day === today + 1,
		rest: rest.day === today ? rest.time : rest.word + ' ' + rest.time
	};
	pass();
	if (shown === today + key + i)
		return;
	shown = today + key + i;
	put(box, values);
	say = sentence(key, values);
	box.className = 'status ' + (say.getAttribute('data-mood') || '');
	say.firstElementChild.id = 'now-head';
	show('now-say', [say]);
	show('now-unknown', [day.unknown ? sentence('unknown', values) : null]);
	if (key === 'after')
		periods = look_up(next.day).periods.filter(is_concerned);
	if (box.hasAttribute('data-joined'))
		periods = joined(periods);
	i = i < 0 ? i : current(periods, minute);
	show('now-hours', periods.map(function (p, n) {
		var row = sentence('hours-' + p.kind, { hours: hours_text(p), uneven: p.uneven, all: !p.uneven });
		if (n === i)
			row.setAttribute('aria-current', 'time');
		return row;
	}));
}

/*
 * At once, before what follows is painted, so that nothing moves; and again for
 * the rows that follow, each time some have come (in browsers before 2013, which
 * have no MutationObserver and stop there, when all have).
 */
update();
document.addEventListener('DOMContentLoaded', pass);
setInterval(update, 15000);
new MutationObserver(pass).observe(document.body, { childList: true, subtree: true });
})();

/*
 * The finder of items/ and book: shows what matches while somebody types. Without it
 * the page is the whole list and the form leads back to it.
 *
 * Each item of the list carries its synonyms (data-a) and, where its heading
 * does not say it, the phone (data-t), the form the characters by pinyin
 * syllable (data-pinyin). First everything that holds all words is shown,
 * ranked: number, name from its start, name, synonym, phone's end, department.
 * If nothing does, the filler words are left out
 * and it is tried again; then what shares the rarest pairs of characters.
 *
 * A result says where (the heading of its section), the phone, and whether it can be done
 * now: by today's hours, the last of the heading; an item with other hours has them itself.
 * They are of the day in data-day: on a later one the page is old and says nothing of today.
 */
(function () {
  var form = document.getElementById('find');
  var input = form.elements.q;
  var list = document.getElementById('found');
  var all = document.getElementById('all');
  var some = document.getElementById('some');
  var none = document.getElementById('none');
  var other = document.getElementById('other');
  var items = [];
  var readings = {};
  var timer, shown;
  var filler = /我们?|想要?|要|怎么办?|怎样|如何|哪里|哪儿|在哪|什么|办理|可以|能不能|能|吗|呢|的|了|丢|掉|补|给|去|个|把|到|办/g;

  /* Half-width, lower case, letters and digits and characters only. */
  function plain(text) {
    return text.replace(/[\uff01-\uff5e]/g, function (c) {
      return String.fromCharCode(c.charCodeAt(0) - 0xfee0);
    }).toLowerCase().replace(/ü/g, 'v').replace(/[^0-9a-z\u3400-\u9fff\ud800-\udfff]+/g, '');
  }

  /* "yin xing/hang": syllables by blanks, second readings behind a stroke. */
  function pinyin(text) {
    return text.replace(/./g, function (c) {
      return (readings[c] || c) + ' ';
    });
  }

  function each(nodes, f) {
    for (var i = 0; i < nodes.length; i++)
      f(nodes[i], i);
  }

  function read() {
    form.getAttribute('data-pinyin').replace(/([a-z]+)([^a-z]+)/g, function (m, syllable, chars) {
      each(chars, function (c) {
        readings[c] = (readings[c] ? readings[c] + '/' : '') + syllable;
      });
    });
    each(all.getElementsByTagName('section'), function (section) {
      var heading = section.getElementsByTagName('h3')[0], small = heading.lastChild;
      var where = heading.firstChild.textContent + small.firstChild.textContent.replace(/[ ·]/g, '');
      each(section.getElementsByTagName('li'), function (li) {
        var link = li.getElementsByTagName('a')[0];
        var words = li.getAttribute('data-a').split(' ');
        var item = {
          li: li,
          where: where,
          tel: li.getAttribute('data-t') || small.getElementsByTagName('span')[0].textContent,
          today: (link.getElementsByTagName('small')[0] || small.lastChild).textContent,
          no: ' ' + li.getAttribute('data-n') + ' ',
          text: [plain(link.getElementsByTagName('b')[0].textContent), ',', plain(where)]
        };
        item.phone = item.tel.replace(/-/g, '').replace(/\D+/g, ',') + ',';
        each(words, function (w) { item.text[1] += plain(w) + ','; });
        item.pinyin = [];
        each(item.text, function (t) { item.pinyin.push(' ' + pinyin(t)); });
        items.push(item);
      });
    });
  }

  /* Letters match syllables or the beginnings of them: "sfz", "shenfenz". */
  function letters(word) {
    return /^[a-z]+$/.test(word) &&
      new RegExp('[ /]' + word.split('').join('(?:[a-z/]* (?:[a-z]+/)?)?'));
  }

  function at(item, word, re, i) {
    var n = item.text[i].indexOf(word);
    if (n < 0 && re) {
      n = item.pinyin[i].search(re);
    }
    return n;
  }

  /* How well an item holds a word; 0 = not at all. */
  function rank(item, word, re) {
    var n = at(item, word, re, 0);
    if (item.no.indexOf(' ' + word + ' ') >= 0)
      return 99;
    if (n >= 0)
      return item.text[0] === word ? 90 : n ? 70 : 80;
    n = item.text[1].indexOf(',' + word);
    if (n >= 0)
      return item.text[1].charAt(n + word.length + 1) === ',' ? 60 : 55;
    if (at(item, word, re, 1) >= 0)
      return 50;
    if (word.length > 2 && /^\d+$/.test(word) && item.phone.indexOf(word + ',') >= 0)
      return 40;
    return at(item, word, re, 2) >= 0 ? 30 : 0;
  }

  function direct(words) {
    var hits = [];
    each(items, function (item, i) {
      var sum = words.length;
      each(words, function (word) {
        var n = rank(item, word, letters(word));
        sum = n && sum ? sum + n : 0;
      });
      if (sum)
        hits.push({ item: item, sum: sum, i: i });
    });
    return hits;
  }

  /* Pairs of characters, the rarer in the list the weightier. */
  function alike(text) {
    var sums = [], best = 0, hits = [], i;
    function weigh(part, factor) {
      var have = [], weight;
      each(items, function (item, n) {
        if (item.text.join().indexOf(part) >= 0)
          have.push(n);
      });
      weight = factor * Math.log((items.length + 1) / (have.length + 1));
      each(have, function (n) {
        sums[n] = (sums[n] || 0) + weight;
      });
    }
    for (i = 0; i < text.length; i++) {
      weigh(text.charAt(i), 0.3);
      if (i + 1 < text.length)
        weigh(text.substr(i, 2), 1);
    }
    each(items, function (item, n) {
      best = Math.max(best, sums[n] || 0);
    });
    each(items, function (item, n) {
      if (best > 3.5 && sums[n] > best / 2)
        hits.push({ item: item, sum: sums[n], i: n });
    });
    return hits;
  }

  function words_of(text) {
    var words = [];
    each(text.split(/[\s\u3000]+/), function (word) {
      word = plain(word);
      if (word)
        words.push(word);
    });
    return words;
  }

  function find(text) {
    var words = words_of(text), hits = direct(words), rest;
    if (!hits.length) {
      rest = words_of(text.replace(filler, ' ')).join('');
      if (rest)
        hits = direct([rest]);
      if (!hits.length)
        hits = direct([pinyin(rest || words.join('')).replace(/\/[a-z]+| /g, '')]);
      if (!hits.length)
        hits = alike(rest);
    }
    return hits.sort(function (a, b) {
      return b.sum - a.sum || a.i - b.i;
    });
  }

  function state_of(item) {
    var now = new Date(Date.now() + 288e5).toISOString(), minute = now.slice(11, 13) * 60 + +now.slice(14, 16), state;
    if (now.slice(0, 10) !== form.getAttribute('data-day'))
      return '';
    item.today.replace(/(\d+):(\d+)—(\d+):(\d+)/g, function (m, h, from, last, to) {
      if (!state && minute < last * 60 + +to)
        state = minute < h * 60 + +from ? '今天 ' + h + ':' + from + ' 起能办' : '现在能办';
    });
    return state || (/\d/.test(item.today) ? '今天已经下班' : item.today);
  }

  /* 户政大队 一楼 · 0797-6827737 · 现在能办: phone and state on one line. */
  function place_of(item) {
    var small = document.createElement('small'), whole = document.createElement('span'), state = state_of(item);
    small.textContent = item.where + ' · ';
    whole.className = 'nb';
    whole.textContent = item.tel + (state && ' · ' + state);
    small.appendChild(whole);
    return small;
  }

  function show() {
    var text = input.value, words = words_of(text), hits;
    if (text === shown)
      return;
    shown = text;
    hits = words.length ? find(text) : [];
    while (list.firstChild)
      list.removeChild(list.firstChild);
    each(hits, function (hit) {
      var li = hit.item.li.cloneNode(true), link = li.firstChild;
      while (link.childNodes[1])
        link.removeChild(link.lastChild);
      link.appendChild(place_of(hit.item));
      list.appendChild(li);
    });
    list.hidden = some.hidden = other.hidden = !hits.length;
    all.hidden = !!hits.length;
    none.hidden = !words.length || !!hits.length;
    some.getElementsByTagName('b')[0].textContent = hits.length;
    none.getElementsByTagName('b')[0].textContent = text;
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  }

  /* Not at every key: some browsers allow only so many changes of the address. */
  function keep() {
    var day = /[?&](day=[\d-]+)/.exec(location.search);
    var query = [day && day[1], input.value && 'q=' + encodeURIComponent(input.value)].filter(Boolean).join('&');
    var twin = document.querySelector('.twin');
    if (history.replaceState)
      history.replaceState(null, '', location.pathname + (query && '?' + query));
    if (twin)
      twin.search = query;
  }

  read();
  input.addEventListener('input', show);
  list.addEventListener('click', keep);
  form.addEventListener('submit', function (e) {
    e.preventDefault();
    show();
    keep();
    some.parentNode.focus();
  });
  each(location.search.slice(1).split('&'), function (pair) {
    if (pair.slice(0, 2) === 'q=')
      try {
        input.value = decodeURIComponent(pair.slice(2).replace(/\+/g, ' '));
      } catch (e) {
        /* cut in the middle of a character: then nothing is looked for */
      }
  });
  show();
}());

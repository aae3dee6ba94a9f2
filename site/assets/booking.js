/*
 * A booking's page: a bare key does what Alt with it does, when nobody types; the
 * arrows go through the grid of free places. Nothing needs this script.
 */
(function () {
  var first = document.querySelector('[autofocus]');
  var sent = false; /* the next key is meant for the page to come */

  /* at once, since autofocus waits for the first frame and a digit before it would be a result */
  if (first)
    first.focus();

  function typing() {
    var e = document.activeElement;
    return e && /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) && !/^(radio|checkbox)$/.test(e.type);
  }

  /* Where the hash leads: 改期 to the first free place, 取消 and 修改 to what is pressed or typed first. */
  function go(id) {
    var at = { move: '.grid button', cancel: '#cancel-applicant', edit: '#phone',
      moved: '.grid button', cancelled: '#cancel-applicant', accepted: '#pickup' }[id];
    at = at && document.querySelector(at);
    if (at)
      at.focus();
    return at;
  }

  /* The next free place in that direction. */
  function step(from, x, y) {
    var row = from.parentNode.parentNode;
    var rows = row.parentNode.rows;
    var r = row.rowIndex - 1;
    var col = from.parentNode.cellIndex;
    var cell;
    do {
      r += y;
      col += x;
      cell = rows[r] && rows[r].cells[col];
      if (cell && cell.querySelector('button'))
        return cell.querySelector('button');
    } while (cell);
    return from;
  }

  document.addEventListener('keydown', function (e) {
    var at = document.activeElement;
    var way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    var target;
    if (e.key === 'Enter' && at && at.id === 'pickup' && !sent) /* whoever types the day has received it */
      target = document.querySelector('#accepted');
    if (target) {
      e.preventDefault();
      target.click();
      return;
    }
    if (sent || e.ctrlKey || e.altKey || e.metaKey || typing())
      return;
    if (way && at && at.name === 'slot') {
      step(at, way[0], way[1]).focus();
      e.preventDefault();
    } else if (/^[0-9a-z/]$/i.test(e.key)) {
      target = document.querySelector('[accesskey="' + e.key.toLowerCase() + '"]');
      if (!target)
        return;
      e.preventDefault();
      if (target.hash && target.getAttribute('href').charAt(0) === '#')
        go(target.hash.slice(1));
      else if (target.tagName === 'INPUT')
        target.focus();
      else
        target.click();
    }
  });
  document.addEventListener('submit', function () { sent = true; });
  window.addEventListener('pageshow', function () { sent = false; });

  /* at once, and without the fragment, to which the browser would move the focus once more */
  if (!first && go(location.hash.slice(1)))
    history.replaceState(null, '', location.pathname + location.search);
})();

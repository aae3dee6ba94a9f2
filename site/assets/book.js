/*
 * Back to the form after it was sent: what was typed is there again, and
 * sending it unchanged is sending it again, with the token of the first time,
 * so that it leads to the same receipt. Whatever is changed is another booking.
 * Kept in the history entry of this form and nowhere else: a link to the form
 * opens an empty one, and the tab's end is its end. Nothing needs this.
 */
(function () {
  var form = document.getElementById('booking');
  var token = form.elements.token;
  var more = document.getElementById('more'); /* not on a day that is full */
  var fresh = token.value;
  var unchanged, sent;

  token.setAttribute('autocomplete', 'off'); /* else browsers restore it as well */

  function each(what) {
    var i, e;
    for (i = 0; i < form.elements.length; i++) {
      e = form.elements[i];
      if (/^(item|slot|name|phone|agent|note)$/.test(e.name))
        what(e);
    }
  }

  function typed() {
    var all = {};
    each(function (e) {
      if (e.type !== 'radio' || e.checked)
        all[e.name] = e.value;
    });
    return all;
  }

  function fill(all) {
    each(function (e) {
      if (e.type === 'radio')
        e.checked = e.value === all.slot;
      else
        e.value = all[e.name] || '';
    });
    if (more && (all.agent || all.note))
      more.open = true;
  }

  /* A page that the browser has kept has only the token that was sent. */
  function refresh() {
    var x = new XMLHttpRequest();
    x.open('GET', location.href);
    x.onload = function () {
      var m = /name="token" value="([^"]+)/.exec(x.responseText);
      if (m)
        fresh = m[1];
    };
    x.send();
  }

  window.addEventListener('pageshow', function (e) {
    sent = history.state;
    if (!sent)
      return;
    if (e.persisted)
      refresh();
    else
      fill(sent.typed);
    unchanged = JSON.stringify(typed());
  });

  /*
   * A day is a button that books nothing. Where it still stands as a link (a
   * browser without :has), the button beside it keeps what was typed.
   */
  form.addEventListener('click', function (e) {
    var day = e.target.parentNode.nodeName === 'LI' ? e.target : e.target.parentNode;
    var all = typed();
    if (day.name === 'day') {
      unchanged = '';
    } else if (day.nodeName === 'A' && day.parentNode.nodeName === 'LI' && (all.name || all.phone || all.agent || all.note)) {
      e.preventDefault();
      day.parentNode.getElementsByTagName('button')[0].click();
    }
  });

  form.addEventListener('submit', function () {
    token.value = sent && JSON.stringify(typed()) === unchanged ? sent.token : fresh;
    history.replaceState({ token: token.value, typed: typed() }, '');
  });
})();

/*
 * The entry page: takes keys before its first frame; when the item or the day is
 * left, the server says which item it is and what is free, before the next key
 * is taken, so that no key falls on a list that is about to go; Esc clears. The
 * server decides what is meant; nothing needs this.
 */
(function () {
  var form = document.getElementById('entry');
  var item = document.getElementById('item');
  var first = document.querySelector('[autofocus]');
  var look_button = document.getElementById('look');
  var last = '';

  look_button.parentNode.removeChild(look_button);
  /* autofocus waits for the first frame: on a slow machine the keys before it would be lost */
  if (first)
    first.focus();

  /* What of the form says whose places are meant; names and phones stay here. */
  function asked() {
    var names = ['csrf', 'item', 'asked', 'pick', 'window', 'day', 'do', 'from'];
    var text = 'look=1';
    var i, field;
    for (i = 0; i < names.length; i++) {
      field = form.querySelector('[name=' + names[i] + ']:checked, [name=' + names[i] +
        ']:not([type=radio]):not(button)');
      if (field)
        text += '&' + names[i] + '=' + encodeURIComponent(field.value);
    }
    return text;
  }

  last = asked();

  /* Waits for the answer; when there is none, what stands there stays, and the server has its say at Enter. */
  function look(ids) {
    var xhr = new XMLHttpRequest();
    var text = asked();
    var page, i, got;
    if (text === last)
      return;
    last = text;
    try {
      xhr.open('POST', form.action, false);
      xhr.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
      xhr.send(text);
    } catch (e) {
      return;
    }
    if (xhr.status !== 200)
      return;
    page = new DOMParser().parseFromString(xhr.responseText, 'text/html');
    for (i = 0; i < ids.length; i++) {
      got = page.getElementById(ids[i]);
      if (got && document.getElementById(ids[i]))
        document.getElementById(ids[i]).innerHTML = got.innerHTML;
    }
    last = asked();
  }

  function look_at_item() {
    look(['found', 'when', 'beyond']);
  }

  item.addEventListener('keydown', function (e) {
    var picks = form.querySelectorAll('[name=pick]');
    var step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    var i;
    if (e.key === 'Tab')
      look_at_item();
    if (!step)
      return;
    look_at_item();
    picks = form.querySelectorAll('[name=pick]');
    for (i = 0; i < picks.length && !picks[i].checked; i++)
      ;
    i = Math.max(0, Math.min(picks.length - 1, i + step));
    if (picks[i]) {
      picks[i].checked = true;
      look(['when']);
      e.preventDefault();
    }
  });

  form.addEventListener('change', function (e) {
    if (e.target.name === 'item')
      look_at_item();
    else if (e.target.name === 'pick' || e.target.name === 'window')
      look(['when']);
    else if (e.target.name === 'day')
      look(['times']);
  });

  document.addEventListener('keydown', function (e) {
    var fields, i;
    if (e.key !== 'Escape')
      return;
    fields = form.querySelectorAll('input[type=text], [name=meant], [name=from]');
    for (i = 0; i < fields.length; i++)
      fields[i].value = '';
    fields = form.querySelectorAll('[name=day]:checked, [name=pick]:checked, [name=do][type=hidden]');
    for (i = 0; i < fields.length; i++) {
      fields[i].checked = false;
      fields[i].disabled = true;
    }
    document.getElementById('phone-way').checked = true;
    last = '';
    look_at_item();
    item.focus();
  });
})();

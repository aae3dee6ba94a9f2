/*
 * The entry page: takes keys before its first frame; shows what the item typed
 * so far may be and, when the item, its window or the day is left, the free
 * places there; Esc clears. The server decides what is meant; nothing needs this.
 */
(function () {
  var form = document.getElementById('entry');
  var item = document.getElementById('item');
  var known = document.getElementById('known');
  var list = known.getElementsByTagName('li');

  /* autofocus waits for the first frame: on a slow machine the keys before it would be lost */
  document.querySelector('[autofocus]').focus();

  function fits(li, word) {
    return String(li.value) === word || li.getAttribute('data-i').indexOf(word) >= 0 ||
      li.textContent.toLowerCase().indexOf(word) >= 0;
  }

  item.addEventListener('input', function () {
    var word = item.value.replace(/\s+/g, '').toLowerCase();
    var i;
    known.open = word !== '';
    for (i = 0; i < list.length; i++)
      list[i].hidden = word !== '' && !fits(list[i], word);
  });

  /* What of the form says whose places are meant; names and phones stay here. */
  function asked() {
    var names = ['csrf', 'item', 'window', 'day', 'time'];
    var text = 'look=1';
    var i, field;
    for (i = 0; i < names.length; i++) {
      field = form.querySelector('[name=' + names[i] + ']');
      if (field)
        text += '&' + names[i] + '=' + encodeURIComponent(field.value);
    }
    return text;
  }

  var last = asked();

  function look() {
    var xhr = new XMLHttpRequest();
    var text = asked();
    if (text === last || !item.value)
      return;
    last = text;
    xhr.open('POST', form.action);
    xhr.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    xhr.responseType = 'document';
    xhr.onload = function () {
      var ids = ['free', 'days'];
      var i, got;
      for (i = 0; i < ids.length && text === last; i++) {
        got = xhr.response && xhr.response.getElementById(ids[i]);
        if (got)
          document.getElementById(ids[i]).innerHTML = got.innerHTML;
      }
    };
    xhr.send(text);
  }

  form.addEventListener('focusout', look);

  document.addEventListener('keydown', function (e) {
    var fields, i;
    if (e.key !== 'Escape')
      return;
    fields = form.querySelectorAll('input[type=text], input[type=tel]');
    for (i = 0; i < fields.length; i++)
      fields[i].value = '';
    item.focus();
  });
})();

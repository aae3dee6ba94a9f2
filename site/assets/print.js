/* The button that prints a receipt: where there is a script, and not in WeChat, which cannot. */
(function () {
  var button = document.getElementById('print');

  if (!button || !window.print || /MicroMessenger/.test(navigator.userAgent))
    return;
  button.hidden = false;
  button.onclick = function () {
    window.print();
  };
})();

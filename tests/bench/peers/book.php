<?php
// The booking in PHP, by php-fpm with a kept connection to the ledger in each process.
$db = new PDO('sqlite:' . getenv('LEDGER'), null, null,
    [PDO::ATTR_PERSISTENT => true, PDO::ATTR_TIMEOUT => 10, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$db->exec('PRAGMA synchronous = FULL');

function rows($sql, ...$values) {
    global $db;
    $query = $db->prepare($sql);
    $query->execute($values);
    return $query->fetchAll(PDO::FETCH_NUM);
}

if ($_SERVER['REQUEST_METHOD'] === 'GET') {
    $no = (int) $_GET['item'];
    [[$window, $name]] = rows('SELECT window, name FROM item WHERE no = ?', $no);
    $days = rows('SELECT day, free FROM free_day WHERE window = ?', $window);
    $day = (current(array_filter($days, fn($d) => $d[1] > 0)) ?: $days[0])[0];
    echo "<!doctype html><title>$name</title><form method=post>";
    foreach ($days as [$d, $free]) echo "<a href=\"?item=$no&day=$d\">$d $free</a>\n";
    foreach (rows('SELECT start, free FROM free_slot WHERE window = ? AND day = ?', $window, $day) as [$s, $free])
        echo "<input type=radio name=slot value=$s", $free > 0 ? '' : ' disabled', ">$s\n";
    exit('<input name=name><input name=phone><button>预约</button></form>');
}

['item' => $no, 'slot' => $start, 'name' => $name, 'phone' => $phone, 'token' => $token] = $_POST;
$reference = bin2hex(random_bytes(8));
$db->exec('BEGIN IMMEDIATE');
[[$window]] = rows('SELECT window FROM item WHERE no = ?', $no);
$slot = rows('SELECT places, free FROM free_slot WHERE window = ? AND start = ?', $window, $start);
$good = $name && preg_match('/^1\d{10}$/', $phone) && $slot && $slot[0][1] > 0
    && !rows('SELECT 1 FROM booking WHERE phone = ? AND start >= ? AND item = ?', $phone, substr($start, 0, 10), $no);
if ($good) rows('INSERT INTO booking VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, unixepoch())', $reference, $no, $window,
    $start, $slot[0][0] - $slot[0][1] + 1, $name, $phone, $token);
$db->exec('COMMIT');
header($good ? "Location: /booking/$reference" : 'X-Refused: 1', true, $good ? 303 : 422);

# The booking in Flask, by uwsgi with a connection in each process.
import os, re, secrets, sqlite3
from flask import Flask, redirect, request

app = Flask(__name__)
db = sqlite3.connect(os.environ["LEDGER"], isolation_level=None, timeout=10)
db.execute("PRAGMA synchronous = FULL")


def one(sql, *values):
    return db.execute(sql, values).fetchone()


@app.get("/book")
def form():
    no = request.args["item"]
    window, name = one("SELECT window, name FROM item WHERE no = ?", no)
    days = db.execute("SELECT day, free FROM free_day WHERE window = ?", (window,)).fetchall()
    day = next((d for d, free in days if free > 0), days[0][0])
    times = db.execute("SELECT start, free FROM free_slot WHERE window = ? AND day = ?", (window, day))
    return (f"<!doctype html><title>{name}</title><form method=post>"
            + "\n".join(f'<a href="?item={no}&day={d}">{d} {free}</a>' for d, free in days)
            + "\n".join(f'<input type=radio name=slot value={s}{"" if free > 0 else " disabled"}>{s}' for s, free in times)
            + "<input name=name><input name=phone><button>预约</button></form>")


@app.post("/book")
def book():
    f = request.form
    reference = secrets.token_hex(8)
    db.execute("BEGIN IMMEDIATE")
    (window,) = one("SELECT window FROM item WHERE no = ?", f["item"])
    slot = one("SELECT places, free FROM free_slot WHERE window = ? AND start = ?", window, f["slot"])
    good = f["name"] and re.fullmatch(r"1\d{10}", f["phone"]) and slot and slot[1] > 0 and not one(
        "SELECT 1 FROM booking WHERE phone = ? AND start >= ? AND item = ?", f["phone"], f["slot"][:10], f["item"])
    if good:
        db.execute("INSERT INTO booking VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, unixepoch())",
                   (reference, f["item"], window, f["slot"], slot[0] - slot[1] + 1, f["name"], f["phone"], f["token"]))
    db.execute("COMMIT")
    return redirect(f"/booking/{reference}", 303) if good else ("", 422)

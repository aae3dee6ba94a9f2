#!/usr/bin/python3
"""Makes the workbooks of tables/ anew: openpyxl and LibreOffice (soffice), which tests do not need.
Every workbook is a small table of items or of hours with one thing that offices do to tables."""
import csv
import datetime as d
import io
import os
import re
import subprocess
import tempfile
import zipfile

import openpyxl
from openpyxl.styles import Alignment

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tables")
ITEMS = ["序号", "部门", "事项名称", "电话", "备注"]
HOURS = ["日期", "开始", "结束", "备注"]


def items(n=3):
    return [[i, "户政大队", f"事项{i}", "0797-682773%d" % i, None] for i in range(1, n + 1)]


def book(rows, title="清单"):
    wb = openpyxl.Workbook()
    wb.active.title = title
    for r in rows:
        wb.active.append(r)
    return wb


def save(name, wb):
    wb.save(os.path.join(here, name))


def convert(name, to):
    """The same workbook as LibreOffice writes it."""
    with tempfile.TemporaryDirectory() as t:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{t}/profile", "--headless", "--convert-to",
                        to.rsplit(".", 1)[1], "--outdir", t, os.path.join(here, name)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.replace(os.path.join(t, os.path.basename(name).rsplit(".", 1)[0] + "." + to.rsplit(".", 1)[1]), os.path.join(here, to))


def openpyxl_books():
    save("items-plain.xlsx", book([ITEMS] + items()))
    wb = book([["宁都县政务服务大厅事项清单（2026年）"], [], ITEMS] + items())
    wb.active.merge_cells("A1:E1")
    save("items-merged-title.xlsx", wb)
    wb = book([ITEMS] + items(4))
    for r in (3, 4, 5):
        wb.active.cell(r, 2).value = None
    wb.active.merge_cells("B2:B5")
    save("items-merged-down.xlsx", wb)
    wb = book([ITEMS] + items())
    wb.active["E2"] = None
    wb.active.merge_cells("D2:E2")
    save("items-merged-right.xlsx", wb)
    wb = book([["序号", "部门", "事项名称", "联系方式", None], [None, None, None, "电话", "备注"]] + items())
    for c in "ABC":
        wb.active.merge_cells(f"{c}1:{c}2")
    wb.active.merge_cells("D1:E1")
    save("items-two-line-header.xlsx", wb)
    wb = book([["序号", "部门\n（窗口单位）", "事项\n名称", "预约、\n咨询电话", "备注"]] + items())
    save("items-wrapped-header.xlsx", wb)
    wb = book([ITEMS] + items() + [[], ["注：以上电话工作时间有人接听。"], ["制表人：张三"]])
    save("items-notes-below.xlsx", wb)
    wb = book([ITEMS] + items() + [["注：以上电话工作时间有人接听。"]])
    wb.active.merge_cells("A5:E5")
    save("items-merged-note.xlsx", wb)
    wb = book([["说明"], ["请填写第二张工作表"]], "说明")
    ws = wb.create_sheet("清单")
    for r in [ITEMS] + items():
        ws.append(r)
    save("items-second-sheet.xlsx", wb)
    wb = book([ITEMS, [9, "旧", "旧的", "0797-6827739", None]], "旧")
    wb.active.sheet_state = "hidden"
    ws = wb.create_sheet("清单")
    for r in [ITEMS] + items():
        ws.append(r)
    wb.active = 1
    save("items-hidden-sheet.xlsx", wb)
    wb["旧"].sheet_state = "veryHidden"
    save("items-very-hidden-sheet.xlsx", wb)
    wb = book([ITEMS] + items(8))
    for r in (3, 5):
        wb.active.row_dimensions[r].hidden = True
    save("items-hidden-rows.xlsx", wb)
    wb = book([ITEMS] + items(9))
    for r in range(2, 9):
        wb.active.row_dimensions[r].hidden = True
    save("items-many-hidden-rows.xlsx", wb)
    wb = book([["甲"], ["乙"]])
    wb.create_sheet("空")
    save("items-no-header.xlsx", wb)
    save("items-empty.xlsx", openpyxl.Workbook())
    wb = book([["序号", "部门", "备注"], [1, "户政大队", None]])
    save("items-missing-columns.xlsx", wb)
    wb = book([ITEMS] + items())
    wb.active["D2"], wb.active["D3"], wb.active["D4"] = 13812345678, 13812345678.0, 12345
    save("items-numbers.xlsx", wb)
    wb = book([ITEMS] + items())
    for i, r in enumerate((2, 3, 4)):
        wb.active.cell(r, 1).value = float(i + 1)
    wb.active["D3"] = 7976827737
    wb.active["D3"].number_format = "00000000000"
    save("items-zeros.xlsx", wb)
    wb = book([ITEMS] + items())
    wb.active["A3"], wb.active["C3"], wb.active["E4"] = "=A2+1", '="事项"&A3', "=NA()"
    save("items-formulas-not-calculated.xlsx", wb)
    convert("items-formulas-not-calculated.xlsx", "items-formulas.xlsx")
    wb = book([ITEMS] + items())
    wb.active["C2"], wb.active["E2"] = "事项\n一", 'a "b", c;d'
    wb.active["C3"] = "  事项二\u3000"
    save("items-line-feeds.xlsx", wb)
    wb = book([[None] + ITEMS] + [[None] + r for r in items()])
    save("items-empty-first-column.xlsx", wb)
    wb = book([ITEMS] + items())
    wb.active["I3"] = "旁边的话"
    save("items-beside.xlsx", wb)
    wb = book([ITEMS] + items(2) + [ITEMS] + [[3, "户政大队", "事项3", "0797-6827733", None]])
    save("items-header-again.xlsx", wb)
    wb = book([ITEMS, ["户政"] * 5] + items(2))
    wb.active.merge_cells("A2:E2")
    save("items-merged-group.xlsx", wb)
    wb = book([ITEMS] + items())
    wb.active["A1048576"] = None
    for r in range(5, 60):
        wb.active.cell(r, 1).alignment = Alignment(wrap_text=True)
    save("items-formatted-below.xlsx", wb)
    wb = book([["备注", "电话", "事项名称", "部门", "序号"]] + [r[::-1] for r in items()])
    save("items-any-order.xlsx", wb)
    wb = book([ITEMS] + items())
    wb.active["C2"] = "甲\u200b乙"
    save("items-hidden-character.xlsx", wb)
    wb = book([ITEMS] + items())
    wb.active["D2"] = "0797-6827731\u200b、\u202a0797-6827732\u202c"
    save("items-hidden-in-phone.xlsx", wb)


FORMATS = ["yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', "m/d/yyyy", "d-mmm-yy", "[$-804]yyyy年m月d日;@",
           "yyyy\\-mm\\-dd", "mm-dd-yy", "dddd, mmmm dd, yyyy", "[$-F800]dddd"]
TIMES = ["h:mm", "h:mm AM/PM", "[h]:mm", "hh:mm:ss", '上午/下午h"时"mm"分"', "General", "h:mm;@"]


def date_books():
    wb = book([HOURS])
    for i, f in enumerate(FORMATS):
        wb.active.append([d.date(2026, 12, i + 1), "8:30", "12:00", f])
        wb.active.cell(i + 2, 1).number_format = f
    save("hours-date-formats.xlsx", wb)
    convert("hours-date-formats.xlsx", "hours-date-formats-libreoffice.xlsx")
    wb = book([HOURS])
    for i, f in enumerate(TIMES):
        wb.active.append([d.date(2026, 12, i + 1), 8.5 / 24, 0.5, f])
        for c in (2, 3):
            wb.active.cell(i + 2, c).number_format = f
    save("hours-time-formats.xlsx", wb)
    convert("hours-time-formats.xlsx", "hours-time-formats-libreoffice.xlsx")
    wb = book([HOURS, [46361, 0.3541666666666667, 1, "[h]:mm"], [46361, "8点半", "下午5:30", "文字"]])
    wb.active["C2"].number_format = "[h]:mm"
    save("hours-serial.xlsx", wb)
    wb = book([HOURS, [d.datetime(2026, 12, 5, 0, 0), d.time(8, 30), d.time(12, 0), ""],
               [d.datetime(2026, 12, 6, 8, 30), d.time(8, 30), d.time(12, 0), "日期里有时间"]])
    save("hours-datetimes.xlsx", wb)
    wb = book([HOURS, ["2026年12月5日（星期六）", "８：３０", "12.00", ""], ["12/6", "830", "1200", ""],
               ["12月7日", "上午8:30", "中午12点", ""], ["2026-2-30", "25:00", "12:60", ""]])
    save("hours-as-text.xlsx", wb)
    wb = book([HOURS, [d.date(2026, 12, 5), d.time(8, 30), d.time(12, 0), "1904"]])
    wb.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    save("hours-1904.xlsx", wb)


def libreoffice_books():
    for name in ("items-plain", "items-merged-title", "items-notes-below", "items-numbers", "items-second-sheet",
                 "hours-date-formats", "hours-time-formats", "hours-serial", "items-line-feeds", "items-merged-down"):
        convert(name + ".xlsx", name + ".xls")
    convert("items-plain.xlsx", "items-open.ods")


def rezip(name, to, change, rename=str):
    """Another workbook with some of its members changed; None drops one."""
    out = io.BytesIO()
    with zipfile.ZipFile(os.path.join(here, name)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for i in old.infolist():
            data = change(i.filename, old.read(i.filename))
            if data is not None:
                new.writestr(rename(i.filename), data)
    with open(os.path.join(here, to), "wb") as f:
        f.write(out.getvalue())


def sheet(data):
    return lambda name, old: data if name.endswith("sheet1.xml") else old


def odd_books():
    plain = open(os.path.join(here, "items-plain.xlsx"), "rb").read()
    write = lambda name, data: open(os.path.join(here, name), "wb").write(data)
    write("items-cut.xlsx", plain[: len(plain) // 2])
    write("items-flipped.xlsx", plain[:900] + bytes(255 - b for b in plain[900:1100]) + plain[1100:])
    write("items-not-one.xlsx", "序号,部门\n".encode())
    write("items-nothing.xlsx", b"")
    write("items-wps.et", plain)
    write("items-web-page.xls", "<html><table><tr><td>序号</td></tr></table></html>".encode())
    xls = open(os.path.join(here, "items-plain.xls"), "rb").read()
    write("items-cut.xls", xls[:2000])
    write("items-flipped.xls", xls[:512] + bytes(255 - b for b in xls[512:1536]) + xls[1536:])
    # what a workbook with a password begins with: the old container, a stream of this name
    write("items-encrypted.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1016) + "EncryptedPackage".encode("utf-16le"))
    head = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    foot = b"</sheetData></worksheet>"
    rezip("items-plain.xlsx", "items-bomb.xlsx", sheet(head + b" " * (200 << 20) + foot))
    rezip("items-plain.xlsx", "items-million-empty-rows.xlsx", lambda n, old: old.replace(
        b"</sheetData>", b"<row/>" * 1048572 + b"</sheetData>") if n.endswith("sheet1.xml") else old)
    rezip("items-plain.xlsx", "items-doctype.xlsx", sheet(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><worksheet/>'))
    rezip("items-plain.xlsx", "items-no-sheet.xlsx", lambda n, old: None if n.endswith("sheet1.xml") else old)
    rezip("items-plain.xlsx", "items-no-styles.xlsx", lambda n, old: None if n.endswith("styles.xml") else old)
    rezip("items-plain.xlsx", "items-rich-text.xlsx", lambda n, old: old.replace(
        "<t>事项1</t>".encode(), '<r><t>事</t></r><r><t xml:space="preserve">项1</t></r><rPh sb="0" eb="1"><t>shi</t></rPh>'.encode()) if n.endswith("sharedStrings.xml") else old)
    rezip("items-plain.xlsx", "items-prefixed.xlsx", lambda n, old: prefixed(old) if n.endswith("sheet1.xml") else old)
    rezip("items-plain.xlsx", "items-elsewhere.xlsx", lambda n, old: old.replace(b"xl/workbook.xml", b"./book/workbook2.xml").replace(
        b"/xl/worksheets/", b"../xl/./worksheets/"), lambda n: re.sub("^xl/(_rels/)?workbook", r"book/\1workbook2", n))
    rezip("items-plain.xlsx", "items-far-cell.xlsx", lambda n, old: old.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData>') if n.endswith("sheet1.xml") else old)


def prefixed(xml):
    return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"<x:?xml", b"<?xml").replace(b'xmlns="', b'xmlns:x="')


def texts():
    rows = "序号,部门,事项名称,电话,备注\n1,户政大队,身份证,0797-6827731,\n2,,“户口”,12345、12366,a\n"
    write = lambda name, data: open(os.path.join(here, name), "wb").write(data)
    write("items-utf8.csv", rows.encode())
    write("items-utf8-bom.csv", b"\xef\xbb\xbf" + rows.encode())
    write("items-gb18030.csv", rows.encode("gb18030"))
    write("items-utf16le.csv", b"\xff\xfe" + rows.encode("utf-16le"))
    write("items-utf16be.csv", b"\xfe\xff" + rows.encode("utf-16be"))
    write("items-crlf.csv", rows.replace("\n", "\r\n").encode())
    write("items-cr.csv", rows.replace("\n", "\r").encode())
    write("items-semicolons.csv", rows.replace(",", ";").encode())
    write("items-pasted.txt", rows.replace(",", "\t").encode())
    write("items-pasted-quotes.txt", '序号\t部门\t事项名称\t电话\t备注\n1\t户政大队\t"身份\n证"\t6827731\t5" 屏\n2\t\t"他说""好"""\t6827732\t\n'.encode())
    write("items-leading-empty.txt", "备注\t序号\t部门\t事项名称\t电话\n\t1\t户政大队\t身份证\t6827731\n\t2\t\t户口\t6827732\n".encode())
    write("items-title.csv", ("宁都县政务服务大厅事项清单,,,,\n,,,,\n填报单位：户政大队,,,2026年11月,\n" + rows).encode())
    write("items-notes.csv", (rows + ",,,,\n注：电话工作时间有人接,,,,\n").encode())
    write("items-notes-anywhere.csv", (rows + "注：电话工作时间有人接,,,,\n,说明：以窗口公布为准。,,,\n,,,,备注：共 2 项\n").encode())
    write("items-name-alone.csv", (rows + ",,不动产首次登记,,\n").encode())
    write("items-note-between.csv", rows.replace("2,", "注：下面是新的,,,,\n2,", 1).encode())
    write("items-two-lines.csv", "序号,部门,事项,联系方式,\n,,名称,电话,备注\n1,户政大队,身份证,0797-6827731,x\n".encode())
    write("items-full-width-commas.csv", "序号，部门，事项名称，电话\n1，户政大队，身份证，6827731\n".encode())
    write("items-no-header.csv", "1,户政大队,身份证,0797-6827731,\n2,户政大队,户口,0797-6827732,\n".encode())
    write("items-missing-one.csv", "序号,部门,事项名称\n1,户政大队,身份证\n".encode())
    write("items-header-twice.csv", "序号,部门,事项名称,电话,电话\n1,户政大队,身份证,6827731,6827732\n".encode())
    write("items-unknown-column.csv", "序号,部门,事项名称,电话,网址\n1,户政大队,身份证,6827731,x\n".encode())
    write("items-too-wide.csv", rows.replace("身份证,", "身份证,补领,").encode())
    write("items-open-quote.csv", rows.replace("身份证", '"身份证').encode())
    write("items-mojibake.csv", rows.replace("身份证", "锟斤拷").encode())
    write("items-spoiled.csv", "序号,部门,事项名称,电话,备注\n1月2日,户政大队,#REF!,1.3171E+10,\n2.0,户政大队,户口,7976827737,\n１,户政大队,户口,０７９７－６８２７７３１,\n3.5,户政大队,户口,138123456,\n".encode())
    write("items-empty.csv", b"")
    write("items-blank.csv", "\n , \n\u3000\n".encode())
    write("items-floats.csv", "序号,部门,事项名称,电话,备注\n1.0,户政大队,身份证,13812345678.0,\n2.00,户政大队,户口,1.3812345678E+10,\n".encode())
    write("items-offices.csv", "序号,部门,事项名称,电话,备注\n1,税务,开票,12366,\n2,税务,开票,0797-12345,\n3,供电,报装,95598/400-123-4567,\n4,税务,开票,0797-6827737转8001,\n5,税务,开票,0797-6827737 0797-6827738,\n6,税务,开票,找小李,\n".encode())
    write("hours-dates.csv", "日期,开始,结束,备注\n2026-12-05,8:30,12:00,\n2026/12/5,8：30,12：00,\n2026.12.5,08:30:00,24:00,\n2026年12月5日,上午8:30,下午2:30,\n20261205,830,1200,\n46361,0.354166666666667,0.5,\n12月5日,8点半,12点,\n12/5,8时30分,12时,\n".encode())
    write("hours-bad-dates.csv", "日期,开始,结束,备注\n2026-02-29,24:01,12:60,\n5/12/2026,八点,9:30:15,\n2026年12月5日（星期五）,25,下午,\n下周一,8:30am,2:30 PM,\n".encode())


def hall_books():
    """Two tables of tests/data/hall: one with a hidden row, one as the old format."""
    def table(name):
        with open(os.path.join(here, "../../hall", name + ".csv"), encoding="utf-8-sig", newline="") as f:
            return book(list(csv.reader(f)), name)
    wb = table("statutory")
    wb.active.row_dimensions[3].hidden = True
    save("../../statutory.xlsx", wb)
    save("../../holidays.xlsx", table("holidays"))
    convert("../../holidays.xlsx", "../../holidays.xls")
    os.remove(os.path.join(here, "../../holidays.xlsx"))


def example():
    """content/example.xlsx: a sheet for each table, in text format, with rows to begin with."""
    def rows(name):
        with open(os.path.join(here, "../../../../content", name + ".csv"), encoding="utf-8-sig", newline="") as f:
            return list(csv.reader(f))
    titles = {"items": "事项清单", "windows": "窗口", "hours": "时间", "holidays": "放假", "statutory": "法定节日",
              "noon": "中午错时", "aliases": "别名", "acknowledged": "已核对"}
    wb = openpyxl.Workbook()
    wb.remove(wb.active)
    for name in ("aliases", "items", "windows", "hours", "statutory", "holidays", "noon", "acknowledged"):
        ws = wb.create_sheet(titles[name])
        table = rows(name)
        for row in table if name in ("hours", "windows", "statutory", "holidays") else table[:9]:
            ws.append(row)
        for row in ws.iter_rows():
            for cell in row:
                cell.number_format = "@"
        for i in range(1, len(table[0]) + 1):
            ws.column_dimensions[openpyxl.utils.get_column_letter(i)].width = 22
    wb.save(os.path.join(here, "../../../../content/example.xlsx"))


if __name__ == "__main__":
    example()
    hall_books()
    texts()
    openpyxl_books()
    date_books()
    libreoffice_books()
    odd_books()

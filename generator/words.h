/*
 * words.h - everything that hallgen says to staff about content/, once.
 * Macros and not an array, so that gcc checks each against its arguments.
 */
#ifndef GENERATOR_WORDS_H
#define GENERATOR_WORDS_H

#include "finding.h"
#include "table/tablewords.h"

/* Files */
#define SAY_NO_FILE "缺少这个文件"
#define SAY_TWO_HOMES "同一张表有两份：这个文件和 %s；请只留一份"
#define SAY_UNREADABLE "读不了：%s"
#define SAY_BOOK_AS_CSV "这是 Excel 工作簿，不是 CSV；请把文件名的结尾改回 .xlsx 或 .xls"
#define SAY_CONVERTED "文件编码：%s，已自动转换"
#define SAY_TEXT_MOJIBAKE "第 %d 行有乱码，请用 UTF-8 编码另存后再试"

/* windows.csv */
#define SAY_WINDOW_TWICE "窗口序号 %d 已在第 %d 行用过"
#define SAY_WINDOW_NAME_TWICE "“%.*s”已在第 %d 行写过"
#define SAY_PLACES "公开名额 %d 不能大于总名额 %d"
#define SAY_ONE_GENERAL "综合窗口应有而且只有一个，现在是 %d 个"

/* items.csv */
#define SAY_MODES "错时、延时服务”或“预约服务"
#define SAY_FLOOR "“%.*s”没有见过，请核对；应以窗口清单里的楼层结尾，例如“服务大厅%.*s”"
#define SAY_ITEM_TWICE "序号 %d 已在第 %d 行用过"
#define SAY_MANY_ITEMS "有 %zu 项，最多 %d 项"
#define SAY_NO_DEPARTMENT "不能空着：上面没有可以沿用的部门"
#define SAY_SHIFTED "像是错了一格：“%.*s”应在%s一栏，请把这一行各格挪回原位"
#define SAY_NO_ROWS "一行内容也没有"

/* hours.csv, holidays.csv, aliases.csv */
#define SAY_NO_WINDOW "窗口清单里没有“%.*s”"
#define SAY_HOURS_ORDER "结束时间 %.*s 应晚于开始时间 %.*s"
#define SAY_SEASON_ORDER "结束日期应不早于开始日期"
#define SAY_HOURS_OVERLAP "与第 %d 行的时间重叠，请改成前后相接"
#define SAY_HOURS_CLOSED_DAY "与第 %d 行是同一天，一行办公、一行休息，请只留一种"
#define SAY_HOURS_CLOSED "这一行不起作用：第 %d 行在这些日子都写了“休息”，请核对"
#define SAY_HOURS_CLOSES "第 %d 行因此不起作用：它的日子这一行都写了“休息”，请核对"
#define SAY_DAY_OUTSIDE "日期 %.*s 不在开始日期和结束日期之间"
#define SAY_CLOSED_TIMES "“休息”的一行不填开始和结束时间"
#define SAY_DAY_TWICE "%.*s 已在第 %d 行写过"
#define SAY_MAKEUP_WEEKDAY "%.*s 是%s，本来就上班，请核对调休上班的日期"
#define SAY_NO_ITEM "清单里没有序号 %d，它的别名没有使用"
#define SAY_CLOSURE_WINDOW "窗口清单里没有窗口 %d，这一行没有使用"
#define SAY_CLOSURE_TIMES "起止时间应是同一天的，结束应晚于开始"
#define SAY_CLOSURE_TIME "“%.*s”不是时间，应写成 2026-11-25T08:30 这样"
#define SAY_CLOSURES_KEPT "停办的日子读不了，网页仍按上一次的说：%.*s"
#define SAY_UNKNOWN_CODE "没有“%.*s”这个代码"

/* acknowledged.csv */
#define SAY_ACK_ERROR "%s 在这里是错误，写了原因也不能发布，请改正"
#define SAY_ACK_UNUSED "没有 %s 这样的提醒（可能已经改好），这一行没有用到，请核对或删去"

/* noon.csv */
#define SAY_NO_SUCH_ITEM "清单里没有序号“%.*s”"
#define SAY_ITEM_ELSEWHERE "序号 %d 的事项不在这一行的窗口办理，请核对"

/* hall.conf */
#define SAY_NO_EQUALS "第 %d 行不是“名称 = 值”的写法"
#define SAY_UNKNOWN_KEY "第 %d 行：没有“%.*s”这一项设置，没有使用；请核对写法"
#define SAY_KEY_TWICE "第 %d 行：“%.*s”已在第 %d 行写过"
#define SAY_KEY_VALUE "第 %d 行：%s 的值“%.*s”不对，%s"
#define SAY_WANT_TEXT "最多 200 个字节"
#define SAY_WANT_NUMBER "应是 %d 到 %d 的整数"
#define SAY_WANT_TIME "应写成 17:00 这样"
#define SAY_WANT_PHONE "应是区号加号码的固定电话、11 位手机号码或 12345 这样的热线"
#define SAY_WANT_URL "应写成 https://www.example.gov.cn/zwfw 这样，不带“?”和“#”"
#define SAY_WANT_LINK "应是 https:// 开头的完整网址，中间没有空格"
#define SAY_WANT_CHOICE "只能填 %s"
#define SAY_PUBLIC_PLACES "booking.public_places（%d）不能大于 booking.places（%d）"

/* pages/NAME.md */
#define SAY_NO_PAGE "缺少这个页面"
#define SAY_NO_FOLDER "没有这个文件夹，或打不开"
#define SAY_MANY_PAGES "有 %zu 个%s，最多 %zu 个"
#define SAY_TEXT_NAME "文件名应是事项的序号，例如 9.md，这个文件没有使用"
#define SAY_TEXT_NO_ITEM "清单里没有第 %d 项，这篇说明没有使用"
#define SAY_PAGE_TAKEN "网址 /%.*s 已有别的页面，请换一个文件名"
#define SAY_FRONT_TWICE "第 %d 行：“%.*s”写了两次"
#define SAY_PAGE_NAME "文件名只能用小写英文字母、数字和“-”，这个页面没有使用"
#define SAY_NO_FRONT "第 1 行应是“---”，下面写 title: 标题，再以“---”结束"
#define SAY_FRONT_LINE "第 %d 行不是“名称: 值”的写法"
#define SAY_FRONT_KEY "第 %d 行：“%.*s”不认识，没有使用"
#define SAY_NO_TITLE "没有写标题（title）"
#define SAY_PAGE_DATE "第 %d 行：“%.*s”不是日期，应写成 2024-01-31 这样"
#define SAY_DEAD_LINK "页面 /%.*s 的链接“%.*s”没有去处，请改正链接"
#define SAY_UNSAFE_LINK                                                                            \
	"链接“%.*s”空着或不安全，网页上点不开；请写 http://、https:// 或本站的地址，或删去"
#define SAY_PICTURE_ELSEWHERE "图片“%.*s”不在本网站上，网页里不会显示；请删去，或改成链接"
#define SAY_RAW_HTML "网页里不能写 HTML，“%.*s”不会显示；请改用 Markdown，或删去"
#define SAY_OPEN_MARKS                                                                                                                          \
	"“%.*s”会照样显示出来：“**”和“~~”要成对，里边不留空格；链接写成 [文字](网址)，网址里不留" \
	"空格；表格第二行写 |---|---|；脚注“[^1]”和打勾的框“[x]”请改成文字"
#define SAY_PAGE_FIELD "第 %d 行：“{%.*s}”不是 hall.conf 里的设置"

/* The list's own faults (check.h) */
#define SAY_DUP_ITEM "与第 %d 行（序号 %d）的窗口和事项相同；网站只列一次，请核对是否应为别的事项"
#define SAY_TYPO "“%.*s”疑有错字：“%s”是否应为“%s”？"
#define SAY_REPEATED "“%.*s”疑有错字：“%.*s”连写了两次"
#define SAY_BRACKETS "“%.*s”疑有错字：“%s”和“%s”没有配对"
#define SAY_VAGUE "“%.*s”离开部门看不出办什么；请考虑写全，或在别名里补上群众的说法"
#define SAY_NO_PINYIN "“%.*s”拼不出拼音，用拼音查不到；请在别名里补上常用的说法"
#define SAY_REUSED_NO                                                                              \
	"序号 %d 原来是已停止办理的“%.*s”，旧链接和旧预约仍指向它；请换一个没有用过的序号"
#define SAY_MOBILE "“%.*s”%d 项用手机号码 %s 作窗口电话；建议换成固定电话，换人时号码不变"
#define SAY_NEAR "%s（序号 %d）与同一窗口的 %s（序号 %d）只差一个数字，请核对是否抄错"
#define SAY_COMPLAINT "“%.*s”%d 项的电话 %s 也是监督投诉电话；建议投诉另用一个号码"
#define SAY_NOT_WINDOW_PHONE "%s 不在窗口清单“%.*s”的电话里，请核对"
#define SAY_OTHER_FLOOR "“%.*s”：窗口清单里“%.*s”在%.*s，请核对"
#define SAY_UNKNOWN_WINDOW "“%.*s”不在窗口清单里；请改正，或在 windows.csv 里增加一行"
#define SAY_NO_KIND                                                                                               \
	"%zu 项没有写明即办件还是承诺件，网页只写“要等几天的，窗口会告诉您”；" \
	"请在“办件类型”一列填“即办件”或“承诺件”"
#define SAY_NOTE "%.*s。建议：%.*s"

/* What is proposed on the desk */
#define SAY_DESK_NO_TABLE "已发布的这个文件没有表头，不能修改；请上传整张表"
#define SAY_DESK_NO_ROW "要改的这一行已经不是原来的样子；请重新打开再改"
#define SAY_DESK_NO_COLUMN "没有“%.*s”这一列"
#define SAY_DESK_NO_FILE "没有这个文件，没有使用"
#define SAY_DESK_TWICE "%s 这张表传了两份，请只留一份"
#define SAY_DESK_ROWS "有 %zu 行，太多，没有使用；最多 %d 行。请只留有内容的行"
#define SAY_DESK_COLUMN_KEPT                                                                       \
	"这张表里没有“%.*s”这一列，%zu 行仍用现在的；要清空，请保留这一列、格子空着"
#define SAY_DESK_UNKNOWN                                                                           \
	"认不出这是哪张表：没有一行表头和清单、窗口、时间、放假等表相同；请在下载的表上改，再传"
#define SAY_DESK_NO_PAGE "认不出这是哪个页面；请用原来的文件名，例如 guide.md"
#define SAY_DESK_NO_YEAR                                                                           \
	"没有找到年份；请连通知的标题一起粘贴，例如“关于2027年部分节假日安排的通知”"
#define SAY_DESK_NO_DAYS "没有找到放假的日子；请从“一、元旦：”起整段粘贴"
#define SAY_DESK_DAYS_DIFFER "“%.*s”的日子和“共几天”对不上，请核对粘贴的文字"
#define SAY_DESK_OTHER_WINDOW "“%.*s”%.*s不是本窗口的，请只改本窗口的内容，或请负责人来改"
#define SAY_DESK_NO_VERSION "要退回的那一版已经不在了"
#define SAY_DESK_FAILED "没有完成，网站仍是上一版。原因：%s"
#define SAY_DESK_FAULTY "有错误，没有发布；请改正后再提"
#define SAY_DESK_EDITED "文件夹里的内容有还没有发布的改动，没有覆盖；请先处理，再重新看一遍"
#define SAY_DESK_ON_DISK "在文件夹里直接改的"
#define SAY_DESK_FIRST "开始时的内容"

/* What was published before */
#define SAY_NO_CATALOGUE "缺少 catalogue.db"
#define SAY_BAD_CATALOGUE "catalogue.db 打不开或内容不对"

/* site/, which is the program's */
#define SAY_SITE "网页的模板或程序文件有错，请交给维护人员：%s"

/* The address */
#define SAY_NO_BASE_URL                                                                            \
	"没有填写网站地址（site.base_url），二维码暂时指向 "                     \
	"%.*s，手机扫不开；请填写正式网址后再张贴"
#define SAY_BASE_URL "网站地址“%.*s”不能用：应以 http:// 或 https:// 开头，只含主机名和路径"
#define SAY_QR_VERSION "窗口二维码的内容是“%.*s”，%zu 个字符，第 %d 版；字符越少，越容易扫"

/* What the hall has not said yet */
#define SAY_NO_ADDRESS "没有大厅地址（hall.address），网页上不显示；请补上"
#define SAY_NO_DATE "没有成文日期（date），网页上不显示；请补上"
#define SAY_NO_SITE_CODE "没有%s（%s），页脚不显示；请补上"
#define SAY_HOURS_UNCONFIRMED "%zu 行作息时间待确认，网页会注明“%.*s”；核对后把“状态”改为“已确认”"
#define SAY_CALENDAR                                                                                       \
	"还没有录入 %d 年放假安排，%d 年 12 月 31 日以后按周末和法定节日推算，" \
	"页面会注明“以公布后为准”%s"
#define SAY_CALENDAR_NOVEMBER "；国务院办公厅一般在 11 月公布，请查收后录入"
#define SAY_CALENDAR_LATE "；【请马上办理】不录入，调休的日子和预约截止时间会算错"

#endif

/*
 * tablewords.h - everything that is said of a table and its cells, once.
 * Macros and not an array, so that gcc checks each against its arguments.
 */
#ifndef LIB_TABLEWORDS_H
#define LIB_TABLEWORDS_H

/* Files */
#define SAY_CELL "第 %d 行 第 %d 列（%s列 %.*s）："
#define SAY_SHEET "工作表“%.*s” "
#define SAY_ROW "第 %d 行："
#define SAY_EMPTY_FILE "文件是空的"
#define SAY_NOT_HEADER "没有找到表头，应有一行写着%.*s"
#define SAY_NO_HEADER "第 %d 行缺少%.*s这%s列"
#define SAY_HEADER_TWICE "第 %d 行有两列“%.*s”，请删去一列"
#define SAY_UNKNOWN_COLUMN "第 %d 行的“%.*s”不认识，这一列没有使用；请核对表头的写法"
#define SAY_FULL_WIDTH_COMMA "第 %d 行“%.*s”里有中文逗号“，”，分隔各列要用英文逗号“,”"
#define SAY_TOO_WIDE "有 %zu 格，比表头多 %zu 格；内容里有逗号的，请用英文引号括起来"
#define SAY_BEYOND "右边有一格没有表头，没有使用；请在表头写上名称，或删去这一格"
#define SAY_LEFT_OUT "像是表格以外的说明，没有使用：“%.*s”"
#define SAY_HIDDEN_ROWS "隐藏的第 %.*s 行也读了；不要的请删去"
#define SAY_OLD_FORMAT "这是旧的 .xls 格式，看不出合并的单元格和隐藏的工作表；建议另存为 .xlsx"
#define SAY_OPEN_QUOTE "这一行的英文引号只有一半，后面的内容都被当成一格了，请补上或删去"
#define SAY_MOJIBAKE "有乱码，请在 WPS 或 Excel 中另存为“CSV UTF-8”后再试"
#define SAY_HIDDEN "有看不见的字符 U+%04X，请删去后重新填写"
#define SAY_TOO_LONG "内容太长，最多 %d 个字节"
#define SAY_FORMULA "“%.*s”是表格软件算错的公式，请改成文字"

/* Workbooks */
#define SAY_BOOK_KIND "读不了 %s 格式；请在 WPS 或 Excel 中另存为 .xlsx"
#define SAY_BOOK_DAMAGED "文件已损坏，读不出来；请在 WPS 或 Excel 中打开，另存为 .xlsx 再试"
#define SAY_BOOK_ENCRYPTED "文件设了打开密码；请在 WPS 或 Excel 中去掉密码，另存为 .xlsx 再试"
#define SAY_BOOK_TOO_LARGE                                                                                                                \
	"内容太多，像是损坏了，或在很多空行空列里有格式；请把用到的行复制到新的工作簿，另存为 " \
	".xlsx 再试"
#define SAY_NO_BOOK "不是 Excel 工作簿；请在 WPS 或 Excel 中打开，另存为 .xlsx 再试"
#define SAY_NO_READER "现在读不了文件；请过一会儿再选一次文件，或把表格复制，贴到网页上"

/* Cells */
#define SAY_EMPTY "不能空着"
#define SAY_DATE_SPOILED "“%.*s”被表格软件改成了日期，请改回数字"
#define SAY_SCIENTIFIC "“%.*s”变成了科学计数，请把该列设为“文本”后重新填写"
#define SAY_FULL_WIDTH_DIGITS "“%.*s”里有全角数字或符号，已按半角读；请改成半角"
#define SAY_NUMBER "“%.*s”不对，应是 %d 到 %d 的整数"
#define SAY_DATE "“%.*s”不是日期，应写成 2026-01-31 这样"
#define SAY_TIME "“%.*s”不是时间，应写成 8:30 这样"
#define SAY_CHOICE "“%.*s”不在清单里，只能填“%s”"
#define SAY_NAME "“%.*s”不是姓名：有不能使用或看不见的符号，或太长"
#define SAY_PHONE_NO_ZERO "“%.*s”像是丢了开头的 0"
#define SAY_PHONE_MOBILE "“%.*s”位数不对，手机号码应为 11 位，这里是 %zu 位"
#define SAY_PHONE_FIXED "“%.*s”位数不对，固定电话应为区号加 7 位"
#define SAY_PHONE_START "“%.*s”不对，没有这样开头的手机号码"
#define SAY_PHONE_CHARS "“%.*s”里有不是号码的字，请检查；几个号码之间用“、”，分机写成“转8001”"

#endif

#include "page/message.h"

#include <assert.h>

static const struct str text[MSG__MAX] = {
	[MSG_ITEM_EMPTY] = STR_INIT("请选择要办的事"),
	[MSG_ITEM_GONE] = STR_INIT("这件事已调整，请重新选择"),
	[MSG_DAY_LATE] = STR_INIT("{}已过预约时间，请选其他日子，或直接打窗口电话"),
	[MSG_DAY_PAST] = STR_INIT("这一天已经过去，请选其他日子"),
	[MSG_DAY_FULL] = STR_INIT("这一天刚刚约满，请选其他日子。您填的内容都还在"),
	[MSG_DAY_SHUT] = STR_INIT("{}不办理，请选其他日子"),
	[MSG_DAY_NOT] = STR_INIT("{}不接受网上预约，可直接到窗口办理"),
	[MSG_DAY_FAR] = STR_INIT("现在只能约到{}，请选其他日子"),
	[MSG_SLOT_EMPTY] = STR_INIT("请选择几点来"),
	[MSG_SLOT_FULL] = STR_INIT("{}刚刚约满，请选其他时间。您填的内容都还在"),
	[MSG_SLOT_CLOSED] = STR_INIT("这个时间临时停止办理：{}。请选其他时间"),
	[MSG_SLOT_GONE] = STR_INIT("这个时间不接受网上预约，请选其他时间"),
	[MSG_ITEM_OTHER_WINDOW] = STR_INIT("这件事不在您的窗口，请转综合窗口登记"),
	[MSG_ITEM_OTHER] = STR_INIT("其他事项请写明内容，例如“0 咨询材料”"),
	[MSG_ITEM_WHERE] = STR_INIT("请填写其他事项在哪个窗口办（序号）"),
	[MSG_ITEM_SEVERAL] = STR_INIT("有几件事相符，请选一件"),
	[MSG_ITEM_NONE] = STR_INIT("没有找到这件事。请填序号、名称或拼音首字母"),
	[MSG_ITEM_NO_NUMBER] = STR_INIT("没有 {} 号事项，请核对序号"),
	[MSG_CHANNEL] = STR_INIT("申请方式请选窗口或电话"),
	[MSG_SLOT_NONE] = STR_INIT("窗口这个时间不办理，请选其他时间"),
	[MSG_SLOT_PAST] = STR_INIT("这个时间已经过去，请选其他时间"),
	[MSG_LATE] = STR_INIT("已过“提前一个工作日”的时间。确需登记，请写明原因"),
	[MSG_OVERFULL] = STR_INIT("{}已约满。确需登记，请写明原因"),
	[MSG_SAME_PHONE] = STR_INIT("同一电话当天已有预约（编号 {}），再按一次回车仍要登记"),
	[MSG_SAME_PHONE_ELSEWHERE] =
		STR_INIT("同一电话当天在其他窗口已有预约，再按一次回车仍要登记"),
	[MSG_RESULT_NOT] = STR_INIT("现在是“{}”，不能这样改"),
	[MSG_RESULT_EARLY] = STR_INIT("还不能记“{}”，要从{}起"),
	[MSG_OLDER] = STR_INIT("{}。这一页是在那以前打开的，所以这次没有保存；"
			       "下面是现在的内容，请看过再办"),
	[MSG_UNDO_NOT] = STR_INIT("不能撤销了：记下后 10 分钟内、由记的人自己撤销一次。"
				  "要改正，请选对的结果并写明原因"),
	[MSG_REMARK_NEEDED] = STR_INIT("例外登记要写明原因，备注不能删空"),
	[MSG_MOVE_WHERE] = STR_INIT("请填写改到哪天、几点"),
	[MSG_MOVE_SAME] = STR_INIT("现在约的就是这个时间，不用改。要改，请选其他时间"),
	[MSG_DAY_WRONG] = STR_INIT("没有看懂日期“{}”，请写成 11-28 或 28"),
	[MSG_TIME_WRONG] = STR_INIT("没有看懂时间“{}”，请写成 9:30 或 930"),
	[MSG_WHY] = STR_INIT("请写明原因"),
	[MSG_SOURCE_NONE] = STR_INIT("刚才列出的预约都已取消或办理，没有再取消。请看现在的列表"),
	[MSG_PICKUP] = STR_INIT("已收件的请填写取件时间"),
	[MSG_PICKUP_DAY] = STR_INIT("取件时间请填今天起一年内的日子"),
	[MSG_PERIOD] = STR_INIT("请填写起止日期，前后不超过 366 天"),
	[MSG_WORKBOOK_LONG] =
		STR_INIT("全部窗口的 Excel 表一次最多 31 天。请缩短日期、选一个窗口，或导出 CSV"),
	[MSG_EXPORT_FAILED] = STR_INIT("表格没有做成，请过一会儿再试，或导出 CSV。"),
	[MSG_ADDRESS] = STR_INIT("要邮寄的请填写地址"),
	[MSG_NAME_EMPTY] = STR_INIT("请填写申请人姓名"),
	[MSG_NAME_LONG] = STR_INIT("姓名请不要超过 50 个字"),
	[MSG_NAME_CHARS] = STR_INIT("姓名里有不能使用的符号“{}”，请改正"),
	[MSG_AGENT_LONG] = STR_INIT("代理人姓名请不要超过 50 个字"),
	[MSG_AGENT_CHARS] = STR_INIT("代理人姓名里有不能使用的符号“{}”，请改正"),
	[MSG_PHONE_EMPTY] = STR_INIT("请填写联系电话"),
	[MSG_PHONE_MOBILE] = STR_INIT("手机号码应为 11 位，您填了 {} 位"),
	[MSG_PHONE_FIXED] = STR_INIT("固定电话请连同区号填写，例如 0797-6827737"),
	[MSG_PHONE_CHARS] = STR_INIT("联系电话请只填数字"),
	[MSG_NOTE_LONG] = STR_INIT("说明请不要超过 100 个字，现在是 {} 个字"),
	[MSG_NOTE_CHARS] = STR_INIT("说明里有不能使用的符号“{}”，请改正"),
	[MSG_FORM_OLD] = STR_INIT("页面打开的时间太久了。您填的内容都还在，请再点一次“确认预约”。"),
	[MSG_FORM_TRAP] = STR_INIT("页面没有填写完整。您填的内容都还在，请再点一次“确认预约”。"),
	[MSG_MOVE_OLD] = STR_INIT("页面打开的时间太久了。您选的还在，请再点一次“确定改期”。"),
	[MSG_MOVE_GONE] = STR_INIT("这件事已调整，不能在网上改期。请打窗口电话 {}。"),
	[MSG_DUP] = STR_INIT("这个电话已经约过这件事。请用预约编号查询，或打窗口电话 {}。"),
	[MSG_LIMIT] = STR_INIT("这个电话已有 {} 个未办理的预约。如需再约，请打窗口电话 {}。"),
	[MSG_RATE] = STR_INIT("提交太频繁，请 {}后再试，或打窗口电话 {}。您填的内容都还在。"),
	[MSG_SAVE] = STR_INIT("没有保存成功，预约还没有生效。您填的内容都还在，请再点一次；"
			      "仍不行请打 {}。"),
	[MSG_CLOCK] = STR_INIT("系统时间不对，网上预约暂停。请打 {} 预约，或在窗口当面预约。"),
	[MSG_LOOKUP_NONE] =
		STR_INIT("没有找到。请核对编号和电话后四位；也可以打窗口电话 {} 查询。"),
	[MSG_LOOKUP_WAIT] = STR_INIT("核对次数太多，请一小时后再试，或打窗口电话 {}。"),
	[MSG_SIGNIN_WRONG] = STR_INIT("用户名、口令或动态口令不对，请核对后再试。"),
	[MSG_SIGNIN_WAIT] = STR_INIT("登录没有成功的次数太多，请 15 分钟后再试。"),
	[MSG_SIGNIN_BUSY] = STR_INIT("现在登录的人太多，请稍后再试。"),
	[MSG_PASSWORD_SHORT] =
		STR_INIT("新口令至少要 15 个字符。可以用一句自己记得住的话，中文也行。"),
	[MSG_PASSWORD_LONG] = STR_INIT("新口令太长了，请不要超过 256 个字节（约 85 个汉字）。"),
	[MSG_PASSWORD_COMMON] =
		STR_INIT("这个口令容易被猜到（常用词、本地名称、大厅电话）。请换一个。"),
	[MSG_PASSWORD_AGAIN] = STR_INIT("两次填的新口令不一样，请重新填写。"),
	[MSG_PASSWORD_SAME] = STR_INIT("新口令不能和现在的口令一样。"),
	[MSG_PASSWORD_WRONG] = STR_INIT("现在的口令不对，请核对后再试。"),
	[MSG_TOTP_BEGUN] = STR_INIT("请用手机扫码，再填一次手机上显示的 6 位数字。"),
	[MSG_TOTP_ON] = STR_INIT("动态口令已开通。请抄下备用码，只显示这一次。"),
	[MSG_TOTP_CODES] = STR_INIT("已换成新的备用码，旧的不能再用。请抄下，只显示这一次。"),
	[MSG_TOTP_OFF] = STR_INIT("动态口令已停用。"),
	[MSG_TOTP_IS_ON] = STR_INIT("动态口令已经开通。要换手机，请先停用。"),
	[MSG_TOTP_IS_OFF] = STR_INIT("动态口令没有开通。"),
	[MSG_TOTP_WRONG] = STR_INIT("动态口令不对。请等手机上换了数字再填；用过的数字不能再用。"),
	[MSG_ACCOUNT_NAME] = STR_INIT("用户名用 1 到 40 个字母、数字和 . _ -，例如 hz04"),
	[MSG_ACCOUNT_TAKEN] = STR_INIT("已经有这个用户名，请换一个。"),
	[MSG_ACCOUNT_ROLE] = STR_INIT("请选择角色。"),
	[MSG_ACCOUNT_WINDOW] = STR_INIT("窗口工作人员要选所在的窗口。"),
	[MSG_ACCOUNT_NONE] = STR_INIT("没有这个账号。"),
	[MSG_ACCOUNT_OWN] = STR_INIT("自己的账号请在“我的账号”里改；停用要请另一位管理员。"),
	[MSG_ACCOUNT_LAST] =
		STR_INIT("这是最后一个可用的管理员，不能停用。请先新增或恢复另一位管理员。"),
	[MSG_ACCOUNT_DISABLED] = STR_INIT("账号 {} 已停用，正在登录的已退出。"),
	[MSG_ACCOUNT_ENABLED] = STR_INIT("账号 {} 已恢复。"),
	[MSG_ACCOUNT_ENDED] = STR_INIT("账号 {} 正在登录的都已退出。"),
	[MSG_WINDOW_NONE] = STR_INIT("请填写清单里有的窗口序号"),
	[MSG_DAY_NONE] = STR_INIT("请选择日期，从今天起"),
	[MSG_HALF_NONE] = STR_INIT("请选择全天、上午或下午"),
	[MSG_REASON_EMPTY] = STR_INIT("请写明原因，群众会看到"),
	[MSG_CALL_GONE] = STR_INIT("这一条已经不用打电话了"),
	[MSG_TEXT_EMPTY] = STR_INIT("请写明情况"),
	[MSG_TEXT_LONG] = STR_INIT("内容请不要超过 1000 个字，现在是 {} 个字"),
	[MSG_LOG_DAY] = STR_INIT("日期应是今天或以前"),
	[MSG_POST_NONE] = STR_INIT("{} 没有这个岗位：工作日排中午，双休日和节假日排值班"),
	[MSG_PERSON_NONE] = STR_INIT("“{}”不在这个岗位可排的人员里，请先在“人员”里登记"),
	[MSG_SPAN_NONE] = STR_INIT("请填写开始和结束日期，结束不早于开始"),
	[MSG_NAMES_EMPTY] = STR_INIT("请填写姓名，几个人之间用“、”"),
	[MSG_WEEK_NONE] = STR_INIT("请填写两个不同的星期，都从星期一开始"),
	[MSG_CSV_CELL] = STR_INIT("第 {} 行 第 {} 列（{}）：{}"),
	[MSG_CSV_HEAD] = STR_INIT("第 1 行缺少“{}”这一列"),
	[MSG_CSV_QUOTE] = STR_INIT("第 {} 行：英文引号只有一半，请补上或删去"),
	[MSG_CSV_DAY] = STR_INIT("“{}”不是日期，应写成 2026-01-31 这样"),
	[MSG_CSV_ROLE] =
		STR_INIT("“{}”不在清单里，只能填“前台受理”“后台审批”“值班人员”或“值班负责人”"),
	[MSG_CSV_EMPTY] = STR_INIT("没有内容：第一行是表头，下面每行一个岗位"),
	[MSG_CSV_MANY] = STR_INIT("错误太多，先改正这些"),
	[MSG_PERSON_WRONG] = STR_INIT("请填写姓名，和清单里有的窗口序号"),
	[MSG_SETTLE_GONE] = STR_INIT("这一班已经结清，或还没有值完"),
	[MSG_SETTLE_KIND] = STR_INIT("请选择补助或轮休，并填写日期"),
	[MSG_400] = STR_INIT("没有看懂这次提交"),
	[MSG_400_P] = STR_INIT("请返回上一页，刷新后重新填写。"),
	[MSG_403] = STR_INIT("这次提交不是从本网站发出的"),
	[MSG_403_P] = STR_INIT("请从本网站的页面重新填写。"),
	[MSG_404] = STR_INIT("没有找到这个页面"),
	[MSG_404_P] = STR_INIT("网址可能抄错了，或页面已经移走。可以从首页重新查找，或打 {}。"),
	[MSG_405] = STR_INIT("这个页面不能这样打开"),
	[MSG_405_P] = STR_INIT("请从首页重新查找。"),
	[MSG_409] = STR_INIT("这个预约现在不能取消"),
	[MSG_409_P] = STR_INIT("预约的时间已到，或已经办理。有变动请打窗口电话 {}。"),
	[MSG_413] = STR_INIT("填写的内容太长"),
	[MSG_413_P] = STR_INIT("请返回上一页，改短一些再提交。"),
	[MSG_LOCKED] = STR_INIT("这个预约现在不能改动"),
	[MSG_LOCKED_P] = STR_INIT("预约的时间已到，或已经办理。有变动请打窗口电话 {}。"),
	[MSG_500] = STR_INIT("系统出了问题，不是您填错了"),
	[MSG_500_P] = STR_INIT("请稍后再试，或打 {}。"),
	[MSG_MAY_NOT] = STR_INIT("您的账号不能做这件事"),
	[MSG_MAY_NOT_P] = STR_INIT("需要时请找管理员调整账号的角色或窗口。"),
	[MSG_503] = STR_INIT("网上预约暂时不能用"),
};

struct str message_text(struct arena *a, enum message id, const struct str *arg, size_t nargs)
{
	struct str rest = text[id], out = { "", 0 };

	for (size_t i = 0; i < nargs; i++) {
		size_t at = str_find(rest, STR("{}"));

		assert(at != SIZE_MAX);
		out = arena_printf(a, "%.*s%.*s%.*s", STR_ARG(out), STR_ARG(str_head(rest, at)),
				   STR_ARG(arg[i]));
		rest = str_from(rest, at + 2);
	}
	return arena_printf(a, "%.*s%.*s", STR_ARG(out), STR_ARG(rest));
}

struct str message_with(struct arena *a, enum message id, struct str arg)
{
	return message_text(a, id, &arg, 1);
}

struct str message_plain(enum message id)
{
	return text[id];
}

/** Words that the names of a fictional city in Shandong are made of: [Chinese, English]. */
export type Word = readonly [zh: string, en: string]

const words = (text: string): Word[] =>
  text.split('|').map(pair => {
    const [zh = '', en = ''] = pair.trim().split(/ (.*)/)
    return [zh, en]
  })

export const CITY: Word = ['泺川市', 'Luochuan City']

export const STREETS = words(
  '人民 Renmin|解放 Jiefang|建设 Jianshe|和平 Heping|文化 Wenhua|胜利 Shengli|青年 Qingnian|新华 Xinhua|工业 Gongye|' +
    '迎宾 Yingbin|泺源 Luoyuan|历山 Lishan|趵突 Baotu|龙泉 Longquan|凤鸣 Fengming|齐鲁 Qilu|舜耕 Shungeng|经纬 Jingwei|' +
    '明湖 Minghu|府前 Fuqian|学院 Xueyuan|体育 Tiyu|花园 Huayuan|洪楼 Honglou|山师 Shanshi|济泺 Jiluo|北园 Beiyuan|' +
    '英雄 Yingxiong|玉函 Yuhan|千佛 Qianfo|旅游 Lüyou|康虹 Kanghong|新泺 Xinluo|天辰 Tianchen|舜华 Shunhua|' +
    '凤凰 Fenghuang|汉峪 Hanyu|奥体 Aoti|龙奥 Longao|世纪 Shiji|春晖 Chunhui|东风 Dongfeng|红旗 Hongqi|团结 Tuanjie|' +
    '友谊 Youyi|光明 Guangming|振兴 Zhenxing|长江 Changjiang|黄河 Huanghe|泰山 Taishan|沂河 Yihe|汶水 Wenshui|' +
    '银杏 Yinxing|柳泉 Liuquan|桃园 Taoyuan|梅岭 Meiling|兰亭 Lanting|荷香 Hexiang|桂苑 Guiyuan|松涛 Songtao|' +
    '望岳 Wangyue|听涛 Tingtao|观澜 Guanlan|映山 Yingshan|清源 Qingyuan|永安 Yongan|太平 Taiping|兴隆 Xinglong|' +
    '钟楼 Zhonglou|鼓楼 Gulou|文庙 Wenmiao|贡院 Gongyuan|县学 Xianxue|按察司 Anchasi|司里 Sili|榜棚 Bangpeng|' +
    '芙蓉 Furong|曲水 Qushui|后宰门 Houzaimen|启明 Qiming|科创 Kechuang|创业 Chuangye|港源 Gangyuan|崇华 Chonghua|' +
    '颖秀 Yingxiu|会展 Huizhan|机场 Jichang|物流 Wuliu|药谷 Yaogu|飞跃 Feiyue|世纪东 Shijidong|经十 Jingshi|纬二 Weier|' +
    '唐冶 Tangye|文苑 Wenyuan|花楼 Hualou|敬业 Jingye|稼轩 Jiaxuan|易安 Yian|辛弃疾 Xinqiji|清照 Qingzhao|大学 Daxue|丹桂 Dangui',
)

export const DISTRICTS = words(
  '老城 Old Town|东关 East Gate|西关 West Gate|南关 South Gate|北关 North Gate|泉城 Spring City|湖滨 Lakeside|高新 Hi-Tech|' +
    '大学城 University|开发区 Development|滨河 Riverside|龙山 Longshan|凤凰山 Phoenix Hill|银杏园 Ginkgo Garden|柳泉 Liuquan|' +
    '金鼎 Jinding|望岳 Wangyue|听泉 Tingquan|红旗 Hongqi|钢城 Steel Works|纺织城 Textile|铁路新村 Railway Village|汽配城 Auto Parts|' +
    '空港 Airport|会展 Exhibition|奥体 Olympic|火车站 Railway Station|体育场 Stadium|植物园 Botanic Garden|动物园 Zoo|' +
    '文化宫 Culture Palace|师范 Normal School|农校 Farm School|机床厂 Machine Tools|啤酒厂 Brewery|面粉厂 Flour Mill|' +
    '造纸厂 Paper Mill|北园 Beiyuan|南坛 Nantan|花园 Huayuan|历山 Lishan|明湖 Minghu|趵突泉 Baotu Spring|黑虎泉 Black Tiger Spring|' +
    '五龙潭 Five Dragon Pool|洪楼 Honglou|七里堡 Qilibao|八里桥 Baliqiao|十里河 Shilihe|王官庄 Wangguanzhuang|段店 Duandian|' +
    '党家 Dangjia|崔马 Cuima|兴隆 Xinglong|石河 Shihe|义和庄 Yihezhuang|刘家庄 Liujiazhuang|宋家桥 Songjiaqiao|盛福 Shengfu|' +
    '唐冶 Tangye|孙村 Suncun|彩石 Caishi|郭店 Guodian|董家 Dongjia|临港 Lingang|遥墙 Yaoqiang|鲍山 Baoshan|王舍人 Wangsheren|' +
    '雪山 Snow Hill|贤文 Xianwen|药谷 Pharma Valley|汉峪 Hanyu|龙洞 Longdong|燕山 Yanshan|智远 Zhiyuan|丁家 Dingjia|孟家 Mengjia|' +
    '祝舜 Zhushun|华山 Huashan',
)

export const ESTATES = words(
  '阳光花园 Sunshine Garden|翠湖小区 Emerald Lake|锦绣苑 Jinxiu Court|金色家园 Golden Home|泉景天沅 Spring View|丽景苑 Lijing Court|' +
    '东方新城 Oriental New Town|水岸华庭 Waterfront Court|书香苑 Scholars Court|紫荆园 Bauhinia Garden|名士豪庭 Mingshi Court|' +
    '荷塘月色 Lotus Moonlight|绿地新都 Greenland New Town|福泰小区 Futai|康乐新村 Kangle New Village|百合园 Lily Garden|' +
    '建工宿舍 Builders Quarters|教师新村 Teachers Village|幸福里 Happiness Lane|玉兰花园 Magnolia Garden|龙泽苑 Longze Court|' +
    '银座花园 Yinzuo Garden|天泰家园 Tiantai Home|恒大绿洲 Oasis|盛世华苑 Shengshi Court|怡和苑 Yihe Court|馨园小区 Xinyuan|' +
    '山水泉城 Hills and Springs|伟东新都 Weidong New Town|领秀城 Lingxiu Town|舜玉小区 Shunyu|燕子山庄 Swallow Hill|' +
    '济钢新村 Steel New Village|铁路宿舍 Railway Quarters|棉纺小区 Cotton Mill Quarters|永盛小区 Yongsheng|望湖家园 Lakeview Home|' +
    '柳岸晓风 Willow Bank|枫林小镇 Maple Town|桃花源 Peach Spring|竹韵苑 Bamboo Court|香榭丽都 Champs Court|名仕公馆 Mingshi House',
)

export const HIGH_RISES = words(
  '世茂天城 Shimao Tower|中海国际 Zhonghai International|绿城玉园 Greentown Yuyuan|万科金域 Vanke Jinyu|保利中心 Poly Centre|' +
    '华润置地 China Resources Land|龙湖天街 Longhu Skyline|银丰玖玺 Yinfeng Jiuxi|鲁能领秀 Luneng Lingxiu|海信慧园 Hisense Park|' +
    '远洋天著 Sino-Ocean|碧桂园云顶 Country Garden Peak|融创中心 Sunac Centre|金茂府 Jinmao House|重汽翡翠 Zhongqi Jade|黄金时代 Golden Age',
)

export const SHOPS = words(
  '超市 supermarket|面馆 noodle house|酒楼 restaurant|药店 pharmacy|理发店 barber|宾馆 hotel|浴池 bathhouse|洗车行 car wash|' +
    '菜市场 market|写字楼 office building|银行 bank|茶社 tea house|烧烤店 barbecue|幼儿园 kindergarten|健身房 gym|印刷厂 print shop',
)

export const FAMILY_NAMES = words(
  '王 Wang|李 Li|张 Zhang|刘 Liu|陈 Chen|杨 Yang|赵 Zhao|孙 Sun|马 Ma|朱 Zhu|高 Gao|林 Lin|郭 Guo|何 He|宋 Song|徐 Xu',
)

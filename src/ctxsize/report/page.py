"""The look of the HTML report: one style sheet and a few lines of script, both inside of the page."""

from __future__ import annotations

STYLE = """
:root{--paper:#f6f5f1;--card:#fffefb;--ink:#22252b;--soft:#6a6f78;--line:#e3e0d8;--accent:#0f6f78;--bar:#cfe3e2;
--bad:#b3261e;--bad-bg:#fbe9e7;--warn:#8a5a00;--warn-bg:#fdf1d8;--info:#2b5c8a;--info-bg:#e6f0f8;--good:#1f6f43;--good-bg:#e4f2e9;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#16181c;--card:#1e2126;--ink:#e6e4df;--soft:#9aa0aa;--line:#31353c;
--accent:#63c1c6;--bar:#24474a;--bad:#ff8a80;--bad-bg:#3a2020;--warn:#f2c14e;--warn-bg:#382e17;--info:#8fc1ef;--info-bg:#1d2d3b;
--good:#7fd3a2;--good-bg:#1c3226}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1080px;margin:0 auto;padding:40px 24px 80px}
header{display:flex;flex-wrap:wrap;gap:8px 32px;align-items:flex-end;justify-content:space-between;margin-bottom:28px}
.eyebrow{color:var(--soft);font-size:13px;letter-spacing:.06em;text-transform:uppercase;margin:0 0 2px}
h1{font-size:52px;line-height:1.05;letter-spacing:-.025em;margin:0;font-weight:650;font-variant-numeric:tabular-nums}
h1 small{font-size:18px;font-weight:450;letter-spacing:0;color:var(--soft);margin-left:10px}
h2{font-size:17px;margin:0 0 12px;font-weight:650}h2 small{font-weight:450;color:var(--soft);margin-left:8px}
.facts{margin:10px 0 0;color:var(--soft)}code,.path{font-family:var(--mono);font-size:.9em;overflow-wrap:anywhere}
.facts code{color:var(--ink)}
.stamp{font-weight:650;padding:8px 16px;border-radius:999px;font-size:15px}
.pass{color:var(--good);background:var(--good-bg)}.fail,.error{color:var(--bad);background:var(--bad-bg)}
.skip,.warning{color:var(--warn);background:var(--warn-bg)}.info{color:var(--info);background:var(--info-bg)}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:22px 24px;margin:0 0 18px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:14px;margin-bottom:18px}
.cards section{margin:0;padding:16px 20px}.cards b{display:block;font-size:24px;font-weight:620;letter-spacing:-.01em;font-variant-numeric:tabular-nums}
.cards span{color:var(--soft);font-size:13.5px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:18px;margin-bottom:18px}.two section{margin:0}
table{border-collapse:collapse;width:100%}th{font-size:12.5px;color:var(--soft);font-weight:500;text-align:left;padding:0 10px 6px 0}
td{padding:7px 10px 7px 0;border-top:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}td.n{font-size:14px}
td.p{position:relative;width:99%}td.p i{position:absolute;inset:4px auto 4px -4px;background:var(--bar);border-radius:4px;z-index:0}
td.p span{position:relative;z-index:1;font-family:var(--mono);font-size:13px;overflow-wrap:anywhere}
.tag{display:inline-block;font-size:12px;font-weight:650;padding:1px 9px;border-radius:999px;white-space:nowrap}
.note{color:var(--soft);font-size:13.5px}.advice{color:var(--soft)}
details summary{cursor:pointer;color:var(--soft);font-size:13.5px}
tr.due>td{border:0;padding-top:0}tr.due td.path{width:99%}
.strip{display:flex;height:26px;border-radius:7px;overflow:hidden;margin:2px 0 14px}.strip i{display:block;min-width:2px}
.key{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:8px}
.find{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin-bottom:12px}
.find input{flex:1;min-width:220px;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:7px 12px}
.find button{font:inherit;font-size:13.5px;color:inherit;background:none;border:1px solid var(--line);border-radius:999px;padding:5px 14px;cursor:pointer}
.find button[aria-pressed=true]{border-color:var(--accent);color:var(--accent);font-weight:600}
.rows{list-style:none;margin:0;padding:0}.rows li{padding:11px 0;border-top:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 72px}
.rows .head{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}.rows b{font-weight:600}.rows p{margin:3px 0 0;overflow-wrap:anywhere}
[hidden]{display:none!important}footer{color:var(--soft);font-size:13px;margin-top:26px}
@media print{body{background:#fff}section{break-inside:avoid}.find{display:none}}
@media (max-width:560px){h1{font-size:38px}.two{grid-template-columns:1fr}main{padding:24px 14px}}
"""

SCRIPT = """
const list=document.querySelector('.rows');
if(list){
const rows=[...list.children],input=document.querySelector('.find input'),buttons=[...document.querySelectorAll('.find button')];
const shown=document.querySelector('.shown');let level='';
const apply=()=>{const words=input.value.toLowerCase();let n=0;
for(const row of rows){const fits=(!level||row.dataset.level===level)&&(!words||row.textContent.toLowerCase().includes(words));
row.hidden=!fits;if(fits)n++}shown.textContent=n===rows.length?'':n.toLocaleString('en')+' shown'};
let timer;input.addEventListener('input',()=>{clearTimeout(timer);timer=setTimeout(apply,80)});
for(const button of buttons)button.addEventListener('click',()=>{level=button.getAttribute('aria-pressed')==='true'?'':button.dataset.level;
for(const other of buttons)other.setAttribute('aria-pressed',String(other.dataset.level===level));apply()});
document.querySelector('.find').hidden=false}
"""

HUES = ("#0f6f78", "#d08c2e", "#8d4f8f", "#4f7d3a", "#b5523b", "#3f6fb0", "#a39a3a", "#6b7280", "#c0698b", "#5a9e97")
"""Colours of the extensions, the largest first."""

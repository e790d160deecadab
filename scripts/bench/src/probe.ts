import { renderPolymarket } from "./frames/tape.ts";
import { planEngine, openDecision } from "./intent/engine-parts.ts";
import { FireLog } from "./intent/fire-log.ts";
import { ConventionalEngine } from "./intent/conventional-engine.ts";
import { OrderSink } from "./intent/order-sink.ts";
import { RingProducer } from "@augury/ring";
import { EpochTable, MarketPublisher } from "@augury/wire";
import { PolymarketFeedCore, POLYMARKET_COUNTERS } from "@augury/venue-polymarket";
import { Counters, createCounters } from "@augury/telemetry";
import { systemClock } from "@augury/core";
import { quantile } from "./measure/quantiles.ts";
const tape=renderPolymarket({extraMarkets:86,levels:42,frames:20000});
const log=FireLog.create(), clog=FireLog.create();
const parts=planEngine({instruments:tape.instruments,port:1,path:"/",inline:true,log});
const shell=openDecision(parts.decision); const sink=new OrderSink(parts.memory,tape.instruments.list);
const ring=new RingProducer(parts.memory.market.polymarket);
const pub=new MarketPublisher(ring,new EpochTable(parts.memory.epochs),1,()=>{});
const core=new PolymarketFeedCore({instruments:tape.instruments,publisher:pub,link:{send(){},reconnect(){}},counters:new Counters(createCounters(POLYMARKET_COUNTERS)),config:{assetsPerSocketMax:400,hashBudgetPerSecond:Number(process.argv[2]??500)}});
const conv=new ConventionalEngine(tape.instruments,clog);
log.begin(20); clog.begin(20);
core.open(0,systemClock.nowUs());
const bytes=tape.frames.map(f=>Buffer.from(f)); const snap=tape.snapshots.map(f=>Buffer.from(f));
function one(b:Uint8Array,out?:number[][]){
 const t0=Bun.nanoseconds(); core.frame(0,b,systemClock.nowUs()); const t1=Bun.nanoseconds(); ring.flush(); const t2=Bun.nanoseconds(); let n=shell.step(); const t3=Bun.nanoseconds(); while(n>0) n=shell.step(); sink.step();
 if(out){out[0].push(t1-t0);out[1].push(t2-t1);out[2].push(t3-t2);}
}
for(const s of snap){one(s);} for(let k=0;k<50;k++) {shell.step();sink.step();}
let at=0; const next=()=>{ if(at===bytes.length){at=0; for(const s of snap){one(s);} while(shell.step()>0) sink.step(); for(const s of tape.snapshots) conv.frame(s,0);} return at++; };
for(const s of tape.snapshots) conv.frame(s,0);
const t=performance.now(); for(let i=0;i<300_000;i++){const k=next(); one(bytes[k]); conv.frame(tape.frames[k],0); if(clog.published>60000){clog.begin(20);log.begin(20);} }
console.log("hot pass ms",performance.now()-t, log.fired, clog.fired);
for (const idle of [0,1,5]) {
 const out:number[][]=[[],[],[]], c:number[]=[];
 for(let i=0;i<600;i++){ const k=next(); if(idle) await Bun.sleep(idle); one(bytes[k],out); if(idle) await Bun.sleep(idle); const t0=Bun.nanoseconds(); conv.frame(tape.frames[k],0); c.push(Bun.nanoseconds()-t0); }
 console.log("idle",idle,"core.frame",out.map(o=>[quantile(o,.5),quantile(o,.99)].map(x=>(x/1000).toFixed(1)).join("/")).join("  "),"conv",(quantile(c,.5)/1000).toFixed(1),(quantile(c,.99)/1000).toFixed(1));
}
process.exit(0);

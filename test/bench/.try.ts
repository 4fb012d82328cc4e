import { Victims } from '../support/ledgerVictims.ts';
import { LedgerFolder } from '../support/ledgerFolder.ts';
const v = await Victims.build();
const f = await LedgerFolder.create();
let cpu0=process.resourceUsage();
for (const [t,c] of [['main',4],['main',30],['worker',5],['worker',30],['worker',60]] as const) {
 const t0=performance.now(); const r=await v.run({folder:f.path,runs:60,isHectic:true},{thread:t,change:c});
 console.log(t,c,Math.round(performance.now()-t0),r.isKilled,r.acknowledged.size,JSON.stringify(r.errors));
}
console.log(process.env.TMPDIR);
await f.remove(); await v.remove();

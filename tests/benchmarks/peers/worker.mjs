// Times one engine: `node worker.mjs ENGINE` answers each line, a JSON list of births, with the microseconds of each.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const [engine, folder] = process.argv.slice(2);
const resolve = createRequire(pathToFileURL(folder + "/")).resolve;
const SEOUL_LONGITUDE_DEG = 126.978;

async function load(name) {
  return import(pathToFileURL(name));
}

const ENGINES = {
  async ssaju() {
    const { calculateSaju } = await load(`${folder}/node_modules/ssaju/dist/index.mjs`);
    return (year, month, day, hour, minute, sex) =>
      calculateSaju({
        year, month, day, hour, minute, gender: sex === "male" ? "남" : "여",
        applyLocalMeanTime: true, longitude: SEOUL_LONGITUDE_DEG,
      });
  },
  async manseryeok() {
    const { calculateFourPillars } = await load(resolve("manseryeok"));
    return (year, month, day, hour, minute, gender) => {
      const found = calculateFourPillars({
        year, month, day, hour, minute, gender, trueSolarTime: { longitude: SEOUL_LONGITUDE_DEG },
      });
      return [found.toObject(), found.tenGods, found.voidBranches, found.luckPillars];
    };
  },
  async "@orrery/core"() {
    const { calculateSaju } = await load(`${folder}/node_modules/@orrery/core/dist/saju.js`);
    return (year, month, day, hour, minute, sex) =>
      calculateSaju({ year, month, day, hour, minute, gender: sex === "male" ? "M" : "F" });
  },
};

const compute = await ENGINES[engine]();
for await (const line of createInterface({ input: process.stdin })) {
  const spent = [];
  for (const birth of JSON.parse(line)) {
    const started = performance.now();
    compute(...birth);
    spent.push((performance.now() - started) * 1000);
  }
  console.log(JSON.stringify(spent));
}

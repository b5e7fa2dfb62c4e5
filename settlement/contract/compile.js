// Compiles sol/*.sol, sol/test/*.sol and OpenZeppelin's AccessManager by solc's standard JSON, and writes NAME.abi and NAME.bin of each contract named.
// node compile.js <folder of node_modules> <folder of sources> <folder to write to> <contract>...
const fs = require('fs');
const path = require('path');
const [modules, sources, out, ...contracts] = process.argv.slice(2);
const solc = require(path.join(modules, 'solc'));

const files = {};
const where = {}; // of each contract's source
for (const folder of ['', 'test/']) {
  for (const name of fs.readdirSync(path.join(sources, folder)).filter((n) => n.endsWith('.sol'))) {
    where[name.replace('.sol', '')] = 'sol/' + folder + name;
    files['sol/' + folder + name] = { content: fs.readFileSync(path.join(sources, folder, name), 'utf8') };
  }
}
const manager = '@openzeppelin/contracts/access/manager/AccessManager.sol';
where.AccessManager = manager;
files[manager] = { content: fs.readFileSync(path.join(modules, manager), 'utf8') };

const input = {
  language: 'Solidity',
  sources: files,
  settings: {
    evmVersion: 'cancun',
    viaIR: true,
    optimizer: { enabled: true, runs: 10000 },
    metadata: { bytecodeHash: 'none' }, // so that comments and paths do not change the code
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
  },
};
const found = (name) => ({ contents: fs.readFileSync(path.join(modules, name), 'utf8') });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
// 2394 warns of transient storage, which the reentrancy guard clears as it should.
const problems = (output.errors || []).filter((p) => p.errorCode !== '2394');
for (const p of problems) console.error(p.formattedMessage);
if (problems.length) process.exit(1); // a warning fails too

for (const name of contracts) {
  const made = output.contracts[where[name]][name];
  fs.writeFileSync(path.join(out, name + '.abi'), JSON.stringify(made.abi));
  fs.writeFileSync(path.join(out, name + '.bin'), made.evm.bytecode.object);
  console.log(`${name} ${made.evm.deployedBytecode.object.length / 2}`);
}

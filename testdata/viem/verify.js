// Recomputes every value of ../vectors.json from its inputs with viem and compares. Nothing here was derived from the Go code:
// what the formats are is written in docs/formats.md.
//
//   npm ci && node verify.js [path of vectors.json]
'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const viem = require('viem')
const { privateKeyToAccount } = require('viem/accounts')
const { concat, encodeAbiParameters, encodePacked, hashStruct, hashTypedData, keccak256, numberToHex, recoverTypedDataAddress, stringToHex, verifyTypedData } = viem

const file = process.argv[2] ?? path.join(__dirname, '..', 'vectors.json')
const vectors = JSON.parse(fs.readFileSync(file, 'utf8'))
const text = (s) => keccak256(stringToHex(s))
let checks = 0
const same = (got, want, what) => {
  assert.deepEqual(got, want, what)
  checks++
}

// Objects. The types stand here once more, so that a change of one in the file does not go unseen.
const anchors = {
  Order: 'address payer,address provider,bytes32 model,bytes32 requestHash,bytes32 clientSeed,uint32 maxPrompt,uint32 maxOutput,uint128 priceInput,uint128 priceOutput,uint128 maxFee,uint64 created,uint64 expiry,uint64 templateTime,uint8 privacy,bytes32 nonce,bytes32 session,bytes32 parent,bytes32 prefixHash,uint32 start',
  Acceptance: 'bytes32 job,bytes32 promptHash,uint32 promptTokens,uint64 anchorBy',
  Step: 'bytes32 job,uint32 number,bytes32 root,uint32 outputTokens,uint128 fee',
  Cancel: 'bytes32 job,uint32 outputTokens',
  Receipt: 'bytes32 job,address payer,address provider,bytes32 model,bytes32 requestHash,uint32 promptTokens,uint32 outputTokens,bytes32 root,bytes32 outputHash,uint128 fee,uint64 started,uint64 ended,uint8 finish',
  Binding: 'address owner,bytes32 peer',
  Anchor: 'address node,uint64 epoch,bytes32 root,uint64 count',
  Verdict: 'bytes32 job,bytes32 object,address provider,bytes32 model,uint64 epoch,address validator,uint8 role,uint32 seat,uint8 finding,int32 s1,int32 s1Window,int32 s2,int32 s2Window,bytes32 cell,bytes32 evidence',
  Commit: 'bytes32 job,bytes32 object,address validator,uint32 seat,bytes32 hash',
  Opening: 'bytes32 job,bytes32 object,bytes32 commits,bytes32 sketches',
  Reveal: 'bytes32 job,bytes32 object,address validator,uint32 seat,int32 s1,int32 s1Window,bytes32 sketches,bytes32 salt',
  Ballot: 'address provider,bytes32 object,address validator,uint32 seat,uint8 guilty',
}
const escrow = { Voucher: 'address payer,address provider,bytes32 model,uint128 amount' }
const kindBytes = { Order: 1, Acceptance: 2, Step: 3, Cancel: 4, Receipt: 5, Voucher: 6, Binding: 7, Anchor: 8, Verdict: 9, Commit: 10, Opening: 11, Reveal: 12, Ballot: 13 }
const parse = (type) => type.split(',').map((field) => {
  const [type, name] = field.split(' ')
  return { type, name }
})

async function checkObject(o) {
  const what = `${o.kind} (${o.case})`
  const inEscrow = o.kind in escrow
  const type = inEscrow ? escrow[o.kind] : anchors[o.kind]
  const fields = parse(type)
  same(o.type, `${o.kind}(${type})`, `${what}: type`)
  same(o.kindByte, kindBytes[o.kind], `${what}: kind`)
  same(Object.keys(o.fields).sort(), fields.map((f) => f.name).sort(), `${what}: fields`)
  const message = {}
  for (const { type, name } of fields) message[name] = /^u?int/.test(type) ? BigInt(o.fields[name]) : o.fields[name]
  const words = encodeAbiParameters(fields, fields.map((f) => (/^u?int(8|32)$/.test(f.type) ? Number(message[f.name]) : message[f.name])))
  same(o.encoding, concat([numberToHex(vectors.version, { size: 1 }), numberToHex(o.kindByte, { size: 1 }), words]), `${what}: encoding`)
  same(o.signed.length, vectors.domains.length, `${what}: one signature a domain`)
  for (const [i, d] of vectors.domains.entries()) {
    const s = o.signed[i]
    const typed = {
      domain: {
        name: inEscrow ? 'dgrid Escrow' : 'dgrid Anchors', version: String(vectors.version),
        chainId: BigInt(d.chainId), verifyingContract: inEscrow ? d.escrow : d.anchors,
      },
      types: { [o.kind]: fields }, primaryType: o.kind, message,
    }
    const account = privateKeyToAccount(s.privateKey)
    same(hashTypedData(typed), s.hash, `${what}: hash`)
    same(account.address.toLowerCase(), s.signer, `${what}: signer`)
    same(await account.signTypedData(typed), s.signature, `${what}: signature`)
    same((await recoverTypedDataAddress({ ...typed, signature: s.signature })).toLowerCase(), s.signer, `${what}: recovered signer`)
    same(await verifyTypedData({ ...typed, address: s.signer, signature: s.signature }), true, `${what}: verified`)
  }
}

const requestTypes = {
  Request: parse('Message[] messages,string tools,Params params,bytes32 nonce'),
  Message: parse('string role,string content,string name,string toolCallId,string toolCalls'),
  Params: parse('int32 temperature,uint32 topK,int32 topP,int32 minP,int32 repetitionPenalty,uint32 repetitionWindow,int32 frequencyPenalty,int32 presencePenalty,TokenBias[] logitBias,string[] stop,string grammar'),
  TokenBias: parse('uint32 token,int32 bias'),
}

function checkRequest({ case: name, request, hash }) {
  const data = {
    tools: '', ...request,
    messages: request.messages.map((m) => ({ name: '', toolCallId: '', toolCalls: '', ...m })),
    params: { logitBias: [], stop: [], grammar: '', ...request.params },
  }
  same(hashStruct({ data, primaryType: 'Request', types: requestTypes }), hash, `request (${name})`)
}

function checkModel(m) {
  const types = ['string', 'bytes32[]', 'bytes32[]', 'string[]', 'bytes32', 'string', 'string'].map((type) => ({ type }))
  const encoded = encodeAbiParameters(types, ['dgrid/model/0', m.files, m.adapters, m.overrides, m.template, m.kvCache, m.sampler])
  same(keccak256(encoded), m.id, 'model id')
}

function checkSeeds() {
  for (const { seed, clientSeed } of vectors.userSeeds) {
    same(keccak256(encodePacked(['string', 'int64'], ['dgrid/user-seed/0', BigInt(seed)])), clientSeed, `user seed ${seed}`)
  }
  for (const { model, clientSeed, seed } of vectors.jobSeeds) {
    same(keccak256(encodePacked(['string', 'bytes32', 'bytes32'], ['dgrid/seed/0', model, clientSeed])), seed, 'job seed')
  }
}

// packed is hash over numbers of one type, side by side.
const packed = (type, numbers) => keccak256(concat(['0x', ...numbers.map((n) => encodePacked([type], [n]))]))

function checkLeaf({ leaf, sketches, idsHash, hash }) {
  same(packed('int32', leaf.ids), idsHash, 'ids of a leaf')
  same(packed('int16', sketches.flat()), leaf.sketchHash, 'sketches of a leaf')
  same(keccak256(concat(['0x00', idsHash, text(leaf.text), leaf.sketchHash])), hash, 'leaf')
}

// A tree as RFC 6962 defines it, by recursion; Go appends and keeps peaks.
const node = (left, right) => keccak256(concat(['0x01', left, right]))
const split = (n) => 2 ** Math.floor(Math.log2(n - 1))
const root = (leaves) => {
  if (leaves.length === 0) return keccak256('0x')
  if (leaves.length === 1) return leaves[0]
  const k = split(leaves.length)
  return node(root(leaves.slice(0, k)), root(leaves.slice(k)))
}
const proof = (leaves, i) => {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return i < k ? [...proof(leaves.slice(0, k), i), root(leaves.slice(k))] : [...proof(leaves.slice(k), i - k), root(leaves.slice(0, k))]
}

function checkTree({ size, root: want, paths }) {
  const leaves = Array.from({ length: size }, (_, i) => text(`leaf ${i}`))
  same(root(leaves), want, `root of ${size} leaves`)
  same(leaves.map((_, i) => proof(leaves, i)), paths, `paths of ${size} leaves`)
}

function checkFee({ price, input, output, fee }) {
  const most = 2n ** 128n - 1n
  const exact = output === 0 ? 0n : (BigInt(price.input) * BigInt(input) + BigInt(price.output) * BigInt(output)) / 1_000_000n
  same(String(exact > most ? most : exact), fee, `fee of ${input} and ${output} tokens`)
}

// Batches: a leaf's hash, its way to the root, and what is drawn by the batch.
function checkBatchLeaf({ leaf, seq, hash }) {
  const types = ['uint8', 'uint64', 'bytes32', 'address', 'bytes32', 'uint128', 'bytes32'].map((type) => ({ type }))
  const words = encodeAbiParameters(types, [leaf.kind, BigInt(seq), leaf.object, leaf.payer, leaf.model, BigInt(leaf.pairFee), leaf.previous])
  same(keccak256(concat(['0x00', words])), hash, `batch leaf ${seq}`)
}

function checkInclusions() {
  const hashes = vectors.batchLeaves.map((l) => l.hash)
  same(vectors.inclusions.length, hashes.length, 'an inclusion for each batch leaf')
  vectors.inclusions.forEach(({ batch, leaf, index, path }, i) => {
    same(leaf, vectors.batchLeaves[i].leaf, `inclusion ${i}: leaf`)
    same([index, batch.count, batch.root], [i, hashes.length, root(hashes)], `inclusion ${i}: index, count and root`)
    same(proof(hashes, i), path, `inclusion ${i}: path`)
  })
}

function checkRandomness({ blockHash, root, randomness, job, jobDraw, seats }) {
  same(keccak256(encodePacked(['bytes32', 'bytes32'], [blockHash, root])), randomness, 'randomness')
  same(keccak256(encodePacked(['string', 'bytes32', 'bytes32'], ['dgrid/draw/0', randomness, job])), jobDraw, 'draw of a job')
  for (const { seat, attempt, draw } of seats) {
    const types = ['bytes32', 'bytes32', 'uint64', 'uint64']
    same(keccak256(encodePacked(types, [randomness, job, BigInt(seat), BigInt(attempt)])), draw, `draw of seat ${seat}, attempt ${attempt}`)
  }
}

async function main() {
  same(vectors.version, 0, 'version')
  for (const o of vectors.objects) await checkObject(o)
  vectors.requests.forEach(checkRequest)
  vectors.models.forEach(checkModel)
  checkSeeds()
  vectors.leaves.forEach(checkLeaf)
  for (const { ids, text: t, hash } of vectors.outputs) same(keccak256(concat([packed('int32', ids), text(t)])), hash, 'output hash')
  vectors.trees.forEach(checkTree)
  vectors.fees.forEach(checkFee)
  vectors.batchLeaves.forEach(checkBatchLeaf)
  checkInclusions()
  vectors.randomness.forEach(checkRandomness)
  console.log(`${checks} values confirmed`)
}

main().catch((err) => {
  console.error(err.message)
  process.exit(1)
})

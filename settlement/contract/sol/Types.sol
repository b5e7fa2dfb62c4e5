// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The signed objects. Their fields, in this order, are the EIP-712 types; Go's package dgrid writes the same ones.

/// @notice A payer's wish.
struct Order {
    address payer;
    address provider;
    bytes32 model;
    bytes32 requestHash;
    bytes32 clientSeed;
    uint32 maxPrompt;
    uint32 maxOutput;
    uint128 priceInput;
    uint128 priceOutput;
    uint128 maxFee;
    uint64 created;
    uint64 expiry;
    uint64 templateTime;
    uint8 privacy;
    bytes32 nonce;
    bytes32 session;
    bytes32 parent;
    bytes32 prefixHash;
    uint32 start;
}

/// @notice A provider's word that it runs a job.
struct Acceptance {
    bytes32 job;
    bytes32 promptHash;
    uint32 promptTokens;
    uint64 anchorBy; // block by which the job's receipt or last step is anchored; 0 promises nothing
}

/// @notice A provider's commitment to an answer so far.
struct Step {
    bytes32 job;
    uint32 number;
    bytes32 root;
    uint32 outputTokens;
    uint128 fee;
}

/// @notice A provider's statement of a job that it finished.
struct Receipt {
    bytes32 job;
    address payer;
    address provider;
    bytes32 model;
    bytes32 requestHash;
    uint32 promptTokens;
    uint32 outputTokens;
    bytes32 root;
    bytes32 outputHash;
    uint128 fee;
    uint64 started;
    uint64 ended;
    uint8 finish;
}

/// @notice A payer's cumulative promise to one provider for one model.
struct Voucher {
    address payer;
    address provider;
    bytes32 model;
    uint128 amount;
}

/// @notice A node's word about one of its batches.
struct Anchor {
    address node;
    uint64 epoch;
    bytes32 root;
    uint64 count;
}

/// @notice A validator's finding on one job.
struct Verdict {
    bytes32 job;
    bytes32 object;
    address provider;
    bytes32 model;
    uint64 epoch;
    address validator;
    uint8 role;
    uint32 seat;
    uint8 finding;
    int32 s1;
    int32 s1Window;
    int32 s2;
    int32 s2Window;
    bytes32 cell;
    bytes32 evidence;
}

/// @notice A validator's vote in a dispute.
struct Ballot {
    address provider;
    bytes32 object; // of the disputed leaf
    address validator;
    uint32 seat;
    uint8 guilty; // 1 or 0
}

/// What is anchored.

/// @notice A batch as the chain holds it.
struct Batch {
    address node;
    uint64 epoch; // a node's batches count from 1 without gaps
    bytes32 root; // of the tree over the leaves' hashes
    uint64 count; // leaves, at least 1
    uint64 blockNumber; // in which it was anchored
}

/// @notice One entry of a batch.
struct Leaf {
    uint8 kind; // LEAF_RECEIPT, LEAF_VERDICT or LEAF_STEP
    uint64 seq; // number among all leaves of the node, from 0
    bytes32 object; // EIP-712 hash of the receipt, verdict or step
    address payer;
    bytes32 model;
    uint128 pairFee; // fees of this payer and model with this node, this leaf's included
    bytes32 previous; // hash of the leaf before of the same payer and model, or zero
}

/// @notice That a leaf is number `index` of a batch.
struct Proof {
    Batch batch;
    Leaf leaf;
    uint64 index;
    bytes32[] path; // from the leaf upwards
}

uint8 constant LEAF_RECEIPT = 1;
uint8 constant LEAF_VERDICT = 2;
uint8 constant LEAF_STEP = 3;

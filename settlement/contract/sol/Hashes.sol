// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Acceptance, Anchor, Ballot, Order, Receipt, Step, Verdict, Voucher} from "./Types.sol";

/// @notice EIP-712 struct hashes of the signed objects. Every field is static, so the words of the ABI are the words that are hashed.
library Hashes {
    bytes32 internal constant ORDER = keccak256(
        "Order(address payer,address provider,bytes32 model,bytes32 requestHash,bytes32 clientSeed,uint32 maxPrompt,uint32 maxOutput,uint128 priceInput,uint128 priceOutput,uint128 maxFee,uint64 created,uint64 expiry,uint64 templateTime,uint8 privacy,bytes32 nonce,bytes32 session,bytes32 parent,bytes32 prefixHash,uint32 start)"
    );
    bytes32 internal constant ACCEPTANCE = keccak256("Acceptance(bytes32 job,bytes32 promptHash,uint32 promptTokens,uint64 anchorBy)");
    bytes32 internal constant STEP = keccak256("Step(bytes32 job,uint32 number,bytes32 root,uint32 outputTokens,uint128 fee)");
    bytes32 internal constant RECEIPT = keccak256(
        "Receipt(bytes32 job,address payer,address provider,bytes32 model,bytes32 requestHash,uint32 promptTokens,uint32 outputTokens,bytes32 root,bytes32 outputHash,uint128 fee,uint64 started,uint64 ended,uint8 finish)"
    );
    bytes32 internal constant VOUCHER = keccak256("Voucher(address payer,address provider,bytes32 model,uint128 amount)");
    bytes32 internal constant ANCHOR = keccak256("Anchor(address node,uint64 epoch,bytes32 root,uint64 count)");
    bytes32 internal constant VERDICT = keccak256(
        "Verdict(bytes32 job,bytes32 object,address provider,bytes32 model,uint64 epoch,address validator,uint8 role,uint32 seat,uint8 finding,int32 s1,int32 s1Window,int32 s2,int32 s2Window,bytes32 cell,bytes32 evidence)"
    );
    bytes32 internal constant BALLOT = keccak256("Ballot(address provider,bytes32 object,address validator,uint32 seat,uint8 guilty)");

    function hash(Order calldata o) internal pure returns (bytes32) {
        return keccak256(abi.encode(ORDER, o));
    }

    function hash(Acceptance calldata a) internal pure returns (bytes32) {
        return keccak256(abi.encode(ACCEPTANCE, a));
    }

    function hash(Step calldata s) internal pure returns (bytes32) {
        return keccak256(abi.encode(STEP, s));
    }

    function hash(Receipt calldata r) internal pure returns (bytes32) {
        return keccak256(abi.encode(RECEIPT, r));
    }

    function hash(Voucher calldata v) internal pure returns (bytes32) {
        return keccak256(abi.encode(VOUCHER, v));
    }

    function hash(Anchor calldata a) internal pure returns (bytes32) {
        return keccak256(abi.encode(ANCHOR, a));
    }

    function hash(Verdict calldata v) internal pure returns (bytes32) {
        return keccak256(abi.encode(VERDICT, v));
    }

    function hash(Ballot calldata b) internal pure returns (bytes32) {
        return keccak256(abi.encode(BALLOT, b));
    }
}

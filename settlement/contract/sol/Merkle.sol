// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, Proof} from "./Types.sol";

/// @notice Positional Merkle trees of RFC 6962's shape over Keccak-256: leaves begin with 0x00, nodes with 0x01.
library Merkle {
    /// @notice keccak256(0x00 || abi.encode(leaf)). The encoding's length in memory, which nobody reads again, makes room for the prefix.
    function hash(Leaf calldata leaf) internal pure returns (bytes32 result) {
        bytes memory encoded = abi.encode(leaf);
        assembly ("memory-safe") {
            let length := mload(encoded)
            mstore(encoded, 0)
            result := keccak256(add(encoded, 31), add(length, 1))
        }
    }

    /// @notice Whether the proof's path leads from its leaf to its batch's root; says nothing of whether the batch is anchored.
    function included(Proof calldata proof) internal pure returns (bool) {
        return verify(proof.batch.root, hash(proof.leaf), proof.index, proof.batch.count, proof.path);
    }

    /// @notice Whether `path` proves that `leaf` is number `index` of the `size` leaves under `root` (RFC 9162, 2.1.3.2).
    function verify(bytes32 root, bytes32 leaf, uint256 index, uint256 size, bytes32[] calldata path) internal pure returns (bool) {
        if (index >= size) return false;
        uint256 last = size - 1;
        uint256 length = path.length;
        for (uint256 i; i < length; ++i) {
            if (last == 0) return false;
            if (index & 1 == 1 || index == last) {
                leaf = node(path[i], leaf);
                while (index & 1 == 0 && index != 0) {
                    index >>= 1;
                    last >>= 1;
                }
            } else {
                leaf = node(leaf, path[i]);
            }
            index >>= 1;
            last >>= 1;
        }
        return last == 0 && leaf == root;
    }

    /// @notice keccak256(0x01 || left || right), in scratch space: the last of its 65 bytes is the first of the free memory pointer, which is put back.
    function node(bytes32 left, bytes32 right) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let pointer := mload(0x40)
            mstore8(0x00, 1)
            mstore(0x01, left)
            mstore(0x21, right)
            result := keccak256(0x00, 0x41)
            mstore(0x40, pointer)
        }
    }
}

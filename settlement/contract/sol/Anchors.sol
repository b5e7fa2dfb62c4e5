// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {Hashes} from "./Hashes.sol";
import {Merkle} from "./Merkle.sol";
import {Staking} from "./Staking.sol";
import {Acceptance, Anchor, Ballot, Batch, LEAF_RECEIPT, Order, Proof, Receipt, Step, Verdict} from "./Types.sol";

/// @notice What nodes did: the roots of their batches in a ring of slots, and the block hashes by which jobs and seats are drawn. It is the
/// verifying contract of every signed object but the Voucher.
///
/// Randomness of a batch is keccak256(blockhash || root), of the block `pinDelay` after the anchor. The chain forgets a block's hash
/// after 256 blocks, so somebody pins it; where nobody did in time, the first block at a distance of 256 blocks more takes its place, as often as needed.
/// The next anchor pins the one before, so that every epoch below a node's last one is pinned.
contract Anchors is EIP712 {
    using Hashes for *;
    using Merkle for *;

    /// @notice Epochs have no gaps: anchor `want` next.
    error WrongEpoch(address node, uint64 have, uint64 want);
    /// @notice A batch has a root and at least one leaf.
    error EmptyBatch();
    /// @notice The node's next anchor is accepted from this time (seconds) on, after this block.
    error AnchorTooEarly(uint256 time, uint256 fromTime, uint256 blockNumber, uint256 afterBlock);
    /// @notice The signature is not of the owner or its signer.
    error BadSignature(address owner);
    /// @notice Only the node's last epoch can be pinned; the ones before are pinned already.
    error NotLast(address node, uint64 epoch, uint64 last);
    /// @notice The epoch is pinned already.
    error AlreadyPinned(address node, uint64 epoch);
    /// @notice The block whose hash is pinned has to pass first.
    error PinTooEarly(uint256 blockNumber, uint256 afterBlock);
    /// @notice A ring needs at least two slots, and a pin at most 255 blocks of delay.
    error BadParameters();

    event Anchored(address indexed node, uint64 indexed epoch, bytes32 root, uint64 count);
    /// @notice The batch's randomness is keccak256(blockHash || root).
    event Pinned(address indexed node, uint64 indexed epoch, bytes32 blockHash);

    struct Head {
        uint64 epoch;
        uint64 blockNumber;
        uint64 time;
        bool pinned;
    }

    /// @notice Who may sign for whom.
    Staking public immutable staking;
    /// @notice How many batches of a node the ring holds.
    uint32 public immutable slots;
    /// @notice Seconds between two anchors of a node, at least.
    uint64 public immutable minInterval;
    /// @notice Blocks from an anchor to the block whose hash makes its randomness.
    uint64 public immutable pinDelay;

    mapping(address node => Head) private heads;
    mapping(address node => mapping(uint256 slot => bytes32)) private ring;
    mapping(address node => mapping(uint256 slot => bytes32)) private pins;

    constructor(Staking staking_, uint32 slots_, uint64 minInterval_, uint64 pinDelay_) EIP712("dgrid Anchors", "0") {
        if (slots_ < 2 || pinDelay_ == 0 || pinDelay_ > 255) revert BadParameters();
        staking = staking_;
        slots = slots_;
        minInterval = minInterval_;
        pinDelay = pinDelay_;
    }

    /// @notice Anchors the caller's next batch.
    function anchor(uint64 epoch, bytes32 root, uint64 count) external {
        append(msg.sender, epoch, root, count);
    }

    /// @notice Anchors a batch for a node that signed it.
    function anchorFor(Anchor calldata a, bytes calldata signature) external {
        if (!staking.isSigned(a.node, hashAnchor(a), signature)) revert BadSignature(a.node);
        append(a.node, a.epoch, a.root, a.count);
    }

    /// @notice Pins the block hash of the node's last epoch. Anybody may.
    function pinRandomness(address node, uint64 epoch) external {
        Head storage h = heads[node];
        if (epoch == 0 || epoch != h.epoch) revert NotLast(node, epoch, h.epoch);
        if (h.pinned) revert AlreadyPinned(node, epoch);
        if (block.number <= h.blockNumber + pinDelay) revert PinTooEarly(block.number, h.blockNumber + pinDelay);
        h.pinned = true;
        pin(node, epoch, h.blockNumber);
    }

    /// @notice The node's last epoch, the block and the time (seconds) of its anchor; zeros for a node that never anchored.
    function head(address node) external view returns (uint64 epoch, uint64 blockNumber, uint64 time) {
        Head storage h = heads[node];
        return (h.epoch, h.blockNumber, h.time);
    }

    /// @notice The pinned block hash of an epoch that the ring still holds, or zero.
    function pinnedHash(address node, uint64 epoch) public view returns (bytes32) {
        Head storage h = heads[node];
        uint64 last = h.epoch;
        if (epoch == 0 || epoch > last || last - epoch >= slots || (epoch == last && !h.pinned)) return 0;
        return pins[node][epoch % slots];
    }

    /// @notice The batch's randomness, or zero where it is not pinned, or the ring does not hold the batch.
    function randomness(Batch calldata batch) external view returns (bytes32) {
        bytes32 blockHash = pinnedHash(batch.node, batch.epoch);
        if (blockHash == 0 || !holds(batch)) return 0;
        return keccak256(abi.encodePacked(blockHash, batch.root));
    }

    /// @notice Whether the ring holds the batch.
    function holds(Batch calldata batch) public view returns (bool) {
        return ring[batch.node][batch.epoch % slots] == keccak256(abi.encode(batch.epoch, batch.root, batch.count, batch.blockNumber));
    }

    /// @notice Whether the ring holds the proof's batch, and the leaf is in it.
    function includes(Proof calldata proof) public view returns (bool) {
        return holds(proof.batch) && proof.included();
    }

    /// @notice Whether the receipt's leaf is in a batch of its provider that the ring holds.
    function verifyReceipt(Proof calldata proof, Receipt calldata receipt) external view returns (bool) {
        return proof.leaf.kind == LEAF_RECEIPT && receipt.provider == proof.batch.node && proof.leaf.object == hashReceipt(receipt)
            && includes(proof);
    }

    /// @notice EIP-712 domain separator of every signed object but the Voucher.
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @notice What a payer signs of an order; it is the job's id.
    function hashOrder(Order calldata o) external view returns (bytes32) {
        return _hashTypedDataV4(o.hash());
    }

    /// @notice What a provider signs of an acceptance.
    function hashAcceptance(Acceptance calldata a) external view returns (bytes32) {
        return _hashTypedDataV4(a.hash());
    }

    /// @notice What a provider signs of a step.
    function hashStep(Step calldata s) external view returns (bytes32) {
        return _hashTypedDataV4(s.hash());
    }

    /// @notice What a provider signs of a receipt.
    function hashReceipt(Receipt calldata r) public view returns (bytes32) {
        return _hashTypedDataV4(r.hash());
    }

    /// @notice What a node signs of a batch.
    function hashAnchor(Anchor calldata a) public view returns (bytes32) {
        return _hashTypedDataV4(a.hash());
    }

    /// @notice What a validator signs of an audit.
    function hashVerdict(Verdict calldata v) external view returns (bytes32) {
        return _hashTypedDataV4(v.hash());
    }

    /// @notice What a validator signs of a dispute.
    function hashBallot(Ballot calldata b) external view returns (bytes32) {
        return _hashTypedDataV4(b.hash());
    }

    function append(address node, uint64 epoch, bytes32 root, uint64 count) private {
        Head memory h = heads[node];
        if (epoch != h.epoch + 1) revert WrongEpoch(node, epoch, h.epoch + 1);
        if (root == 0 || count == 0) revert EmptyBatch();
        if (h.epoch != 0) {
            if (block.timestamp < h.time + minInterval || block.number <= h.blockNumber + pinDelay) {
                revert AnchorTooEarly(block.timestamp, h.time + minInterval, block.number, h.blockNumber + pinDelay);
            }
            if (!h.pinned) pin(node, h.epoch, h.blockNumber);
        }
        heads[node] = Head(epoch, uint64(block.number), uint64(block.timestamp), false);
        ring[node][epoch % slots] = keccak256(abi.encode(epoch, root, count, uint64(block.number)));
        emit Anchored(node, epoch, root, count);
    }

    /// Stores the hash of block `anchored + pinDelay`, or of the first one after it at a multiple of 256 blocks that the chain still knows.
    function pin(address node, uint64 epoch, uint256 anchored) private {
        uint256 target = anchored + pinDelay;
        uint256 age = block.number - target;
        if (age > 256) target += (age - 1) / 256 * 256;
        bytes32 blockHash = blockhash(target);
        pins[node][epoch % slots] = blockHash;
        emit Pinned(node, epoch, blockHash);
    }
}

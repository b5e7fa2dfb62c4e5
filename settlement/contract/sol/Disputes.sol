// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Anchors} from "./Anchors.sol";
import {Hashes} from "./Hashes.sol";
import {Merkle} from "./Merkle.sol";
import {Staking} from "./Staking.sol";
import {BPS, Tokens} from "./Tokens.sol";
import {Acceptance, Anchor, Ballot, LEAF_RECEIPT, LEAF_STEP, Leaf, Proof, Receipt, Step} from "./Types.sol";

/// @notice How Disputes judges; fixed at deployment.
struct DisputeParams {
    uint16 slashBps; // of the stake, for faults that need no vote
    uint16 mismatchBps; // of the stake, for a conviction by a committee
    uint16 reporterBps; // of what is slashed, for who reported it
    uint64 answerWindow; // seconds in which a challenge is answered, and a dispute is voted on
    uint64 window; // seconds from a conviction to its execution
    uint64 challengeBlocks; // blocks after anchorBy in which a missing receipt can be challenged
    uint32 minValidators; // fewer that can be drawn, and a dispute is not opened
    uint32 seats; // of a committee, at most 21
    uint256 minBond; // wei
}

/// @notice Turns proofs into slashes: faults that anybody can check slash at once, a missing receipt after a challenge that nobody answered, and
/// an output mismatch by the votes of a drawn committee. Bonds are ether; whoever is owed one collects it by `collect`.
contract Disputes is ReentrancyGuardTransient {
    using Hashes for *;
    using Merkle for *;
    using Tokens for *;

    /// @notice Parameters that cannot work: shares above 10,000, more than 21 seats, fewer seats than validators wanted, or windows that stake does not outlast.
    error BadParameters();
    /// @notice The signature is not of the provider or its signer.
    error BadSignature(address signer);
    /// @notice The two objects are not of the same job and provider, or node and epoch.
    error Unrelated();
    /// @notice What was shown is no fault.
    error NoFault();
    /// @notice The fault, challenge or dispute was dealt with already.
    error AlreadyDone(bytes32 id);
    /// @notice There is no open challenge, or no dispute in the state that the call needs.
    error NotOpen(bytes32 id);
    /// @notice The leaf is not in a batch that the ring of anchors holds.
    error NotAnchored(address node, uint64 epoch);
    /// @notice The leaf is not of this object.
    error WrongLeaf();
    /// @notice Send at least `wanted` wei as a bond.
    error BondTooSmall(uint256 sent, uint256 wanted);
    /// @notice A missing receipt can be challenged after block `afterBlock`, up to block `lastBlock`.
    error NotChallengeable(uint256 blockNumber, uint256 afterBlock, uint256 lastBlock);
    /// @notice Wait until `until` (seconds).
    error TooEarly(uint256 time, uint256 until);
    /// @notice It had to be done before `until` (seconds).
    error TooLate(uint256 time, uint256 until);
    /// @notice The batch's randomness is not pinned: call Anchors.pinRandomness.
    error NotPinned(address node, uint64 epoch);
    /// @notice Too few validators can be drawn: the job stays unverified, and nothing is slashed.
    error Unverified(uint256 eligible, uint256 wanted);
    /// @notice The seats are not those that were drawn: see DisputeOpened.
    error WrongSeats(bytes32 id);
    /// @notice Ballot number `index` is of another dispute, seat or validator, votes twice, or votes neither 0 nor 1.
    error BadBallot(uint256 index);
    /// @notice Neither side has two thirds of the seats.
    error Undecided(uint256 guilty, uint256 innocent, uint256 filled);
    /// @notice One signature a ballot.
    error LengthMismatch(uint256 ballots, uint256 signatures);
    /// @notice Nothing is owed to the caller.
    error NothingOwed(address account);
    /// @notice The ether could not be sent.
    error NotSent(address account);

    /// @notice A fault was proven; `id` is never punished again.
    event FaultProven(bytes32 indexed id, address indexed provider, address indexed reporter, Fault fault, uint128 slashed);
    event MissingChallenged(bytes32 indexed id, address indexed provider, address indexed challenger, bytes32 job, uint128 bond, uint64 until);
    /// @notice The job is anchored; where that was `late`, the bond went back to the challenger.
    event MissingAnswered(bytes32 indexed id, address indexed provider, bytes32 object, bool late);
    event MissingExecuted(bytes32 indexed id, address indexed provider, uint128 slashed);
    event DisputeOpened(
        bytes32 indexed id, address indexed provider, address indexed opener, bytes32 job, bytes32 model, bytes32 randomness, address[] seats, uint64 until
    );
    event Decided(bytes32 indexed id, address indexed provider, bool guilty, uint256 votes, uint256 filled, uint64 until);
    event Executed(bytes32 indexed id, address indexed provider, uint128 slashed);
    event Expired(bytes32 indexed id, address indexed provider);
    event Collected(address indexed account, uint256 amount);

    enum Fault {
        Equivocation, // two receipts of a job
        Anchors, // two batches of an epoch
        Sum // a running fee that is too high
    }

    enum State {
        None,
        Open,
        Answered, // a challenge: the receipt is anchored
        Convicted,
        Acquitted,
        Executed,
        Expired // a dispute on which nobody decided; it can be opened again
    }

    /// @notice A challenge or a dispute as its views show it.
    struct Case {
        address provider;
        uint64 until; // open: seconds until which to answer or vote; convicted: from when it is executed
        State state;
        address reporter;
        uint128 bond; // wei
        bytes32 detail; // challenge: the job; dispute: hash of the seats
        uint64 anchorBy; // challenge: block by which the job had to be anchored
    }

    /// The same in storage, in three words.
    struct Record {
        address provider;
        uint40 until;
        uint48 anchorBy;
        State state;
        address reporter;
        uint96 bond;
        bytes32 detail;
    }

    /// The gas that an answer takes, rounded up.
    uint256 private constant ANSWER_GAS = 200_000;

    Anchors public immutable anchors;
    Staking public immutable staking;
    uint16 public immutable slashBps;
    uint16 public immutable mismatchBps;
    uint16 public immutable reporterBps;
    uint64 public immutable answerWindow;
    uint64 public immutable window;
    uint64 public immutable challengeBlocks;
    uint32 public immutable minValidators;
    uint32 public immutable seats;
    uint256 public immutable minBond;

    mapping(bytes32 id => Record) private challenges;
    mapping(bytes32 id => Record) private disputes;
    mapping(bytes32 id => bool) private proven;
    /// @notice Wei that an account can collect.
    mapping(address account => uint256) public owed;

    constructor(Anchors anchors_, Staking staking_, DisputeParams memory p) {
        if (p.slashBps > BPS || p.mismatchBps > BPS || p.reporterBps > BPS || p.seats == 0 || p.seats > 21) revert BadParameters();
        uint256 windows = uint256(p.answerWindow) + p.window;
        if (p.minValidators == 0 || p.minValidators > p.seats || windows > 365 days || staking_.unbondDelay() <= windows) revert BadParameters();
        anchors = anchors_;
        staking = staking_;
        (slashBps, mismatchBps, reporterBps) = (p.slashBps, p.mismatchBps, p.reporterBps);
        (answerWindow, window, challengeBlocks) = (p.answerWindow, p.window, p.challengeBlocks);
        (minValidators, seats, minBond) = (p.minValidators, p.seats, p.minBond);
    }

    /// @notice The least bond (wei) at the current base fee: one and a half times an answer's gas. Send some more where the fee may rise.
    function bond() public view returns (uint256) {
        uint256 gasBond = ANSWER_GAS * 3 / 2 * block.basefee;
        return gasBond > minBond ? gasBond : minBond;
    }

    /// @notice Two receipts of one job with the provider's signature.
    function slashEquivocation(Receipt calldata a, bytes calldata signatureA, Receipt calldata b, bytes calldata signatureB)
        external
        nonReentrant
    {
        if (a.job != b.job || a.provider != b.provider) revert Unrelated();
        (bytes32 hashA, bytes32 hashB) = (typed(a.hash()), typed(b.hash()));
        if (hashA == hashB) revert NoFault();
        signedBy(a.provider, hashA, signatureA);
        signedBy(a.provider, hashB, signatureB);
        fault(Fault.Equivocation, a.provider, a.job);
    }

    /// @notice Two batches of one epoch with the node's signature.
    function slashAnchors(Anchor calldata a, bytes calldata signatureA, Anchor calldata b, bytes calldata signatureB) external nonReentrant {
        if (a.node != b.node || a.epoch != b.epoch) revert Unrelated();
        (bytes32 hashA, bytes32 hashB) = (typed(a.hash()), typed(b.hash()));
        if (hashA == hashB) revert NoFault();
        signedBy(a.node, hashA, signatureA);
        signedBy(a.node, hashB, signatureB);
        fault(Fault.Anchors, a.node, bytes32(uint256(a.epoch)));
    }

    /// @notice A receipt's leaf whose running fee is higher than that of the leaf before and the receipt's fee, or that follows a leaf of another payer
    /// or model. For a leaf that follows none, `previous` is ignored.
    function slashSumReceipt(Proof calldata previous, Proof calldata next, Receipt calldata receipt) external nonReentrant {
        if (next.leaf.kind != LEAF_RECEIPT || next.leaf.object != typed(receipt.hash())) revert WrongLeaf();
        sum(previous, next, receipt.fee);
    }

    /// @notice As slashSumReceipt, for a job that ended by a step.
    function slashSumStep(Proof calldata previous, Proof calldata next, Step calldata step) external nonReentrant {
        if (next.leaf.kind != LEAF_STEP || next.leaf.object != typed(step.hash())) revert WrongLeaf();
        sum(previous, next, step.fee);
    }

    /// @notice Claims that an accepted job, of which the provider signed a receipt, was not anchored in time.
    function challengeMissingReceipt(
        address provider,
        Acceptance calldata acceptance,
        bytes calldata acceptanceSignature,
        Receipt calldata receipt,
        bytes calldata signature
    ) external payable nonReentrant {
        if (receipt.job != acceptance.job || receipt.provider != provider) revert Unrelated();
        signedBy(provider, typed(receipt.hash()), signature);
        challenge(provider, acceptance, acceptanceSignature);
    }

    /// @notice Claims that an accepted job, of which the provider signed a step, was not anchored in time.
    function challengeMissingStep(
        address provider,
        Acceptance calldata acceptance,
        bytes calldata acceptanceSignature,
        Step calldata step,
        bytes calldata signature
    ) external payable nonReentrant {
        if (step.job != acceptance.job) revert Unrelated();
        signedBy(provider, typed(step.hash()), signature);
        challenge(provider, acceptance, acceptanceSignature);
    }

    /// @notice Shows the job's receipt in a batch; the bond is the provider's, unless it anchored too late.
    function answerMissingReceipt(bytes32 id, Proof calldata proof, Receipt calldata receipt) external {
        if (proof.leaf.kind != LEAF_RECEIPT || proof.leaf.object != typed(receipt.hash())) revert WrongLeaf();
        answer(id, proof, receipt.job);
    }

    /// @notice Shows a step of the job in a batch; the bond is the provider's, unless it anchored too late.
    function answerMissingStep(bytes32 id, Proof calldata proof, Step calldata step) external {
        if (proof.leaf.kind != LEAF_STEP || proof.leaf.object != typed(step.hash())) revert WrongLeaf();
        answer(id, proof, step.job);
    }

    /// @notice Slashes where nobody answered in time; the bond goes back to the challenger.
    function executeMissing(bytes32 id) external nonReentrant {
        Record storage c = challenges[id];
        if (c.state != State.Open) revert NotOpen(id);
        if (block.timestamp < c.until) revert TooEarly(block.timestamp, c.until);
        c.state = State.Executed;
        owed[c.reporter] += c.bond;
        emit MissingExecuted(id, c.provider, slash(c.provider, slashBps, c.reporter));
    }

    /// @notice The id of a provider's missing job.
    function missingId(address provider, bytes32 job) public pure returns (bytes32) {
        return keccak256(abi.encode("missing", provider, job));
    }

    /// @notice Calls a committee on an anchored receipt. Its id is the leaf's object.
    function openDispute(Proof calldata proof, Receipt calldata receipt) external payable nonReentrant {
        bytes32 id = proof.leaf.object;
        if (proof.leaf.kind != LEAF_RECEIPT || id != typed(receipt.hash()) || receipt.provider != proof.batch.node) revert WrongLeaf();
        Record storage c = disputes[id];
        if (c.state != State.None && c.state != State.Expired) revert AlreadyDone(id);
        uint96 sent = bonded();
        anchored(proof);
        bytes32 randomness = anchors.randomness(proof.batch);
        if (randomness == 0) revert NotPinned(proof.batch.node, proof.batch.epoch);
        (address[] memory drawn, uint256 eligible) = staking.seats(
            receipt.model, proof.batch.blockNumber, randomness, receipt.job, receipt.provider, receipt.payer, seats
        );
        if (eligible < minValidators) revert Unverified(eligible, minValidators);
        uint256 filled = filledOf(drawn);
        if (filled < minValidators) revert Unverified(filled, minValidators);
        uint64 until = uint64(block.timestamp) + answerWindow;
        disputes[id] = Record(receipt.provider, uint40(until), 0, State.Open, msg.sender, sent, keccak256(abi.encodePacked(drawn)));
        emit DisputeOpened(id, receipt.provider, msg.sender, receipt.job, receipt.model, randomness, drawn, until);
    }

    /// @notice Decides by ballots of the seats (as in DisputeOpened), if two thirds of those that are filled agree.
    function decide(bytes32 id, address[] calldata drawn, Ballot[] calldata ballots, bytes[] calldata signatures) external nonReentrant {
        Record storage c = disputes[id];
        if (c.state != State.Open) revert NotOpen(id);
        if (block.timestamp >= c.until) revert TooLate(block.timestamp, c.until);
        if (c.detail != keccak256(abi.encodePacked(drawn))) revert WrongSeats(id);
        address provider = c.provider;
        (uint256 guilty, uint256 innocent) = count(id, provider, drawn, ballots, signatures);
        uint256 filled = filledOf(drawn);
        if (3 * guilty >= 2 * filled) {
            uint64 until = uint64(block.timestamp) + window;
            (c.state, c.until) = (State.Convicted, uint40(until));
            emit Decided(id, provider, true, guilty, filled, until);
        } else if (3 * innocent >= 2 * filled) {
            c.state = State.Acquitted;
            owed[provider] += c.bond;
            emit Decided(id, provider, false, innocent, filled, 0);
        } else {
            revert Undecided(guilty, innocent, filled);
        }
    }

    /// @notice Slashes after a conviction; the bond goes back to who opened the dispute.
    function execute(bytes32 id) external nonReentrant {
        Record storage c = disputes[id];
        if (c.state != State.Convicted) revert NotOpen(id);
        if (block.timestamp < c.until) revert TooEarly(block.timestamp, c.until);
        c.state = State.Executed;
        owed[c.reporter] += c.bond;
        emit Executed(id, c.provider, slash(c.provider, mismatchBps, c.reporter));
    }

    /// @notice Ends a dispute that was not decided in time; the bond goes back.
    function expire(bytes32 id) external {
        Record storage c = disputes[id];
        if (c.state != State.Open) revert NotOpen(id);
        if (block.timestamp < c.until) revert TooEarly(block.timestamp, c.until);
        c.state = State.Expired;
        owed[c.reporter] += c.bond;
        emit Expired(id, c.provider);
    }

    /// @notice Sends the caller the wei that it is owed.
    function collect() external nonReentrant {
        uint256 amount = owed[msg.sender];
        if (amount == 0) revert NothingOwed(msg.sender);
        owed[msg.sender] = 0;
        (bool sent,) = msg.sender.call{value: amount}("");
        if (!sent) revert NotSent(msg.sender);
        emit Collected(msg.sender, amount);
    }

    /// @notice A challenge of a missing receipt: answered before `until` (seconds), or executed after.
    function challengeOf(bytes32 id) external view returns (Case memory) {
        return shown(challenges[id]);
    }

    /// @notice A dispute: decided before `until` (seconds), or, once it convicted, executed after.
    function disputeOf(bytes32 id) external view returns (Case memory) {
        return shown(disputes[id]);
    }

    /// @notice Whether a fault was punished.
    function isProven(bytes32 id) external view returns (bool) {
        return proven[id];
    }

    function shown(Record storage c) private view returns (Case memory) {
        return Case(c.provider, c.until, c.state, c.reporter, c.bond, c.detail, c.anchorBy);
    }

    function typed(bytes32 structHash) private view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(anchors.domainSeparator(), structHash);
    }

    function signedBy(address owner, bytes32 hash, bytes calldata signature) private view {
        if (!staking.isSigned(owner, hash, signature)) revert BadSignature(owner);
    }

    function anchored(Proof calldata proof) private view {
        if (!proof.included() || !anchors.holds(proof.batch)) revert NotAnchored(proof.batch.node, proof.batch.epoch);
    }

    function bonded() private view returns (uint96) {
        uint256 wanted = bond();
        if (msg.value < wanted || msg.value > type(uint96).max) revert BondTooSmall(msg.value, wanted);
        return uint96(msg.value);
    }

    function fault(Fault kind, address provider, bytes32 subject) private {
        bytes32 id = keccak256(abi.encode(kind, provider, subject));
        if (proven[id]) revert AlreadyDone(id);
        proven[id] = true;
        emit FaultProven(id, provider, msg.sender, kind, slash(provider, slashBps, msg.sender));
    }

    function slash(address provider, uint16 bps, address reporter) private returns (uint128) {
        uint256 amount = staking.slashableOf(provider) * bps / BPS;
        return staking.slash(provider, amount.narrow(), reporter, reporterBps);
    }

    function sum(Proof calldata previous, Proof calldata next, uint128 fee) private {
        anchored(next);
        Leaf calldata b = next.leaf;
        bool wrong = b.pairFee > fee;
        if (b.previous != 0) {
            Leaf calldata a = previous.leaf;
            if (previous.batch.node != next.batch.node || b.previous != a.hash()) revert Unrelated();
            anchored(previous);
            wrong = b.pairFee > uint256(a.pairFee) + fee || a.payer != b.payer || a.model != b.model;
        }
        if (!wrong) revert NoFault();
        fault(Fault.Sum, next.batch.node, b.hash());
    }

    function challenge(address provider, Acceptance calldata acceptance, bytes calldata signature) private {
        uint256 last = uint256(acceptance.anchorBy) + challengeBlocks;
        if (acceptance.anchorBy == 0 || block.number <= acceptance.anchorBy || block.number > last) {
            revert NotChallengeable(block.number, acceptance.anchorBy, last);
        }
        signedBy(provider, typed(acceptance.hash()), signature);
        bytes32 id = missingId(provider, acceptance.job);
        if (challenges[id].state != State.None) revert AlreadyDone(id);
        uint96 sent = bonded();
        uint64 until = uint64(block.timestamp) + answerWindow;
        challenges[id] = Record(provider, uint40(until), uint48(acceptance.anchorBy), State.Open, msg.sender, sent, acceptance.job);
        emit MissingChallenged(id, provider, msg.sender, acceptance.job, sent, until);
    }

    function answer(bytes32 id, Proof calldata proof, bytes32 job) private {
        Record storage c = challenges[id];
        if (c.state != State.Open) revert NotOpen(id);
        if (block.timestamp >= c.until) revert TooLate(block.timestamp, c.until);
        if (c.provider != proof.batch.node || c.detail != job) revert WrongLeaf();
        anchored(proof);
        c.state = State.Answered;
        // Who anchors late is not slashed, but earns nothing by it: the challenger was right to ask.
        bool late = proof.batch.blockNumber > c.anchorBy;
        owed[late ? c.reporter : c.provider] += c.bond;
        emit MissingAnswered(id, c.provider, proof.leaf.object, late);
    }

    function filledOf(address[] memory drawn) private pure returns (uint256 filled) {
        for (uint256 i; i < drawn.length; ++i) {
            if (drawn[i] != address(0)) ++filled;
        }
    }

    function count(bytes32 id, address provider, address[] calldata drawn, Ballot[] calldata ballots, bytes[] calldata signatures)
        private
        view
        returns (uint256 guilty, uint256 innocent)
    {
        if (ballots.length != signatures.length) revert LengthMismatch(ballots.length, signatures.length);
        bytes32 separator = anchors.domainSeparator();
        uint256 voted;
        for (uint256 i; i < ballots.length; ++i) {
            Ballot calldata b = ballots[i];
            if (b.provider != provider || b.object != id || b.guilty > 1 || b.seat >= drawn.length) revert BadBallot(i);
            if (b.validator == address(0) || drawn[b.seat] != b.validator || voted >> b.seat & 1 == 1) revert BadBallot(i);
            voted |= 1 << b.seat;
            signedBy(b.validator, MessageHashUtils.toTypedDataHash(separator, b.hash()), signatures[i]);
            if (b.guilty == 1) ++guilty;
            else ++innocent;
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Anchors} from "./Anchors.sol";
import {Hashes} from "./Hashes.sol";
import {Merkle} from "./Merkle.sol";
import {Signers} from "./Signatures.sol";
import {Staking} from "./Staking.sol";
import {BPS, BURNED, NothingMoved, Tokens} from "./Tokens.sol";
import {LEAF_RECEIPT, LEAF_STEP, Leaf, Proof, Voucher} from "./Types.sol";

/// @notice Holds what payers deposit, and pays providers by vouchers for what they anchored: the lesser of the two, less what was paid.
/// Nobody has rights over it.
contract Escrow is EIP712, ReentrancyGuardTransient, Signers {
    using SafeERC20 for IERC20;
    using Tokens for *;
    using Hashes for *;
    using Merkle for *;

    /// @notice `payer` has less than `wanted` that is neither reserved nor requested.
    error NotEnoughBalance(address payer, uint256 free, uint256 wanted);
    /// @notice Nothing was requested: call requestRelease or requestWithdraw first.
    error NothingRequested(address payer);
    /// @notice Wait until `until` (seconds).
    error TooEarly(uint256 time, uint256 until);
    /// @notice One signature and one proof a voucher.
    error LengthMismatch(uint256 vouchers, uint256 signatures, uint256 proofs);
    /// @notice Voucher number `index` is not signed by its payer or the payer's signer.
    error BadSignature(uint256 index, address payer);
    /// @notice The leaf of voucher number `index` is of another provider, payer or model, or moves no money.
    error WrongLeaf(uint256 index);
    /// @notice The ring of anchors does not hold the batch of voucher number `index`: prove it by a later leaf of the same payer and model.
    error NotAnchored(uint256 index, address node, uint64 epoch);
    /// @notice The path of voucher number `index` does not lead to its batch's root.
    error NotIncluded(uint256 index);
    /// @notice A share above 10,000 basis points.
    error BadShare(uint256 bps);

    event Deposited(address indexed payer, uint128 amount);
    event Reserved(address indexed payer, address indexed provider, bytes32 indexed model, uint128 amount);
    event ReleaseRequested(address indexed payer, address indexed provider, bytes32 indexed model, uint64 until);
    event Released(address indexed payer, address indexed provider, bytes32 indexed model, uint128 amount);
    event WithdrawRequested(address indexed payer, uint128 amount, uint64 until);
    event Withdrawn(address indexed payer, uint128 amount);
    /// @notice A voucher moved `amount`, of which `burned` was burned; less than was due where the payer has no more.
    event Redeemed(address indexed payer, address indexed provider, bytes32 indexed model, uint128 amount, uint128 burned);
    /// @notice `amount` waits for the provider until `until`.
    event Matures(address indexed provider, uint128 amount, uint64 until);
    event Swept(address indexed provider, uint128 amount);

    struct Account {
        uint128 balance; // not reserved; what is requested is part of it
        uint128 requested;
    }

    struct Pair {
        uint128 paid;
        uint128 reserved;
    }

    struct Entry {
        uint128 amount;
        uint64 until;
    }

    struct Queue {
        uint64 first;
        uint128 refused; // what the token would not transfer to the provider
        Entry[] entries;
    }

    /// What a run of vouchers of one provider adds up to.
    struct Run {
        address provider;
        uint256 amount;
        uint256 burned; // over all runs
    }

    uint256 private constant SWEEP = 64; // entries a call
    uint64 private constant BUCKETS = 32; // entries that a maturing delay is divided in

    /// @notice The token that pays.
    IERC20 public immutable token;
    /// @notice Where batches are anchored.
    Anchors public immutable anchors;
    /// @notice Where providers stake.
    Staking public immutable staking;
    /// @notice Seconds from a request to a withdrawal or release, and for which a replaced signer still counts.
    uint64 public immutable withdrawDelay;
    /// @notice Seconds for which fees of a provider with too little stake wait; at most a 32nd of it more.
    uint64 public immutable matureDelay;
    /// @notice Share of each payment that is burned.
    uint16 public immutable burnBps;
    /// @notice Stake from which on a provider is paid at once.
    uint128 public immutable minStake;

    mapping(address payer => Account) private accounts;
    mapping(address payer => uint64) private withdrawals; // time from which on
    mapping(address payer => mapping(address provider => mapping(bytes32 model => Pair))) private pairs;
    mapping(address payer => mapping(address provider => mapping(bytes32 model => uint64))) private releases;
    mapping(address provider => Queue) private queues;

    constructor(
        IERC20 token_,
        Anchors anchors_,
        Staking staking_,
        uint64 withdrawDelay_,
        uint64 matureDelay_,
        uint16 burnBps_,
        uint128 minStake_
    ) EIP712("dgrid Escrow", "0") {
        if (burnBps_ > BPS) revert BadShare(burnBps_);
        token = token_;
        anchors = anchors_;
        staking = staking_;
        withdrawDelay = withdrawDelay_;
        matureDelay = matureDelay_;
        burnBps = burnBps_;
        minStake = minStake_;
    }

    /// @inheritdoc Signers
    function overlap() public view override returns (uint64) {
        return withdrawDelay;
    }

    /// @notice Deposits what arrives of `amount` tokens of the caller.
    function deposit(uint128 amount) external {
        depositFor(msg.sender, amount);
    }

    /// @notice Deposits what arrives of `amount` tokens of the caller for `payer`.
    function depositFor(address payer, uint128 amount) public nonReentrant {
        uint128 arrived = token.pull(amount);
        accounts[payer].balance += arrived;
        emit Deposited(payer, arrived);
    }

    /// @notice Sets `each` of the caller's free balance aside for each provider, for this model. A release that was requested is called off.
    function reserve(address[] calldata providers, bytes32 model, uint128 each) external {
        Account storage a = accounts[msg.sender];
        uint256 free = a.balance - a.requested;
        uint256 total = uint256(each) * providers.length;
        if (total == 0) revert NothingMoved();
        if (total > free) revert NotEnoughBalance(msg.sender, free, total);
        a.balance -= uint128(total);
        for (uint256 i; i < providers.length; ++i) {
            pairs[msg.sender][providers[i]][model].reserved += each;
            if (releases[msg.sender][providers[i]][model] != 0) delete releases[msg.sender][providers[i]][model];
            emit Reserved(msg.sender, providers[i], model, each);
        }
    }

    /// @notice Asks for what is reserved to come back; the provider has until then to redeem.
    function requestRelease(address provider, bytes32 model) external {
        if (pairs[msg.sender][provider][model].reserved == 0) revert NothingMoved();
        uint64 until = uint64(block.timestamp) + withdrawDelay;
        releases[msg.sender][provider][model] = until;
        emit ReleaseRequested(msg.sender, provider, model, until);
    }

    /// @notice Returns what is reserved to the caller's balance.
    function release(address provider, bytes32 model) external {
        uint64 until = releases[msg.sender][provider][model];
        if (until == 0) revert NothingRequested(msg.sender);
        if (block.timestamp < until) revert TooEarly(block.timestamp, until);
        delete releases[msg.sender][provider][model];
        Pair storage p = pairs[msg.sender][provider][model];
        uint128 amount = p.reserved;
        p.reserved = 0;
        accounts[msg.sender].balance += amount;
        emit Released(msg.sender, provider, model, amount);
    }

    /// @notice Asks for `amount` of the balance, instead of what was requested before; zero calls it off. Until it is taken it still pays redemptions.
    function requestWithdraw(uint128 amount) external {
        Account storage a = accounts[msg.sender];
        if (amount > a.balance) revert NotEnoughBalance(msg.sender, a.balance, amount);
        a.requested = amount;
        uint64 until = amount == 0 ? 0 : uint64(block.timestamp) + withdrawDelay;
        withdrawals[msg.sender] = until;
        emit WithdrawRequested(msg.sender, amount, until);
    }

    /// @notice Pays out what was requested, as far as redemptions left it.
    function withdraw() external nonReentrant {
        Account storage a = accounts[msg.sender];
        uint128 amount = a.requested;
        uint64 until = withdrawals[msg.sender];
        if (amount == 0) revert NothingRequested(msg.sender);
        if (block.timestamp < until) revert TooEarly(block.timestamp, until);
        a.balance -= amount;
        a.requested = 0;
        delete withdrawals[msg.sender];
        token.safeTransfer(msg.sender, amount);
        emit Withdrawn(msg.sender, amount);
    }

    /// @notice Pays each voucher up to its amount and up to the fees that its leaf anchors, less what was paid before, as far as the payer's
    /// reserve and balance reach. Anybody may call; the money goes to the providers. A voucher that moves nothing does not fail the others;
    /// vouchers of one provider that stand together are one transfer.
    function redeem(Voucher[] calldata vouchers, bytes[] calldata signatures, Proof[] calldata proofs) external nonReentrant {
        if (vouchers.length != signatures.length || vouchers.length != proofs.length) {
            revert LengthMismatch(vouchers.length, signatures.length, proofs.length);
        }
        Run memory run;
        for (uint256 i; i < vouchers.length; ++i) {
            Voucher calldata v = vouchers[i];
            check(i, v, signatures[i], proofs[i]);
            (uint256 amount, uint256 burned) = take(v, proofs[i].leaf.pairFee);
            if (v.provider != run.provider) {
                pay(run);
                run.provider = v.provider;
                run.amount = 0;
            }
            run.amount += amount - burned;
            run.burned += burned;
        }
        pay(run);
        if (run.burned != 0) token.safeTransfer(BURNED, run.burned);
    }

    /// @notice Pays the provider what has matured, oldest first, 64 entries a call. Anybody may call.
    function sweep(address provider) external nonReentrant {
        Queue storage q = queues[provider];
        uint256 first = q.first;
        uint256 amount = q.refused;
        uint256 end = q.entries.length < first + SWEEP ? q.entries.length : first + SWEEP;
        while (first < end && q.entries[first].until <= block.timestamp) {
            amount += q.entries[first].amount;
            delete q.entries[first];
            ++first;
        }
        if (amount == 0) revert NothingMoved();
        (q.first, q.refused) = (uint64(first), 0);
        token.safeTransfer(provider, amount);
        emit Swept(provider, amount.narrow());
    }

    /// @notice The payer's balance that is neither reserved nor requested.
    function balanceOf(address payer) external view returns (uint128) {
        Account storage a = accounts[payer];
        return a.balance - a.requested;
    }

    /// @notice What is set aside for a provider and model.
    function reservedOf(address payer, address provider, bytes32 model) external view returns (uint128) {
        return pairs[payer][provider][model].reserved;
    }

    /// @notice From when (seconds) on the payer may release what is reserved; 0 where it did not ask.
    function pendingRelease(address payer, address provider, bytes32 model) external view returns (uint64) {
        return releases[payer][provider][model];
    }

    /// @notice What the payer asked to withdraw, as far as redemptions left it, and from when (seconds) it may take it.
    function pendingWithdraw(address payer) external view returns (uint128 amount, uint64 until) {
        return (accounts[payer].requested, withdrawals[payer]);
    }

    /// @notice What vouchers of this payer, provider and model have moved, burned shares included.
    function paid(address payer, address provider, bytes32 model) external view returns (uint128) {
        return pairs[payer][provider][model].paid;
    }

    /// @notice What waits for the provider, and how much of it the next call of sweep pays.
    function maturing(address provider) external view returns (uint256 total, uint256 ready) {
        Queue storage q = queues[provider];
        total = ready = q.refused;
        for (uint256 i = q.first; i < q.entries.length; ++i) {
            Entry storage e = q.entries[i];
            total += e.amount;
            if (e.until <= block.timestamp && i < q.first + SWEEP) ready += e.amount;
        }
    }

    /// @notice EIP-712 domain separator of the Voucher.
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @notice What a payer signs of a voucher.
    function hashVoucher(Voucher calldata v) public view returns (bytes32) {
        return _hashTypedDataV4(v.hash());
    }

    /// Fails unless the voucher is its payer's word, and the leaf stands in an anchored batch of its provider.
    function check(uint256 index, Voucher calldata v, bytes calldata signature, Proof calldata proof) private view {
        Leaf calldata leaf = proof.leaf;
        if (v.provider != proof.batch.node || v.payer != leaf.payer || v.model != leaf.model) revert WrongLeaf(index);
        if (leaf.kind != LEAF_RECEIPT && leaf.kind != LEAF_STEP) revert WrongLeaf(index);
        if (!isSigned(v.payer, hashVoucher(v), signature)) revert BadSignature(index, v.payer);
        if (!proof.included()) revert NotIncluded(index);
        if (!anchors.holds(proof.batch)) revert NotAnchored(index, proof.batch.node, proof.batch.epoch);
    }

    /// Takes what is due, the lesser of voucher and fee less what was paid, from the pair's reserve, then from the payer's balance; what is
    /// requested only where nothing else is left.
    function take(Voucher calldata v, uint128 pairFee) private returns (uint128 amount, uint128 burned) {
        Pair storage p = pairs[v.payer][v.provider][v.model];
        (uint128 before, uint128 reserved) = (p.paid, p.reserved);
        uint128 due = v.amount < pairFee ? v.amount : pairFee;
        if (due <= before) return (0, 0);
        due -= before;
        uint128 first = due < reserved ? due : reserved;
        uint128 second;
        if (first < due) {
            Account storage a = accounts[v.payer];
            (uint128 balance, uint128 requested) = (a.balance, a.requested);
            second = due - first < balance ? due - first : balance;
            balance -= second;
            (a.balance, a.requested) = (balance, requested < balance ? requested : balance);
        }
        amount = first + second;
        (p.paid, p.reserved) = (before + amount, reserved - first);
        burned = uint128(uint256(amount) * burnBps / BPS);
        emit Redeemed(v.payer, v.provider, v.model, amount, burned);
    }

    /// Pays a run at once, or lets it mature. A provider that the token refuses does not fail the others: its money waits for sweep.
    function pay(Run memory run) private {
        if (run.amount == 0) return;
        if (staking.stakeOf(run.provider) < minStake) {
            mature(run.provider, run.amount.narrow());
        } else if (!token.trySafeTransfer(run.provider, run.amount)) {
            queues[run.provider].refused += run.amount.narrow();
        }
    }

    /// Payments of the same part of the delay share an entry, so that nobody lengthens the queue by many small redemptions.
    function mature(address provider, uint128 amount) private {
        Queue storage q = queues[provider];
        uint64 bucket = matureDelay / BUCKETS + 1;
        uint64 until = ((uint64(block.timestamp) + matureDelay) / bucket + 1) * bucket;
        uint256 length = q.entries.length;
        if (length != q.first && q.entries[length - 1].until == until) q.entries[length - 1].amount += amount;
        else q.entries.push(Entry(amount, until));
        emit Matures(provider, amount, until);
    }
}

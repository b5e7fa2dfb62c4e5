// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Signers} from "./Signatures.sol";
import {BPS, BURNED, NothingMoved, Tokens} from "./Tokens.sol";

/// @notice Stake of providers and validators, and the tickets by which seats of committees are drawn. What unbonds stays slashable until it is
/// claimed. Only `slash` is restricted: by an AccessManager, to the contract that judges disputes.
contract Staking is AccessManaged, ReentrancyGuardTransient, Signers {
    using SafeERC20 for IERC20;
    using Tokens for IERC20;

    /// @notice `owner` has less that is free than `wanted`: stake more, or unregister tickets first.
    error NotEnoughStake(address owner, uint256 free, uint256 wanted);
    /// @notice Nothing unbonds: call unbond first.
    error NothingUnbonds(address owner);
    /// @notice Wait until `until` (seconds).
    error TooEarly(uint256 time, uint256 until);
    /// @notice The caller has a live ticket for the model already, its number `index`.
    error AlreadyRegistered(bytes32 model, uint256 index);
    /// @notice The caller has no live ticket for the model.
    error NotRegistered(bytes32 model);
    /// @notice More seats than a committee may have.
    error TooManySeats(uint256 seats, uint256 most);
    /// @notice A share above 10,000 basis points.
    error BadShare(uint256 bps);

    event Staked(address indexed owner, uint128 amount, address signer);
    event Unbonding(address indexed owner, uint128 amount, uint64 until);
    event Claimed(address indexed owner, uint128 amount);
    event Registered(address indexed owner, bytes32 indexed model, bytes32 class, uint256 index);
    event Unregistered(address indexed owner, bytes32 indexed model, uint256 index);
    event Slashed(address indexed owner, uint128 amount, address indexed reporter, uint128 reward);

    /// @notice A right to be drawn, live at blocks b with from < b and (to == 0 or b < to).
    struct Ticket {
        address owner;
        uint48 from;
        uint48 to;
    }

    struct Account {
        uint128 bonded;
        uint128 tickets; // live ones, over all models
    }

    struct Exit {
        uint128 amount;
        uint64 until;
    }

    /// An owner's tickets of one model, numbers counted from 1.
    struct Holding {
        uint64 latest;
        uint64 previous; // the one before the latest
        uint64 again; // time from which a new one may be registered
        bool live;
    }

    /// The number of live tickets from block `from` on.
    struct Level {
        uint64 from;
        uint64 live;
    }

    uint256 private constant MOST_SEATS = 21;
    uint256 private constant ATTEMPTS = 64;

    /// @notice The token that is staked.
    IERC20 public immutable token;
    /// @notice What a ticket locks.
    uint128 public immutable ticketStake;
    /// @notice Seconds from unbond to claim, and for which a replaced signer still counts.
    uint64 public immutable unbondDelay;

    mapping(address owner => Account) private accounts;
    mapping(address owner => Exit) private exits;
    mapping(bytes32 model => Ticket[]) private lists;
    mapping(bytes32 model => Level[]) private levels;
    mapping(bytes32 model => mapping(address owner => Holding)) private holdings;

    constructor(IERC20 token_, address accessManager, uint128 ticketStake_, uint64 unbondDelay_) AccessManaged(accessManager) {
        token = token_;
        ticketStake = ticketStake_;
        unbondDelay = unbondDelay_;
    }

    /// @inheritdoc Signers
    function overlap() public view override returns (uint64) {
        return unbondDelay;
    }

    /// @notice Bonds what arrives of `amount` tokens of the caller, and sets its signer unless that is zero.
    function stake(uint128 amount, address signer) external nonReentrant {
        if (signer != address(0)) _setSigner(signer);
        uint128 arrived = token.pull(amount);
        accounts[msg.sender].bonded += arrived;
        emit Staked(msg.sender, arrived, signerOf(msg.sender));
    }

    /// @notice Starts to unbond; what unbonds already waits anew with it.
    function unbond(uint128 amount) external {
        if (amount == 0) revert NothingMoved();
        Account storage a = accounts[msg.sender];
        uint256 free = a.bonded - lockedOf(msg.sender);
        if (amount > free) revert NotEnoughStake(msg.sender, free, amount);
        a.bonded -= amount;
        Exit storage e = exits[msg.sender];
        uint64 until = uint64(block.timestamp) + unbondDelay;
        e.amount += amount;
        e.until = until;
        emit Unbonding(msg.sender, amount, until);
    }

    /// @notice Pays out what has unbonded.
    function claimUnbonded() external nonReentrant {
        Exit memory e = exits[msg.sender];
        if (e.amount == 0) revert NothingUnbonds(msg.sender);
        if (block.timestamp < e.until) revert TooEarly(block.timestamp, e.until);
        delete exits[msg.sender];
        token.safeTransfer(msg.sender, e.amount);
        emit Claimed(msg.sender, e.amount);
    }

    /// @notice Locks a ticket's stake and appends the caller's ticket for `model`; `class` says what the validator can audit. After a ticket was
    /// given up, the next one of the same owner and model has to wait for the unbonding delay: dead tickets cost capital and time.
    function register(bytes32 model, bytes32 class) external {
        Holding storage h = holdings[model][msg.sender];
        if (h.live) revert AlreadyRegistered(model, h.latest - 1);
        if (block.timestamp < h.again) revert TooEarly(block.timestamp, h.again);
        Account storage a = accounts[msg.sender];
        uint256 locked = uint256(a.tickets) * ticketStake;
        if (a.bonded < locked + ticketStake) revert NotEnoughStake(msg.sender, a.bonded > locked ? a.bonded - locked : 0, ticketStake);
        a.tickets += 1;
        Ticket[] storage list = lists[model];
        list.push(Ticket(msg.sender, uint48(block.number), 0));
        (h.previous, h.latest, h.live) = (h.latest, uint64(list.length), true);
        setLevel(model, true);
        emit Registered(msg.sender, model, class, list.length - 1);
    }

    /// @notice Ends the caller's ticket for `model` with this block, and frees its stake.
    function unregister(bytes32 model) external {
        Holding storage h = holdings[model][msg.sender];
        if (!h.live) revert NotRegistered(model);
        h.live = false;
        h.again = uint64(block.timestamp) + unbondDelay;
        accounts[msg.sender].tickets -= 1;
        lists[model][h.latest - 1].to = uint48(block.number + 1);
        setLevel(model, false);
        emit Unregistered(msg.sender, model, h.latest - 1);
    }

    /// @notice Takes at most `amount` of what `owner` has, first of what unbonds; `reporterBps` of it go to `reporter`, the rest is burned.
    function slash(address owner, uint128 amount, address reporter, uint16 reporterBps) external restricted nonReentrant returns (uint128 taken) {
        if (reporterBps > BPS) revert BadShare(reporterBps);
        Account storage a = accounts[owner];
        Exit storage e = exits[owner];
        uint128 leaving = e.amount;
        uint128 bonded = a.bonded;
        uint128 first = amount < leaving ? amount : leaving;
        uint128 second = amount - first < bonded ? amount - first : bonded;
        if (first != 0) e.amount = leaving - first;
        if (second != 0) a.bonded = bonded - second;
        taken = first + second;
        uint128 reward = reporter == address(0) ? 0 : uint128(uint256(taken) * reporterBps / BPS);
        // A reporter that the token refuses must not stop the slash: its reward is burned too.
        if (reward != 0 && !token.trySafeTransfer(reporter, reward)) reward = 0;
        if (taken != reward) token.safeTransfer(BURNED, taken - reward);
        emit Slashed(owner, taken, reporter, reward);
    }

    /// @notice What is bonded, without what unbonds.
    function stakeOf(address owner) external view returns (uint128) {
        return accounts[owner].bonded;
    }

    /// @notice What a slash can reach: bonded and unbonding.
    function slashableOf(address owner) external view returns (uint256) {
        return uint256(accounts[owner].bonded) + exits[owner].amount;
    }

    /// @notice What the owner's live tickets lock of its stake.
    function lockedOf(address owner) public view returns (uint128) {
        Account storage a = accounts[owner];
        uint256 locked = uint256(a.tickets) * ticketStake;
        return locked < a.bonded ? uint128(locked) : a.bonded;
    }

    /// @notice What unbonds, and from when (seconds) it can be claimed.
    function unbonding(address owner) external view returns (uint128 amount, uint64 until) {
        Exit storage e = exits[owner];
        return (e.amount, e.until);
    }

    /// @notice How many tickets the model has ever had.
    function ticketCount(bytes32 model) external view returns (uint256) {
        return lists[model].length;
    }

    /// @notice The model's ticket number `index`, from 0.
    function tickets(bytes32 model, uint256 index) external view returns (address owner, uint64 from, uint64 to) {
        Ticket storage t = lists[model][index];
        return (t.owner, t.from, t.to);
    }

    /// @notice The first `n` seats of a job's committee, zero where a seat stays empty, and how many owners could be drawn. `atBlock` is the
    /// batch's block: only tickets registered before it are drawn from.
    function seats(bytes32 model, uint64 atBlock, bytes32 randomness, bytes32 job, address provider, address payer, uint256 n)
        external
        view
        returns (address[] memory owners, uint256 eligible)
    {
        if (n > MOST_SEATS) revert TooManySeats(n, MOST_SEATS);
        owners = new address[](n);
        eligible = liveAt(model, atBlock);
        if (holds(model, provider, atBlock)) --eligible;
        if (payer != provider && holds(model, payer, atBlock)) --eligible;
        uint256 filled;
        uint256 size = prefix(model, atBlock);
        // Once everybody who can be drawn has a seat, the others stay empty whatever is drawn.
        for (uint256 seat; seat < n && filled < eligible; ++seat) {
            address owner = draw(model, atBlock, size, randomness, job, seat, owners, provider, payer);
            if (owner != address(0)) {
                owners[seat] = owner;
                ++filled;
            }
        }
    }

    /// Draws one seat: at most 64 attempts, then it stays empty.
    function draw(
        bytes32 model,
        uint64 atBlock,
        uint256 size,
        bytes32 randomness,
        bytes32 job,
        uint256 seat,
        address[] memory taken,
        address provider,
        address payer
    ) private view returns (address) {
        Ticket[] storage list = lists[model];
        bytes memory buffer = abi.encodePacked(randomness, job, uint64(seat), uint64(0));
        for (uint256 attempt; attempt < ATTEMPTS; ++attempt) {
            uint256 index;
            assembly ("memory-safe") {
                mstore8(add(buffer, 111), attempt) // the last byte; attempts are fewer than 256
                index := mod(keccak256(add(buffer, 32), 80), size)
            }
            Ticket memory t = list[index];
            if (t.to != 0 && t.to <= atBlock) continue;
            if (t.owner == provider || t.owner == payer) continue;
            uint256 i;
            while (i < seat && taken[i] != t.owner) ++i;
            if (i == seat) return t.owner;
        }
        return address(0);
    }

    /// How many tickets were registered before the block; their blocks never fall.
    function prefix(bytes32 model, uint64 atBlock) private view returns (uint256 low) {
        Ticket[] storage list = lists[model];
        uint256 high = list.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (list[middle].from < atBlock) low = middle + 1;
            else high = middle;
        }
    }

    /// How many tickets are live at the block: the last level that began at or before it.
    function liveAt(bytes32 model, uint64 atBlock) private view returns (uint256) {
        Level[] storage list = levels[model];
        uint256 low;
        uint256 high = list.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (list[middle].from <= atBlock) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? 0 : list[low - 1].live;
    }

    /// Whether the owner has a ticket that is live at the block. Its last two are looked at: the time between tickets makes that exact for
    /// every block of the last unbonding delay.
    function holds(bytes32 model, address owner, uint64 atBlock) private view returns (bool) {
        Holding storage h = holdings[model][owner];
        return isLive(model, h.latest, atBlock) || isLive(model, h.previous, atBlock);
    }

    function isLive(bytes32 model, uint256 number, uint64 atBlock) private view returns (bool) {
        if (number == 0) return false;
        Ticket storage t = lists[model][number - 1];
        return t.from < atBlock && (t.to == 0 || t.to > atBlock);
    }

    /// One live ticket more or less from the next block on.
    function setLevel(bytes32 model, bool more) private {
        Level[] storage list = levels[model];
        uint256 length = list.length;
        uint64 live = length == 0 ? 0 : list[length - 1].live;
        live = more ? live + 1 : live - 1;
        uint64 from = uint64(block.number) + 1;
        if (length != 0 && list[length - 1].from == from) list[length - 1].live = live;
        else list.push(Level(from, live));
    }
}

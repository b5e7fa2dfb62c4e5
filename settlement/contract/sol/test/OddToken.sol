// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token with the habits that tokens have been seen with: it keeps a fee, refuses accounts, and calls others in the middle of a transfer.
contract OddToken is ERC20 {
    error Refused(address account);

    uint256 public feeBps;
    mapping(address => bool) public refuses;
    address public target;
    bytes public data;
    bytes public answer; // what the call in the middle came back with

    constructor() ERC20("odd token", "ODD") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function setFee(uint256 bps) external {
        feeBps = bps;
    }

    function refuse(address account, bool on) external {
        refuses[account] = on;
    }

    function call(address to, bytes calldata what) external {
        (target, data) = (to, what);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (refuses[to]) revert Refused(to);
        uint256 fee = from == address(0) || to == address(0) ? 0 : amount * feeBps / 10_000;
        if (fee != 0) super._update(from, address(0), fee);
        super._update(from, to, amount - fee);
        if (target != address(0)) {
            address to_ = target;
            target = address(0);
            (, answer) = to_.call(data);
        }
    }
}

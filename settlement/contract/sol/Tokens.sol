// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @dev Where burned tokens go. Sending works with every ERC-20; a burn function does not.
address constant BURNED = 0x000000000000000000000000000000000000dEaD;

uint256 constant BPS = 10_000;

/// @notice More tokens arrived than an amount can count.
error AmountTooLarge(uint256 amount);

/// @notice Nothing to do: the amount is zero, or no token arrived.
error NothingMoved();

library Tokens {
    using SafeERC20 for IERC20;

    /// @notice Takes `amount` from the caller and returns what arrived, which is less where the token takes a fee.
    function pull(IERC20 token, uint128 amount) internal returns (uint128) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 arrived = token.balanceOf(address(this)) - before;
        if (arrived == 0) revert NothingMoved();
        return narrow(arrived);
    }

    /// @notice A 128-bit amount.
    function narrow(uint256 amount) internal pure returns (uint128) {
        if (amount > type(uint128).max) revert AmountTooLarge(amount);
        return uint128(amount);
    }
}

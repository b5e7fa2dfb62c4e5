// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";

/// @notice A token that anybody may mint: for development chains only.
contract DevToken is ERC20Burnable {
    constructor() ERC20("dgrid development token", "DEV") {}

    /// @notice Makes `amount` out of nothing for `account`.
    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }
}

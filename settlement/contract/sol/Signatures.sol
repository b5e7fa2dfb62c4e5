// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";


/// @notice An owner and the keys that may sign for it. A key that was replaced counts for `overlap` seconds more: else what it signed could be
/// disowned by replacing it. The owner's own key always counts.
abstract contract Signers {
    /// @notice The owner's signer is `signer` from now on.
    event SignerSet(address indexed owner, address indexed signer);

    mapping(address owner => address) private current;
    mapping(address owner => mapping(address signer => uint64)) private until; // in seconds; all ones for the current signer

    /// @notice Seconds for which a replaced signer still counts.
    function overlap() public view virtual returns (uint64);

    /// @notice Names the key that signs for the caller; zero, or the caller itself, stands for the caller's own key.
    function setSigner(address signer) external {
        _setSigner(signer);
    }

    /// @notice The key that signs for `owner`: the owner's own where none was set.
    function signerOf(address owner) public view returns (address) {
        address signer = current[owner];
        return signer == address(0) ? owner : signer;
    }

    /// @notice Whether what `key` signs counts as `owner`'s word now.
    function isSigner(address owner, address key) public view returns (bool) {
        return key != address(0) && (key == owner || until[owner][key] >= block.timestamp);
    }

    /// @notice Whether `signature` over `hash` counts as `owner`'s word: of a key that is its signer, or by EIP-1271 of the owner or its
    /// signer. Keys come first, so that an account that delegates to code (EIP-7702) cannot disown what its key signed.
    function isSigned(address owner, bytes32 hash, bytes calldata signature) public view returns (bool) {
        (address key, ECDSA.RecoverError err,) = ECDSA.tryRecoverCalldata(hash, signature);
        if (err == ECDSA.RecoverError.NoError && isSigner(owner, key)) return true;
        return byContract(owner, hash, signature) || byContract(current[owner], hash, signature);
    }

    function byContract(address signer, bytes32 hash, bytes calldata signature) private view returns (bool) {
        return signer.code.length != 0 && SignatureChecker.isValidERC1271SignatureNowCalldata(signer, hash, signature);
    }

    function _setSigner(address signer) internal {
        if (signer == msg.sender) signer = address(0);
        address old = current[msg.sender];
        if (old == signer) return;
        if (old != address(0)) until[msg.sender][old] = uint64(block.timestamp) + overlap();
        if (signer != address(0)) until[msg.sender][signer] = type(uint64).max;
        current[msg.sender] = signer;
        emit SignerSet(msg.sender, signer);
    }
}

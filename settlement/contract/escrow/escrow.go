// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package escrow

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// Batch is an auto generated low-level Go binding around an user-defined struct.
type Batch struct {
	Node        common.Address
	Epoch       uint64
	Root        [32]byte
	Count       uint64
	BlockNumber uint64
}

// Leaf is an auto generated low-level Go binding around an user-defined struct.
type Leaf struct {
	Kind     uint8
	Seq      uint64
	Object   [32]byte
	Payer    common.Address
	Model    [32]byte
	PairFee  *big.Int
	Previous [32]byte
}

// Proof is an auto generated low-level Go binding around an user-defined struct.
type Proof struct {
	Batch Batch
	Leaf  Leaf
	Index uint64
	Path  [][32]byte
}

// Voucher is an auto generated low-level Go binding around an user-defined struct.
type Voucher struct {
	Payer    common.Address
	Provider common.Address
	Model    [32]byte
	Amount   *big.Int
}

// EscrowMetaData contains all meta data concerning the Escrow contract.
var EscrowMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractIERC20\",\"name\":\"token_\",\"type\":\"address\"},{\"internalType\":\"contractAnchors\",\"name\":\"anchors_\",\"type\":\"address\"},{\"internalType\":\"contractStaking\",\"name\":\"staking_\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"withdrawDelay_\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"matureDelay_\",\"type\":\"uint64\"},{\"internalType\":\"uint16\",\"name\":\"burnBps_\",\"type\":\"uint16\"},{\"internalType\":\"uint128\",\"name\":\"minStake_\",\"type\":\"uint128\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"AmountTooLarge\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"bps\",\"type\":\"uint256\"}],\"name\":\"BadShare\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"}],\"name\":\"BadSignature\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidShortString\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"vouchers\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"signatures\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"proofs\",\"type\":\"uint256\"}],\"name\":\"LengthMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"}],\"name\":\"NotAnchored\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"free\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"wanted\",\"type\":\"uint256\"}],\"name\":\"NotEnoughBalance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"NotIncluded\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingMoved\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"}],\"name\":\"NothingRequested\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"str\",\"type\":\"string\"}],\"name\":\"StringTooLong\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"time\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"until\",\"type\":\"uint256\"}],\"name\":\"TooEarly\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"WrongLeaf\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"Deposited\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"EIP712DomainChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"Matures\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"burned\",\"type\":\"uint128\"}],\"name\":\"Redeemed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"ReleaseRequested\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"Released\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"Reserved\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"}],\"name\":\"SignerSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"Swept\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"WithdrawRequested\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"Withdrawn\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"anchors\",\"outputs\":[{\"internalType\":\"contractAnchors\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"\",\"type\":\"uint128\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"burnBps\",\"outputs\":[{\"internalType\":\"uint16\",\"name\":\"\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"deposit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"depositFor\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"domainSeparator\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eip712Domain\",\"outputs\":[{\"internalType\":\"bytes1\",\"name\":\"fields\",\"type\":\"bytes1\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"version\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"verifyingContract\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint256[]\",\"name\":\"extensions\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"internalType\":\"structVoucher\",\"name\":\"v\",\"type\":\"tuple\"}],\"name\":\"hashVoucher\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"hash\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"isSigned\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"key\",\"type\":\"address\"}],\"name\":\"isSigner\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"matureDelay\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"}],\"name\":\"maturing\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"total\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"ready\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"minStake\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"\",\"type\":\"uint128\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"overlap\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"}],\"name\":\"paid\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"\",\"type\":\"uint128\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"}],\"name\":\"pendingRelease\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"}],\"name\":\"pendingWithdraw\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"internalType\":\"structVoucher[]\",\"name\":\"vouchers\",\"type\":\"tuple[]\"},{\"internalType\":\"bytes[]\",\"name\":\"signatures\",\"type\":\"bytes[]\"},{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof[]\",\"name\":\"proofs\",\"type\":\"tuple[]\"}],\"name\":\"redeem\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"}],\"name\":\"release\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"}],\"name\":\"requestRelease\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"requestWithdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address[]\",\"name\":\"providers\",\"type\":\"address[]\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"each\",\"type\":\"uint128\"}],\"name\":\"reserve\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"}],\"name\":\"reservedOf\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"\",\"type\":\"uint128\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"}],\"name\":\"setSigner\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"signerOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"staking\",\"outputs\":[{\"internalType\":\"contractStaking\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"}],\"name\":\"sweep\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"token\",\"outputs\":[{\"internalType\":\"contractIERC20\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"withdrawDelay\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "Escrow",
	Bin: "0x61024080604052346102aa5760e081613689803803809161002082856102ae565b8339810103126102aa5780516001600160a01b03811681036102aa5760208201516001600160a01b03811681036102aa5760408301516001600160a01b03811681036102aa57610072606085016102e5565b9061007f608086016102e5565b9260a08601519461ffff8616968787036102aa5760c00151966001600160801b03881688036102aa576040516100b66040826102ae565b600c815260208101906b646772696420457363726f7760a01b8252604051916100e06040846102ae565b600183526020830191600360fc1b83526100f9816102f9565b61012052610106846102f9565b61014052519020918260e05251902080610100524660a0526040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a0815261016f60c0826102ae565b5190206080523060c0526127108111610298575061016052610180526101a0526101c0526101e05261020052610220526040516133249081610365823960805181612fcf015260a0518161308c015260c05181612fa0015260e0518161301e0152610100518161304401526101205181610b8b01526101405181610bb40152610160518181816101820152818161087f01528181610e2b015281816112ab01528181611af101528181611f9d0152612bb9015261018051818181610b4f01526114c701526101a0518181816110dc015261289001526101c0518181816104760152818161115c015281816120790152612ede01526101e0518181816107060152612922015261020051818181611099015261271301526102205181818161134801526128d50152f35b636c92ce2760e01b5f5260045260245ffd5b5f80fd5b601f909101601f19168101906001600160401b038211908210176102d157604052565b634e487b7160e01b5f52604160045260245ffd5b51906001600160401b03821682036102aa57565b601f815111610324576020815191015160208210610315571790565b5f198260200360031b1b161790565b604460209160405192839163305a27a960e01b83528160048401528051918291826024860152018484015e5f828201840152601f01601f19168101030190fdfe60806040526004361015610011575f80fd5b5f3560e01c806301681a6214611e235780630288a39c146104de5780631416a86f14611bbf5780631dbe8910146113d65780633309e7911461136c578063375b3c0a146113205780633ccfd60b14611203578063498e41e3146111005780634cf088d9146110bd57806353deb3d61461107f57806354469aea14610e085780635b5175d514610dad5780636c19e78314610d8a57806370a0823114610d2157806378b248e414610cde5780637fa0d40214610c8757806384b0196e14610b7357806398d35f2014610b305780639a3f14f71461083f578063a7920acb14610789578063c37363d71461072a578063d1f794b8146106e6578063d7c2eec714610533578063e3bea9ac146104e3578063ea9e4070146104de578063ed2622541461033b578063f308cfca146102e1578063f698da25146102bf578063f9c97a99146101aa5763fc0c546a14610163575f80fd5b346101a6575f6003193601126101a65760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b5f80fd5b346101a65760206003193601126101a6576001600160a01b036101cb61202f565b165f52600860205260405f2080546fffffffffffffffffffffffffffffffff8160401c1667ffffffffffffffff81921660018194018054915b82811061021b576040858582519182526020820152f35b6102258183612194565b5054946102456fffffffffffffffffffffffffffffffff87168092612187565b9567ffffffffffffffff429160801c1611158061027f575b61026b575b50600101610204565b6102789060019295612187565b9390610262565b506040870180881161029257821061025d565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b346101a6575f6003193601126101a65760206102d9612f96565b604051908152f35b346101a65760206003193601126101a6576001600160a01b0361030261202f565b165f90815260046020908152604080832054600583529281902054815160809490941c845267ffffffffffffffff169183019190915290f35b346101a65760206003193601126101a6576103546120ce565b335f52600460205260405f206fffffffffffffffffffffffffffffffff815416906fffffffffffffffffffffffffffffffff8316918083116104aa575080546fffffffffffffffffffffffffffffffff16608084901b6fffffffffffffffffffffffffffffffff191617905561044d577f3638b8bc1b24cb5dcf9700b9ae66dad3702033825d9c1ac1e5d51a3eb35ca0a16104485f5b335f52600560205260405f2067ffffffffffffffff821667ffffffffffffffff1982541617905560405191829133958390929167ffffffffffffffff6020916fffffffffffffffffffffffffffffffff604085019616845216910152565b0390a2005b7f3638b8bc1b24cb5dcf9700b9ae66dad3702033825d9c1ac1e5d51a3eb35ca0a16104486104a57f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff42166123c7565b6103ea565b90507f3ae6e1c0000000000000000000000000000000000000000000000000000000005f523360045260245260445260645ffd5b612059565b346101a6576001600160a01b036104f93661210a565b929091165f5260066020526001600160a01b0360405f2091165f5260205260405f20905f52602052602060405f205460801c604051908152f35b346101a65760406003193601126101a65761054c61202f565b60243590335f52600760205260405f206001600160a01b0382165f5260205260405f20825f5260205267ffffffffffffffff60405f20541680156106ba5780421061068b5750335f52600760205260405f206001600160a01b0382165f5260205260405f20825f5260205260405f2067ffffffffffffffff198154169055335f52600660205260405f206001600160a01b0382165f5260205260405f20825f526020526001600160a01b0360405f2091825460801c926fffffffffffffffffffffffffffffffff8154169055335f52600460205260405f206fffffffffffffffffffffffffffffffff6106428582845416612212565b166fffffffffffffffffffffffffffffffff1982541617905560405192835216907f79bcc6f7e763d7c7548e0e6430bef3777c6bf93ae962ddb11583d473f58a322060203392a4005b7fe58369d1000000000000000000000000000000000000000000000000000000005f524260045260245260445ffd5b7fe43ab8a9000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b346101a6575f6003193601126101a657602060405167ffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101a6576001600160a01b036107403661210a565b929091165f5260066020526001600160a01b0360405f2091165f5260205260405f20905f5260205260206fffffffffffffffffffffffffffffffff60405f205416604051908152f35b346101a65760806003193601126101a657604051602081017f28100a1e3402e851135c490ab8e14a9a19de264a520e304d6547f796ea6b001f81526004356001600160a01b0381168091036101a65760408301526024356001600160a01b0381168091036101a65760608301526044356080830152606435906fffffffffffffffffffffffffffffffff82168092036101a657826102d99260a0602095015260a0815261083760c082612244565b519020612f55565b346101a65760406003193601126101a65761085861202f565b6024356fffffffffffffffffffffffffffffffff81168091036101a65761087d612443565b7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b038116604051917f70a08231000000000000000000000000000000000000000000000000000000008352306004840152602083602481855afa928315610aa7575f93610afc575b50604051937f23b872dd000000000000000000000000000000000000000000000000000000005f52336004523060245260445260205f60648180855af19060015f5114821615610add575b50836040525f60605215610ab257826024816020937f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa8015610aa7575f90610a73575b61098e92506122e2565b8015610a4b5760206001600160a01b036109c87fadb1a06aea2cd2ff20eac971640a5eb7d687df3e3a897be2f334836494958a47936124ca565b931692835f526004825260405f206fffffffffffffffffffffffffffffffff6109f48382845416612212565b166fffffffffffffffffffffffffffffffff198254161790556fffffffffffffffffffffffffffffffff60405191168152a25f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b7f170379cc000000000000000000000000000000000000000000000000000000005f5260045ffd5b506020823d602011610a9f575b81610a8d60209383612244565b810103126101a65761098e9151610984565b3d9150610a80565b6040513d5f823e3d90fd5b7f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6001821516610af3573b15153d15161685610937565b843d5f823e3d90fd5b9092506020813d602011610b28575b81610b1860209383612244565b810103126101a6575191856108ec565b3d9150610b0b565b346101a6575f6003193601126101a65760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101a6575f6003193601126101a657610c2b610baf7f00000000000000000000000000000000000000000000000000000000000000006131ac565b610bd87f00000000000000000000000000000000000000000000000000000000000000006131ac565b6020610c3960405192610beb8385612244565b5f84525f3681376040519586957f0f00000000000000000000000000000000000000000000000000000000000000875260e08588015260e0870190612144565b908582036040870152612144565b4660608501523060808501525f60a085015283810360c08501528180845192838152019301915f5b828110610c7057505050500390f35b835185528695509381019392810192600101610c61565b346101a6576001600160a01b03610c9d3661210a565b929091165f5260076020526001600160a01b0360405f2091165f5260205260405f20905f52602052602067ffffffffffffffff60405f205416604051908152f35b346101a65760406003193601126101a657610cf761202f565b602435906001600160a01b03821682036101a657602091610d17916123e9565b6040519015158152f35b346101a65760206003193601126101a6576001600160a01b03610d4261202f565b165f5260046020526020610d7060405f20546fffffffffffffffffffffffffffffffff8160801c91166121a9565b6fffffffffffffffffffffffffffffffff60405191168152f35b346101a65760206003193601126101a657610dab610da661202f565b612e0b565b005b346101a65760206003193601126101a6576020610dc861202f565b6001600160a01b0381165f52600282526001600160a01b0360405f20541680155f14610e0157505b6001600160a01b0360405191168152f35b9050610df0565b346101a65760206003193601126101a657610e216120ce565b610e29612443565b7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b038116604051917f70a08231000000000000000000000000000000000000000000000000000000008352306004840152602083602481855afa928315610aa7575f9361104b575b506fffffffffffffffffffffffffffffffff604051947f23b872dd000000000000000000000000000000000000000000000000000000005f5233600452306024521660445260205f60648180855af19060015f5114821615611035575b50836040525f60605215610ab257826024816020937f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa8015610aa7575f90611001575b610f4c92506122e2565b8015610a4b57610f5b906124ca565b335f52600460205260405f206fffffffffffffffffffffffffffffffff610f858382845416612212565b166fffffffffffffffffffffffffffffffff198254161790556fffffffffffffffffffffffffffffffff604051911681527fadb1a06aea2cd2ff20eac971640a5eb7d687df3e3a897be2f334836494958a4760203392a25f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b506020823d60201161102d575b8161101b60209383612244565b810103126101a657610f4c9151610f42565b3d915061100e565b6001821516610af3573b15153d15161684610ef5565b9092506020813d602011611077575b8161106760209383612244565b810103126101a657519184610e98565b3d915061105a565b346101a6575f6003193601126101a657602060405161ffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101a6575f6003193601126101a65760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101a65760406003193601126101a65761111961202f565b60243590335f52600660205260405f206001600160a01b0382165f5260205260405f20825f5260205260405f205460801c15610a4b576001600160a01b0361118b7f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff42166123c7565b91335f52600760205260405f208282165f5260205260405f20845f5260205260405f2067ffffffffffffffff841667ffffffffffffffff1982541617905567ffffffffffffffff6040519316835216907f142627cacd9e7213317a8f2e427ef2d73aa510dfce6bfe075007f0b4264ce31460203392a4005b346101a6575f6003193601126101a65761121b612443565b335f52600460205260405f208054908160801c91335f52600560205267ffffffffffffffff60405f20541683156106ba5780421061068b5750611271836fffffffffffffffffffffffffffffffff8093166121a9565b166fffffffffffffffffffffffffffffffff169055335f818152600560205260409020805467ffffffffffffffff191690556112cf9082907f00000000000000000000000000000000000000000000000000000000000000006124b7565b6040519081527fab48b3d59a240196dc5bdd7f7a638fca310f8194c7d350c3dd7765861311ddf860203392a25f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b346101a6575f6003193601126101a65760206040516fffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101a65760606003193601126101a65761138561202f565b60443567ffffffffffffffff81116101a657366023820112156101a657806004013567ffffffffffffffff81116101a65736602482840101116101a6576020926024610d17930190602435906122ef565b346101a65760606003193601126101a65767ffffffffffffffff600435116101a6573660236004350112156101a6576004356004013567ffffffffffffffff81116101a6573660248260071b6004350101116101a65760243567ffffffffffffffff81116101a65761144c90369060040161209d565b9060443567ffffffffffffffff81116101a65761146d90369060040161209d565b919092611478612443565b808514801590611bb5575b611b8157604051916060830183811067ffffffffffffffff821117611b54576040969596525f835260208301915f835260408401945f86525f976001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016985b88811015611ab6578060071b600435016024810185831015611a89578260051b8701357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1883603018112156101a657870180359067ffffffffffffffff82116101a6576020019080360382136101a657611564858888612285565b9060a08201926044860195611578876121fe565b6001600160a01b038061158a876121fe565b16911614801590611a5f575b8015611a4c575b611a0a57600160ff6115ae87612521565b16141580611a36575b611a0a5790611662929161165c87896fffffffffffffffffffffffffffffffff61164760846115e5856121fe565b966001600160a01b03611631604051968261162660208a019a7f28100a1e3402e851135c490ab8e14a9a19de264a520e304d6547f796ea6b001f8c52612045565b166040890152612045565b16606086015260648101356080860152016120ed565b1660a082015260a0815261083760c082612244565b906122ef565b156119c857604081013591604051903560ff81168091036101a657602082015267ffffffffffffffff61169760c0840161252f565b16604082015260e082013560608201526001600160a01b036116bc6101008401612045565b16608082015261012082013560a08201526fffffffffffffffffffffffffffffffff6116eb61014084016120ed565b1660c082015261016082013560e082015260e0815261170c61010082612244565b601f600182515f8452019101206117266101808301612544565b61173260608401612544565b916101a08401357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1853603018112156101a65784019182359267ffffffffffffffff84116101a657602001918360051b360383136101a65767ffffffffffffffff806117a2961692169087613203565b1561199c5760a460208f604051928380927f9f4495930000000000000000000000000000000000000000000000000000000082526001600160a01b036117e788612045565b1660048301528487019767ffffffffffffffff6118038a61252f565b166024840152604483015267ffffffffffffffff6118236060890161252f565b16606483015267ffffffffffffffff61183e6080890161252f565b1660848301525afa908115610aa7575f91611962575b50156119095750506fffffffffffffffffffffffffffffffff896118d06118c9869561189c6118da9661189661014061189060019c8f8f612285565b016122c5565b90612559565b9490916118a8816121fe565b6001600160a01b03808451169116036118e2575b50508480851691166122e2565b8b51612187565b8a52168a51612187565b8952016114e9565b6118fc6001600160a01b03916118f78461283d565b6121fe565b1690525f8d528d5f6118bc565b6001600160a01b0367ffffffffffffffff9261192e61192888946121fe565b91612544565b927f08e59c62000000000000000000000000000000000000000000000000000000005f52600452166024521660445260645ffd5b90506020813d8211611994575b8161197c60209383612244565b810103126101a6575180151581036101a6578f611854565b3d915061196f565b847ff70d0911000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6001600160a01b03856119da856121fe565b907fc41d015b000000000000000000000000000000000000000000000000000000005f526004521660245260445ffd5b877f74f2e075000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50600360ff611a4487612521565b1614156115b7565b506101208401356064820135141561159d565b50611a69866121fe565b6001600160a01b0380611a7f61010088016121fe565b1691161415611596565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b87611ac08861283d565b5180611aec575b5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b611b1a7f00000000000000000000000000000000000000000000000000000000000000009161dead836130b2565b611ac7575b6001600160a01b03907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b9050837f8ee979f5000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b5082851415611483565b346101a65760606003193601126101a65760043567ffffffffffffffff81116101a657611bf090369060040161209d565b6024356044356fffffffffffffffffffffffffffffffff8116908181036101a657335f52600460205260405f2080546fffffffffffffffffffffffffffffffff611c408183169260801c836121a9565b16611c4b87866121db565b908115610a4b57808211611df157506fffffffffffffffffffffffffffffffff9182611c789216906121a9565b166fffffffffffffffffffffffffffffffff198254161790555f5b848110611c9c57005b600190335f52600660205260405f206001600160a01b03611cc16118f7848a8c6121ee565b165f5260205260405f20855f52602052611d1760405f20611ce685825460801c612212565b6fffffffffffffffffffffffffffffffff6fffffffffffffffffffffffffffffffff1983549260801b169116179055565b335f52600760205260405f206001600160a01b03611d396118f7848a8c6121ee565b165f5260205260405f20855f5260205267ffffffffffffffff60405f205416611da7575b846001600160a01b03611d746118f7848a8c6121ee565b166040518681527f94585a6a431432fa36707e306ea725ebe62b9464fb5dffe481f981117582f51f60203392a401611c93565b335f52600760205260405f206001600160a01b03611dc96118f7848a8c6121ee565b165f5260205260405f20855f5260205260405f2067ffffffffffffffff198154169055611d5d565b7f3ae6e1c0000000000000000000000000000000000000000000000000000000005f523360045260245260445260645ffd5b346101a65760206003193601126101a657611e3c61202f565b611e44612443565b6001600160a01b03811690815f52600860205260405f208054926fffffffffffffffffffffffffffffffff67ffffffffffffffff85169460401c169160018101938454604087018088116102925780821015612026575095935b86851080612004575b15611f2357611ed4906fffffffffffffffffffffffffffffffff611ecb8789612194565b50541690612187565b93611edf8187612194565b611ef7575f90555f1981146102925760010193611e9e565b7f4e487b71000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b9084918015610a4b57611fc181611fc6938667ffffffffffffffff806020987fffffffffffffffff00000000000000000000000000000000ffffffffffffffff7fe582a08574b6950f87f26b830ee5ca4e17467d4c192e5b33dcedbc51f3b3bd439b54168455161667ffffffffffffffff198254161790557f00000000000000000000000000000000000000000000000000000000000000006124b7565b6124ca565b6fffffffffffffffffffffffffffffffff60405191168152a25f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b5067ffffffffffffffff6120188688612194565b505460801c16421015611ea7565b90509593611e9e565b600435906001600160a01b03821682036101a657565b35906001600160a01b03821682036101a657565b346101a6575f6003193601126101a657602060405167ffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b9181601f840112156101a65782359167ffffffffffffffff83116101a6576020808501948460051b0101116101a657565b600435906fffffffffffffffffffffffffffffffff821682036101a657565b35906fffffffffffffffffffffffffffffffff821682036101a657565b60031960609101126101a6576004356001600160a01b03811681036101a657906024356001600160a01b03811681036101a6579060443590565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b9190820180921161029257565b8054821015611a89575f5260205f2001905f90565b906fffffffffffffffffffffffffffffffff809116911603906fffffffffffffffffffffffffffffffff821161029257565b8181029291811591840414171561029257565b9190811015611a895760051b0190565b356001600160a01b03811681036101a65790565b906fffffffffffffffffffffffffffffffff809116911601906fffffffffffffffffffffffffffffffff821161029257565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117611b5457604052565b9190811015611a895760051b810135907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe41813603018212156101a6570190565b356fffffffffffffffffffffffffffffffff811681036101a65790565b9190820391821161029257565b9291906122fd838383612d19565b50600481101561237a57159081612369575b506123605761232083838387612d4d565b93841561232f575b5050505090565b61235794506001600160a01b03165f5260026020526001600160a01b0360405f205416612d4d565b5f808080612328565b50505050600190565b6123749150856123e9565b5f61230f565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b67ffffffffffffffff60019116019067ffffffffffffffff821161029257565b9067ffffffffffffffff8091169116019067ffffffffffffffff821161029257565b906001600160a01b0316801515918261240157505090565b6001600160a01b03168082149250821561241a57505090565b9091505f52600360205260405f20905f5260205267ffffffffffffffff60405f20541642111590565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c61248f5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b916124c291836130b2565b15611b1f5750565b6fffffffffffffffffffffffffffffffff81116124f6576fffffffffffffffffffffffffffffffff1690565b7f08083b2a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b3560ff811681036101a65790565b359067ffffffffffffffff821682036101a657565b3567ffffffffffffffff811681036101a65790565b90916001600160a01b0361256c836121fe565b165f52600660205260405f2060208301906001600160a01b0361258e836121fe565b165f5260205260405f2090604084013591825f5260205260405f208054956fffffffffffffffffffffffffffffffff87169660801c90606087016125d1816122c5565b6fffffffffffffffffffffffffffffffff83811691161015612837576125f791506122c5565b876fffffffffffffffffffffffffffffffff8216111561282a57906126996126676126338a6fffffffffffffffffffffffffffffffff956121a9565b61266161265a8287168681101561282357835b8d5f928a871610612759575b505083612212565b809c612212565b936121a9565b84546fffffffffffffffffffffffffffffffff1660809190911b6fffffffffffffffffffffffffffffffff1916178455565b166fffffffffffffffffffffffffffffffff198254161790556fffffffffffffffffffffffffffffffff85167fe5cb5e7698715981739e6ef1feec7170aeabd93a04aa2284c37956f73666c6cc60406001600160a01b03806127476127416fffffffffffffffffffffffffffffffff61271061273961ffff7f0000000000000000000000000000000000000000000000000000000000000000168a6121db565b04169a6121fe565b966121fe565b835195865289602087015216941692a4565b6001600160a01b0391925061276d906121fe565b165f52600460205260405f2088815492868285169460801c91858461279284846121a9565b161015612818576127ad916127a6916121a9565b80956121a9565b9082821681101561280e576127ee9084546fffffffffffffffffffffffffffffffff1660809190911b6fffffffffffffffffffffffffffffffff1916178455565b166fffffffffffffffffffffffffffffffff198254161790555f8d612652565b506127ee81612667565b50506127ad846127a6565b8693612646565b505f965086955050505050565b506125f7565b6020810190815115612c36576001600160a01b03815116604051907f4262336000000000000000000000000000000000000000000000000000000000825260048201526020816024816001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000165afa908115610aa7575f91612cce575b506fffffffffffffffffffffffffffffffff807f0000000000000000000000000000000000000000000000000000000000000000169116105f14612bb6576001600160a01b0361291391511691516124ca565b815f52600860205260405f20907f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff61296c6129636707ffffffffffffff8460051c166123a7565b928242166123c7565b9116908115612b895761298b8267ffffffffffffffff809316046123a7565b16029067ffffffffffffffff8216918203610292576001830167ffffffffffffffff815494541684141580612b5d575b15612a5f575f198401938411610292577f1f3b8352f571f26275636eb3b160337f9975e30ce1d32bbdb7264f8f8cd87e88936129f691612194565b506fffffffffffffffffffffffffffffffff612a158382845416612212565b166fffffffffffffffffffffffffffffffff198254161790555b604080516fffffffffffffffffffffffffffffffff92909216825267ffffffffffffffff929092166020820152a2565b92604051936040850185811067ffffffffffffffff821117611b54576040526fffffffffffffffffffffffffffffffff83168552602085019184835268010000000000000000811015611b5457612abb91600182018155612194565b919091611ef7576fffffffffffffffffffffffffffffffff807f1f3b8352f571f26275636eb3b160337f9975e30ce1d32bbdb7264f8f8cd87e88965116166fffffffffffffffffffffffffffffffff19835416178255517fffffffffffffffff0000000000000000ffffffffffffffffffffffffffffffff77ffffffffffffffff0000000000000000000000000000000083549260801b169116179055612a2f565b505f1984018481116102925767ffffffffffffffff612b7d859284612194565b505460801c16146129bb565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601260045260245ffd5b907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03835116908251604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f5260045260245260205f60448180855af19060015f5114821615612cc1575b509060405215612c3a575b5050565b612c4c6001600160a01b0391516124ca565b9151165f52600860205260405f20907fffffffffffffffff00000000000000000000000000000000ffffffffffffffff77ffffffffffffffffffffffffffffffff0000000000000000612cb68454936fffffffffffffffffffffffffffffffff8560401c16612212565b60401b169116179055565b3b15153d1516165f612c2b565b90506020813d602011612d11575b81612ce960209383612244565b810103126101a657516fffffffffffffffffffffffffffffffff811681036101a6575f6128c0565b3d9150612cdc565b9060418303612d4357612d3c9250602081013591604082359201355f1a9061312a565b9192909190565b50505f9160029190565b90813b15159283612d61575b505050905090565b5f93507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f86602097606494604051967f1626ba7e0000000000000000000000000000000000000000000000000000000088526004880152604060248801528160448801528587013786848287010152011601915afa7f1626ba7e000000000000000000000000000000000000000000000000000000005f5114601f3d111616805f8080612d59565b336001600160a01b03821614612f4e575b335f5260026020526001600160a01b038060405f205416911690818114612c365780612ed9575b5080612ea5575b335f52600260205260405f20817fffffffffffffffffffffffff0000000000000000000000000000000000000000825416179055337fb0604c365feafa080c833b6f6814d321a7561528e696ac2a112c2a0231b0ed355f80a3565b335f52600360205260405f20815f5260205260405f2067ffffffffffffffff67ffffffffffffffff19825416179055612e4a565b612f0d7f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff42166123c7565b90335f5260036020526001600160a01b0360405f2091165f5260205267ffffffffffffffff60405f20911667ffffffffffffffff198254161790555f612e43565b505f612e1c565b604290612f60612f96565b90604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b6001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016301480613089575b15612ff1577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a0815261308360c082612244565b51902090565b507f00000000000000000000000000000000000000000000000000000000000000004614612fc8565b92916001600160a01b03604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180875af19260015f5114841615613108575b50604052565b60018492941516613121573b15153d151616915f613102565b833d5f823e3d90fd5b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084116131a1579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa15610aa7575f516001600160a01b0381161561319757905f905f90565b505f906001905f90565b5050505f9160039190565b60ff811690601f82116131db57604051916131c8604084612244565b6020808452838101919036833783525290565b7fb3512b0c000000000000000000000000000000000000000000000000000000005f5260045ffd5b93909492808310156132f3575f19810190811161029257925f92915b81841061323c575050505015918261323657505090565b14919050565b909296939586959295156132e75760018087161480156132de575b156132b8576132759061326f8986859a99979a6121ee565b356132fd565b925b6001811615806132af575b156132945760011c9460011c94613277565b6001909794979691929593965b811c93811c9401929161321f565b50801515613282565b6132d86001916132d18a8786979a9b98969c999c6121ee565b35906132fd565b966132a1565b50868614613257565b50505050925050505f90565b5050505050505f90565b91906040519260015f5360015260215260415f209160405256fea164736f6c6343000825000a",
}

// Escrow is an auto generated Go binding around an Ethereum contract.
type Escrow struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Escrow) GetABI() abi.ABI {
	return c.abi
}

// NewEscrow creates a new instance of Escrow.
func NewEscrow() *Escrow {
	parsed, err := EscrowMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Escrow{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Escrow) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address token_, address anchors_, address staking_, uint64 withdrawDelay_, uint64 matureDelay_, uint16 burnBps_, uint128 minStake_) returns()
func (escrow *Escrow) PackConstructor(token_ common.Address, anchors_ common.Address, staking_ common.Address, withdrawDelay_ uint64, matureDelay_ uint64, burnBps_ uint16, minStake_ *big.Int) []byte {
	enc, err := escrow.abi.Pack("", token_, anchors_, staking_, withdrawDelay_, matureDelay_, burnBps_, minStake_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAnchors is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x98d35f20.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function anchors() view returns(address)
func (escrow *Escrow) PackAnchors() []byte {
	enc, err := escrow.abi.Pack("anchors")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnchors is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x98d35f20.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function anchors() view returns(address)
func (escrow *Escrow) TryPackAnchors() ([]byte, error) {
	return escrow.abi.Pack("anchors")
}

// UnpackAnchors is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x98d35f20.
//
// Solidity: function anchors() view returns(address)
func (escrow *Escrow) UnpackAnchors(data []byte) (common.Address, error) {
	out, err := escrow.abi.Unpack("anchors", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address payer) view returns(uint128)
func (escrow *Escrow) PackBalanceOf(payer common.Address) []byte {
	enc, err := escrow.abi.Pack("balanceOf", payer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address payer) view returns(uint128)
func (escrow *Escrow) TryPackBalanceOf(payer common.Address) ([]byte, error) {
	return escrow.abi.Pack("balanceOf", payer)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address payer) view returns(uint128)
func (escrow *Escrow) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := escrow.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackBurnBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53deb3d6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function burnBps() view returns(uint16)
func (escrow *Escrow) PackBurnBps() []byte {
	enc, err := escrow.abi.Pack("burnBps")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBurnBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53deb3d6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function burnBps() view returns(uint16)
func (escrow *Escrow) TryPackBurnBps() ([]byte, error) {
	return escrow.abi.Pack("burnBps")
}

// UnpackBurnBps is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x53deb3d6.
//
// Solidity: function burnBps() view returns(uint16)
func (escrow *Escrow) UnpackBurnBps(data []byte) (uint16, error) {
	out, err := escrow.abi.Unpack("burnBps", data)
	if err != nil {
		return *new(uint16), err
	}
	out0 := *abi.ConvertType(out[0], new(uint16)).(*uint16)
	return out0, nil
}

// PackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x54469aea.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deposit(uint128 amount) returns()
func (escrow *Escrow) PackDeposit(amount *big.Int) []byte {
	enc, err := escrow.abi.Pack("deposit", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x54469aea.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deposit(uint128 amount) returns()
func (escrow *Escrow) TryPackDeposit(amount *big.Int) ([]byte, error) {
	return escrow.abi.Pack("deposit", amount)
}

// PackDepositFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a3f14f7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function depositFor(address payer, uint128 amount) returns()
func (escrow *Escrow) PackDepositFor(payer common.Address, amount *big.Int) []byte {
	enc, err := escrow.abi.Pack("depositFor", payer, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDepositFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a3f14f7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function depositFor(address payer, uint128 amount) returns()
func (escrow *Escrow) TryPackDepositFor(payer common.Address, amount *big.Int) ([]byte, error) {
	return escrow.abi.Pack("depositFor", payer, amount)
}

// PackDomainSeparator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf698da25.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (escrow *Escrow) PackDomainSeparator() []byte {
	enc, err := escrow.abi.Pack("domainSeparator")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDomainSeparator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf698da25.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (escrow *Escrow) TryPackDomainSeparator() ([]byte, error) {
	return escrow.abi.Pack("domainSeparator")
}

// UnpackDomainSeparator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf698da25.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (escrow *Escrow) UnpackDomainSeparator(data []byte) ([32]byte, error) {
	out, err := escrow.abi.Unpack("domainSeparator", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (escrow *Escrow) PackEip712Domain() []byte {
	enc, err := escrow.abi.Pack("eip712Domain")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (escrow *Escrow) TryPackEip712Domain() ([]byte, error) {
	return escrow.abi.Pack("eip712Domain")
}

// Eip712DomainOutput serves as a container for the return parameters of contract
// method Eip712Domain.
type Eip712DomainOutput struct {
	Fields            [1]byte
	Name              string
	Version           string
	ChainId           *big.Int
	VerifyingContract common.Address
	Salt              [32]byte
	Extensions        []*big.Int
}

// UnpackEip712Domain is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x84b0196e.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (escrow *Escrow) UnpackEip712Domain(data []byte) (Eip712DomainOutput, error) {
	out, err := escrow.abi.Unpack("eip712Domain", data)
	outstruct := new(Eip712DomainOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Fields = *abi.ConvertType(out[0], new([1]byte)).(*[1]byte)
	outstruct.Name = *abi.ConvertType(out[1], new(string)).(*string)
	outstruct.Version = *abi.ConvertType(out[2], new(string)).(*string)
	outstruct.ChainId = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.VerifyingContract = *abi.ConvertType(out[4], new(common.Address)).(*common.Address)
	outstruct.Salt = *abi.ConvertType(out[5], new([32]byte)).(*[32]byte)
	outstruct.Extensions = *abi.ConvertType(out[6], new([]*big.Int)).(*[]*big.Int)
	return *outstruct, nil
}

// PackHashVoucher is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa7920acb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashVoucher((address,address,bytes32,uint128) v) view returns(bytes32)
func (escrow *Escrow) PackHashVoucher(v Voucher) []byte {
	enc, err := escrow.abi.Pack("hashVoucher", v)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashVoucher is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa7920acb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashVoucher((address,address,bytes32,uint128) v) view returns(bytes32)
func (escrow *Escrow) TryPackHashVoucher(v Voucher) ([]byte, error) {
	return escrow.abi.Pack("hashVoucher", v)
}

// UnpackHashVoucher is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa7920acb.
//
// Solidity: function hashVoucher((address,address,bytes32,uint128) v) view returns(bytes32)
func (escrow *Escrow) UnpackHashVoucher(data []byte) ([32]byte, error) {
	out, err := escrow.abi.Unpack("hashVoucher", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackIsSigned is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3309e791.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isSigned(address owner, bytes32 hash, bytes signature) view returns(bool)
func (escrow *Escrow) PackIsSigned(owner common.Address, hash [32]byte, signature []byte) []byte {
	enc, err := escrow.abi.Pack("isSigned", owner, hash, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsSigned is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3309e791.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isSigned(address owner, bytes32 hash, bytes signature) view returns(bool)
func (escrow *Escrow) TryPackIsSigned(owner common.Address, hash [32]byte, signature []byte) ([]byte, error) {
	return escrow.abi.Pack("isSigned", owner, hash, signature)
}

// UnpackIsSigned is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3309e791.
//
// Solidity: function isSigned(address owner, bytes32 hash, bytes signature) view returns(bool)
func (escrow *Escrow) UnpackIsSigned(data []byte) (bool, error) {
	out, err := escrow.abi.Unpack("isSigned", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIsSigner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x78b248e4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isSigner(address owner, address key) view returns(bool)
func (escrow *Escrow) PackIsSigner(owner common.Address, key common.Address) []byte {
	enc, err := escrow.abi.Pack("isSigner", owner, key)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsSigner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x78b248e4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isSigner(address owner, address key) view returns(bool)
func (escrow *Escrow) TryPackIsSigner(owner common.Address, key common.Address) ([]byte, error) {
	return escrow.abi.Pack("isSigner", owner, key)
}

// UnpackIsSigner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x78b248e4.
//
// Solidity: function isSigner(address owner, address key) view returns(bool)
func (escrow *Escrow) UnpackIsSigner(data []byte) (bool, error) {
	out, err := escrow.abi.Unpack("isSigner", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackMatureDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd1f794b8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function matureDelay() view returns(uint64)
func (escrow *Escrow) PackMatureDelay() []byte {
	enc, err := escrow.abi.Pack("matureDelay")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMatureDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd1f794b8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function matureDelay() view returns(uint64)
func (escrow *Escrow) TryPackMatureDelay() ([]byte, error) {
	return escrow.abi.Pack("matureDelay")
}

// UnpackMatureDelay is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd1f794b8.
//
// Solidity: function matureDelay() view returns(uint64)
func (escrow *Escrow) UnpackMatureDelay(data []byte) (uint64, error) {
	out, err := escrow.abi.Unpack("matureDelay", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackMaturing is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf9c97a99.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function maturing(address provider) view returns(uint256 total, uint256 ready)
func (escrow *Escrow) PackMaturing(provider common.Address) []byte {
	enc, err := escrow.abi.Pack("maturing", provider)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMaturing is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf9c97a99.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function maturing(address provider) view returns(uint256 total, uint256 ready)
func (escrow *Escrow) TryPackMaturing(provider common.Address) ([]byte, error) {
	return escrow.abi.Pack("maturing", provider)
}

// MaturingOutput serves as a container for the return parameters of contract
// method Maturing.
type MaturingOutput struct {
	Total *big.Int
	Ready *big.Int
}

// UnpackMaturing is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf9c97a99.
//
// Solidity: function maturing(address provider) view returns(uint256 total, uint256 ready)
func (escrow *Escrow) UnpackMaturing(data []byte) (MaturingOutput, error) {
	out, err := escrow.abi.Unpack("maturing", data)
	outstruct := new(MaturingOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Total = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Ready = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackMinStake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x375b3c0a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function minStake() view returns(uint128)
func (escrow *Escrow) PackMinStake() []byte {
	enc, err := escrow.abi.Pack("minStake")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMinStake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x375b3c0a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function minStake() view returns(uint128)
func (escrow *Escrow) TryPackMinStake() ([]byte, error) {
	return escrow.abi.Pack("minStake")
}

// UnpackMinStake is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x375b3c0a.
//
// Solidity: function minStake() view returns(uint128)
func (escrow *Escrow) UnpackMinStake(data []byte) (*big.Int, error) {
	out, err := escrow.abi.Unpack("minStake", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOverlap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xea9e4070.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function overlap() view returns(uint64)
func (escrow *Escrow) PackOverlap() []byte {
	enc, err := escrow.abi.Pack("overlap")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOverlap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xea9e4070.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function overlap() view returns(uint64)
func (escrow *Escrow) TryPackOverlap() ([]byte, error) {
	return escrow.abi.Pack("overlap")
}

// UnpackOverlap is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xea9e4070.
//
// Solidity: function overlap() view returns(uint64)
func (escrow *Escrow) UnpackOverlap(data []byte) (uint64, error) {
	out, err := escrow.abi.Unpack("overlap", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPaid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc37363d7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function paid(address payer, address provider, bytes32 model) view returns(uint128)
func (escrow *Escrow) PackPaid(payer common.Address, provider common.Address, model [32]byte) []byte {
	enc, err := escrow.abi.Pack("paid", payer, provider, model)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPaid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc37363d7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function paid(address payer, address provider, bytes32 model) view returns(uint128)
func (escrow *Escrow) TryPackPaid(payer common.Address, provider common.Address, model [32]byte) ([]byte, error) {
	return escrow.abi.Pack("paid", payer, provider, model)
}

// UnpackPaid is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc37363d7.
//
// Solidity: function paid(address payer, address provider, bytes32 model) view returns(uint128)
func (escrow *Escrow) UnpackPaid(data []byte) (*big.Int, error) {
	out, err := escrow.abi.Unpack("paid", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPendingRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7fa0d402.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingRelease(address payer, address provider, bytes32 model) view returns(uint64)
func (escrow *Escrow) PackPendingRelease(payer common.Address, provider common.Address, model [32]byte) []byte {
	enc, err := escrow.abi.Pack("pendingRelease", payer, provider, model)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7fa0d402.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingRelease(address payer, address provider, bytes32 model) view returns(uint64)
func (escrow *Escrow) TryPackPendingRelease(payer common.Address, provider common.Address, model [32]byte) ([]byte, error) {
	return escrow.abi.Pack("pendingRelease", payer, provider, model)
}

// UnpackPendingRelease is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7fa0d402.
//
// Solidity: function pendingRelease(address payer, address provider, bytes32 model) view returns(uint64)
func (escrow *Escrow) UnpackPendingRelease(data []byte) (uint64, error) {
	out, err := escrow.abi.Unpack("pendingRelease", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPendingWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf308cfca.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingWithdraw(address payer) view returns(uint128 amount, uint64 until)
func (escrow *Escrow) PackPendingWithdraw(payer common.Address) []byte {
	enc, err := escrow.abi.Pack("pendingWithdraw", payer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf308cfca.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingWithdraw(address payer) view returns(uint128 amount, uint64 until)
func (escrow *Escrow) TryPackPendingWithdraw(payer common.Address) ([]byte, error) {
	return escrow.abi.Pack("pendingWithdraw", payer)
}

// PendingWithdrawOutput serves as a container for the return parameters of contract
// method PendingWithdraw.
type PendingWithdrawOutput struct {
	Amount *big.Int
	Until  uint64
}

// UnpackPendingWithdraw is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf308cfca.
//
// Solidity: function pendingWithdraw(address payer) view returns(uint128 amount, uint64 until)
func (escrow *Escrow) UnpackPendingWithdraw(data []byte) (PendingWithdrawOutput, error) {
	out, err := escrow.abi.Unpack("pendingWithdraw", data)
	outstruct := new(PendingWithdrawOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Amount = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Until = *abi.ConvertType(out[1], new(uint64)).(*uint64)
	return *outstruct, nil
}

// PackRedeem is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1dbe8910.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function redeem((address,address,bytes32,uint128)[] vouchers, bytes[] signatures, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[])[] proofs) returns()
func (escrow *Escrow) PackRedeem(vouchers []Voucher, signatures [][]byte, proofs []Proof) []byte {
	enc, err := escrow.abi.Pack("redeem", vouchers, signatures, proofs)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRedeem is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1dbe8910.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function redeem((address,address,bytes32,uint128)[] vouchers, bytes[] signatures, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[])[] proofs) returns()
func (escrow *Escrow) TryPackRedeem(vouchers []Voucher, signatures [][]byte, proofs []Proof) ([]byte, error) {
	return escrow.abi.Pack("redeem", vouchers, signatures, proofs)
}

// PackRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd7c2eec7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function release(address provider, bytes32 model) returns()
func (escrow *Escrow) PackRelease(provider common.Address, model [32]byte) []byte {
	enc, err := escrow.abi.Pack("release", provider, model)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd7c2eec7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function release(address provider, bytes32 model) returns()
func (escrow *Escrow) TryPackRelease(provider common.Address, model [32]byte) ([]byte, error) {
	return escrow.abi.Pack("release", provider, model)
}

// PackRequestRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x498e41e3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requestRelease(address provider, bytes32 model) returns()
func (escrow *Escrow) PackRequestRelease(provider common.Address, model [32]byte) []byte {
	enc, err := escrow.abi.Pack("requestRelease", provider, model)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequestRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x498e41e3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requestRelease(address provider, bytes32 model) returns()
func (escrow *Escrow) TryPackRequestRelease(provider common.Address, model [32]byte) ([]byte, error) {
	return escrow.abi.Pack("requestRelease", provider, model)
}

// PackRequestWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xed262254.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requestWithdraw(uint128 amount) returns()
func (escrow *Escrow) PackRequestWithdraw(amount *big.Int) []byte {
	enc, err := escrow.abi.Pack("requestWithdraw", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequestWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xed262254.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requestWithdraw(uint128 amount) returns()
func (escrow *Escrow) TryPackRequestWithdraw(amount *big.Int) ([]byte, error) {
	return escrow.abi.Pack("requestWithdraw", amount)
}

// PackReserve is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1416a86f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reserve(address[] providers, bytes32 model, uint128 each) returns()
func (escrow *Escrow) PackReserve(providers []common.Address, model [32]byte, each *big.Int) []byte {
	enc, err := escrow.abi.Pack("reserve", providers, model, each)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReserve is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1416a86f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reserve(address[] providers, bytes32 model, uint128 each) returns()
func (escrow *Escrow) TryPackReserve(providers []common.Address, model [32]byte, each *big.Int) ([]byte, error) {
	return escrow.abi.Pack("reserve", providers, model, each)
}

// PackReservedOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe3bea9ac.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reservedOf(address payer, address provider, bytes32 model) view returns(uint128)
func (escrow *Escrow) PackReservedOf(payer common.Address, provider common.Address, model [32]byte) []byte {
	enc, err := escrow.abi.Pack("reservedOf", payer, provider, model)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReservedOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe3bea9ac.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reservedOf(address payer, address provider, bytes32 model) view returns(uint128)
func (escrow *Escrow) TryPackReservedOf(payer common.Address, provider common.Address, model [32]byte) ([]byte, error) {
	return escrow.abi.Pack("reservedOf", payer, provider, model)
}

// UnpackReservedOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe3bea9ac.
//
// Solidity: function reservedOf(address payer, address provider, bytes32 model) view returns(uint128)
func (escrow *Escrow) UnpackReservedOf(data []byte) (*big.Int, error) {
	out, err := escrow.abi.Unpack("reservedOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackSetSigner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6c19e783.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setSigner(address signer) returns()
func (escrow *Escrow) PackSetSigner(signer common.Address) []byte {
	enc, err := escrow.abi.Pack("setSigner", signer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetSigner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6c19e783.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setSigner(address signer) returns()
func (escrow *Escrow) TryPackSetSigner(signer common.Address) ([]byte, error) {
	return escrow.abi.Pack("setSigner", signer)
}

// PackSignerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b5175d5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function signerOf(address owner) view returns(address)
func (escrow *Escrow) PackSignerOf(owner common.Address) []byte {
	enc, err := escrow.abi.Pack("signerOf", owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSignerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b5175d5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function signerOf(address owner) view returns(address)
func (escrow *Escrow) TryPackSignerOf(owner common.Address) ([]byte, error) {
	return escrow.abi.Pack("signerOf", owner)
}

// UnpackSignerOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5b5175d5.
//
// Solidity: function signerOf(address owner) view returns(address)
func (escrow *Escrow) UnpackSignerOf(data []byte) (common.Address, error) {
	out, err := escrow.abi.Unpack("signerOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackStaking is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4cf088d9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function staking() view returns(address)
func (escrow *Escrow) PackStaking() []byte {
	enc, err := escrow.abi.Pack("staking")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStaking is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4cf088d9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function staking() view returns(address)
func (escrow *Escrow) TryPackStaking() ([]byte, error) {
	return escrow.abi.Pack("staking")
}

// UnpackStaking is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4cf088d9.
//
// Solidity: function staking() view returns(address)
func (escrow *Escrow) UnpackStaking(data []byte) (common.Address, error) {
	out, err := escrow.abi.Unpack("staking", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackSweep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01681a62.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function sweep(address provider) returns()
func (escrow *Escrow) PackSweep(provider common.Address) []byte {
	enc, err := escrow.abi.Pack("sweep", provider)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSweep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01681a62.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function sweep(address provider) returns()
func (escrow *Escrow) TryPackSweep(provider common.Address) ([]byte, error) {
	return escrow.abi.Pack("sweep", provider)
}

// PackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function token() view returns(address)
func (escrow *Escrow) PackToken() []byte {
	enc, err := escrow.abi.Pack("token")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function token() view returns(address)
func (escrow *Escrow) TryPackToken() ([]byte, error) {
	return escrow.abi.Pack("token")
}

// UnpackToken is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc0c546a.
//
// Solidity: function token() view returns(address)
func (escrow *Escrow) UnpackToken(data []byte) (common.Address, error) {
	out, err := escrow.abi.Unpack("token", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw() returns()
func (escrow *Escrow) PackWithdraw() []byte {
	enc, err := escrow.abi.Pack("withdraw")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw() returns()
func (escrow *Escrow) TryPackWithdraw() ([]byte, error) {
	return escrow.abi.Pack("withdraw")
}

// PackWithdrawDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0288a39c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdrawDelay() view returns(uint64)
func (escrow *Escrow) PackWithdrawDelay() []byte {
	enc, err := escrow.abi.Pack("withdrawDelay")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdrawDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0288a39c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdrawDelay() view returns(uint64)
func (escrow *Escrow) TryPackWithdrawDelay() ([]byte, error) {
	return escrow.abi.Pack("withdrawDelay")
}

// UnpackWithdrawDelay is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0288a39c.
//
// Solidity: function withdrawDelay() view returns(uint64)
func (escrow *Escrow) UnpackWithdrawDelay(data []byte) (uint64, error) {
	out, err := escrow.abi.Unpack("withdrawDelay", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// EscrowDeposited represents a Deposited event raised by the Escrow contract.
type EscrowDeposited struct {
	Payer  common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const EscrowDepositedEventName = "Deposited"

// ContractEventName returns the user-defined event name.
func (EscrowDeposited) ContractEventName() string {
	return EscrowDepositedEventName
}

// UnpackDepositedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Deposited(address indexed payer, uint128 amount)
func (escrow *Escrow) UnpackDepositedEvent(log *types.Log) (*EscrowDeposited, error) {
	event := "Deposited"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowDeposited)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowEIP712DomainChanged represents a EIP712DomainChanged event raised by the Escrow contract.
type EscrowEIP712DomainChanged struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const EscrowEIP712DomainChangedEventName = "EIP712DomainChanged"

// ContractEventName returns the user-defined event name.
func (EscrowEIP712DomainChanged) ContractEventName() string {
	return EscrowEIP712DomainChangedEventName
}

// UnpackEIP712DomainChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP712DomainChanged()
func (escrow *Escrow) UnpackEIP712DomainChangedEvent(log *types.Log) (*EscrowEIP712DomainChanged, error) {
	event := "EIP712DomainChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowEIP712DomainChanged)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowMatures represents a Matures event raised by the Escrow contract.
type EscrowMatures struct {
	Provider common.Address
	Amount   *big.Int
	Until    uint64
	Raw      *types.Log // Blockchain specific contextual infos
}

const EscrowMaturesEventName = "Matures"

// ContractEventName returns the user-defined event name.
func (EscrowMatures) ContractEventName() string {
	return EscrowMaturesEventName
}

// UnpackMaturesEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Matures(address indexed provider, uint128 amount, uint64 until)
func (escrow *Escrow) UnpackMaturesEvent(log *types.Log) (*EscrowMatures, error) {
	event := "Matures"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowMatures)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowRedeemed represents a Redeemed event raised by the Escrow contract.
type EscrowRedeemed struct {
	Payer    common.Address
	Provider common.Address
	Model    [32]byte
	Amount   *big.Int
	Burned   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const EscrowRedeemedEventName = "Redeemed"

// ContractEventName returns the user-defined event name.
func (EscrowRedeemed) ContractEventName() string {
	return EscrowRedeemedEventName
}

// UnpackRedeemedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Redeemed(address indexed payer, address indexed provider, bytes32 indexed model, uint128 amount, uint128 burned)
func (escrow *Escrow) UnpackRedeemedEvent(log *types.Log) (*EscrowRedeemed, error) {
	event := "Redeemed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowRedeemed)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowReleaseRequested represents a ReleaseRequested event raised by the Escrow contract.
type EscrowReleaseRequested struct {
	Payer    common.Address
	Provider common.Address
	Model    [32]byte
	Until    uint64
	Raw      *types.Log // Blockchain specific contextual infos
}

const EscrowReleaseRequestedEventName = "ReleaseRequested"

// ContractEventName returns the user-defined event name.
func (EscrowReleaseRequested) ContractEventName() string {
	return EscrowReleaseRequestedEventName
}

// UnpackReleaseRequestedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ReleaseRequested(address indexed payer, address indexed provider, bytes32 indexed model, uint64 until)
func (escrow *Escrow) UnpackReleaseRequestedEvent(log *types.Log) (*EscrowReleaseRequested, error) {
	event := "ReleaseRequested"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowReleaseRequested)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowReleased represents a Released event raised by the Escrow contract.
type EscrowReleased struct {
	Payer    common.Address
	Provider common.Address
	Model    [32]byte
	Amount   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const EscrowReleasedEventName = "Released"

// ContractEventName returns the user-defined event name.
func (EscrowReleased) ContractEventName() string {
	return EscrowReleasedEventName
}

// UnpackReleasedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Released(address indexed payer, address indexed provider, bytes32 indexed model, uint128 amount)
func (escrow *Escrow) UnpackReleasedEvent(log *types.Log) (*EscrowReleased, error) {
	event := "Released"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowReleased)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowReserved represents a Reserved event raised by the Escrow contract.
type EscrowReserved struct {
	Payer    common.Address
	Provider common.Address
	Model    [32]byte
	Amount   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const EscrowReservedEventName = "Reserved"

// ContractEventName returns the user-defined event name.
func (EscrowReserved) ContractEventName() string {
	return EscrowReservedEventName
}

// UnpackReservedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Reserved(address indexed payer, address indexed provider, bytes32 indexed model, uint128 amount)
func (escrow *Escrow) UnpackReservedEvent(log *types.Log) (*EscrowReserved, error) {
	event := "Reserved"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowReserved)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowSignerSet represents a SignerSet event raised by the Escrow contract.
type EscrowSignerSet struct {
	Owner  common.Address
	Signer common.Address
	Raw    *types.Log // Blockchain specific contextual infos
}

const EscrowSignerSetEventName = "SignerSet"

// ContractEventName returns the user-defined event name.
func (EscrowSignerSet) ContractEventName() string {
	return EscrowSignerSetEventName
}

// UnpackSignerSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SignerSet(address indexed owner, address indexed signer)
func (escrow *Escrow) UnpackSignerSetEvent(log *types.Log) (*EscrowSignerSet, error) {
	event := "SignerSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowSignerSet)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowSwept represents a Swept event raised by the Escrow contract.
type EscrowSwept struct {
	Provider common.Address
	Amount   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const EscrowSweptEventName = "Swept"

// ContractEventName returns the user-defined event name.
func (EscrowSwept) ContractEventName() string {
	return EscrowSweptEventName
}

// UnpackSweptEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Swept(address indexed provider, uint128 amount)
func (escrow *Escrow) UnpackSweptEvent(log *types.Log) (*EscrowSwept, error) {
	event := "Swept"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowSwept)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowWithdrawRequested represents a WithdrawRequested event raised by the Escrow contract.
type EscrowWithdrawRequested struct {
	Payer  common.Address
	Amount *big.Int
	Until  uint64
	Raw    *types.Log // Blockchain specific contextual infos
}

const EscrowWithdrawRequestedEventName = "WithdrawRequested"

// ContractEventName returns the user-defined event name.
func (EscrowWithdrawRequested) ContractEventName() string {
	return EscrowWithdrawRequestedEventName
}

// UnpackWithdrawRequestedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event WithdrawRequested(address indexed payer, uint128 amount, uint64 until)
func (escrow *Escrow) UnpackWithdrawRequestedEvent(log *types.Log) (*EscrowWithdrawRequested, error) {
	event := "WithdrawRequested"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowWithdrawRequested)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowWithdrawn represents a Withdrawn event raised by the Escrow contract.
type EscrowWithdrawn struct {
	Payer  common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const EscrowWithdrawnEventName = "Withdrawn"

// ContractEventName returns the user-defined event name.
func (EscrowWithdrawn) ContractEventName() string {
	return EscrowWithdrawnEventName
}

// UnpackWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withdrawn(address indexed payer, uint128 amount)
func (escrow *Escrow) UnpackWithdrawnEvent(log *types.Log) (*EscrowWithdrawn, error) {
	event := "Withdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowWithdrawn)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (escrow *Escrow) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], escrow.abi.Errors["AmountTooLarge"].ID.Bytes()[:4]) {
		return escrow.UnpackAmountTooLargeError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["BadShare"].ID.Bytes()[:4]) {
		return escrow.UnpackBadShareError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["BadSignature"].ID.Bytes()[:4]) {
		return escrow.UnpackBadSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["InvalidShortString"].ID.Bytes()[:4]) {
		return escrow.UnpackInvalidShortStringError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["LengthMismatch"].ID.Bytes()[:4]) {
		return escrow.UnpackLengthMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["NotAnchored"].ID.Bytes()[:4]) {
		return escrow.UnpackNotAnchoredError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["NotEnoughBalance"].ID.Bytes()[:4]) {
		return escrow.UnpackNotEnoughBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["NotIncluded"].ID.Bytes()[:4]) {
		return escrow.UnpackNotIncludedError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["NothingMoved"].ID.Bytes()[:4]) {
		return escrow.UnpackNothingMovedError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["NothingRequested"].ID.Bytes()[:4]) {
		return escrow.UnpackNothingRequestedError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return escrow.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return escrow.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["StringTooLong"].ID.Bytes()[:4]) {
		return escrow.UnpackStringTooLongError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["TooEarly"].ID.Bytes()[:4]) {
		return escrow.UnpackTooEarlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["WrongLeaf"].ID.Bytes()[:4]) {
		return escrow.UnpackWrongLeafError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// EscrowAmountTooLarge represents a AmountTooLarge error raised by the Escrow contract.
type EscrowAmountTooLarge struct {
	Amount *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AmountTooLarge(uint256 amount)
func EscrowAmountTooLargeErrorID() common.Hash {
	return common.HexToHash("0x08083b2a16b607736bde3b2f81a2e47b6cddd068539243b1d8b47462dd533e58")
}

// UnpackAmountTooLargeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AmountTooLarge(uint256 amount)
func (escrow *Escrow) UnpackAmountTooLargeError(raw []byte) (*EscrowAmountTooLarge, error) {
	out := new(EscrowAmountTooLarge)
	if err := escrow.abi.UnpackIntoInterface(out, "AmountTooLarge", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowBadShare represents a BadShare error raised by the Escrow contract.
type EscrowBadShare struct {
	Bps *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadShare(uint256 bps)
func EscrowBadShareErrorID() common.Hash {
	return common.HexToHash("0x6c92ce272f18ab0fb143e570f1c7f51c639133474bba3be4fab88145089241c0")
}

// UnpackBadShareError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadShare(uint256 bps)
func (escrow *Escrow) UnpackBadShareError(raw []byte) (*EscrowBadShare, error) {
	out := new(EscrowBadShare)
	if err := escrow.abi.UnpackIntoInterface(out, "BadShare", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowBadSignature represents a BadSignature error raised by the Escrow contract.
type EscrowBadSignature struct {
	Index *big.Int
	Payer common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignature(uint256 index, address payer)
func EscrowBadSignatureErrorID() common.Hash {
	return common.HexToHash("0xc41d015bd30b3bf7b6a46761bfa5ebea0aa9b8941a46806980183f991caabd97")
}

// UnpackBadSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignature(uint256 index, address payer)
func (escrow *Escrow) UnpackBadSignatureError(raw []byte) (*EscrowBadSignature, error) {
	out := new(EscrowBadSignature)
	if err := escrow.abi.UnpackIntoInterface(out, "BadSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowInvalidShortString represents a InvalidShortString error raised by the Escrow contract.
type EscrowInvalidShortString struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidShortString()
func EscrowInvalidShortStringErrorID() common.Hash {
	return common.HexToHash("0xb3512b0c6163e5f0bafab72bb631b9d58cd7a731b082f910338aa21c83d5c274")
}

// UnpackInvalidShortStringError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidShortString()
func (escrow *Escrow) UnpackInvalidShortStringError(raw []byte) (*EscrowInvalidShortString, error) {
	out := new(EscrowInvalidShortString)
	if err := escrow.abi.UnpackIntoInterface(out, "InvalidShortString", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowLengthMismatch represents a LengthMismatch error raised by the Escrow contract.
type EscrowLengthMismatch struct {
	Vouchers   *big.Int
	Signatures *big.Int
	Proofs     *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LengthMismatch(uint256 vouchers, uint256 signatures, uint256 proofs)
func EscrowLengthMismatchErrorID() common.Hash {
	return common.HexToHash("0x8ee979f5a38369de55d403e905578ce8be28a150144e1bb7c08798d7c078539f")
}

// UnpackLengthMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LengthMismatch(uint256 vouchers, uint256 signatures, uint256 proofs)
func (escrow *Escrow) UnpackLengthMismatchError(raw []byte) (*EscrowLengthMismatch, error) {
	out := new(EscrowLengthMismatch)
	if err := escrow.abi.UnpackIntoInterface(out, "LengthMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowNotAnchored represents a NotAnchored error raised by the Escrow contract.
type EscrowNotAnchored struct {
	Index *big.Int
	Node  common.Address
	Epoch uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAnchored(uint256 index, address node, uint64 epoch)
func EscrowNotAnchoredErrorID() common.Hash {
	return common.HexToHash("0x08e59c621a124e3fb620736fd9fe576a6975eca2eaa59e326484fa40f7626202")
}

// UnpackNotAnchoredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAnchored(uint256 index, address node, uint64 epoch)
func (escrow *Escrow) UnpackNotAnchoredError(raw []byte) (*EscrowNotAnchored, error) {
	out := new(EscrowNotAnchored)
	if err := escrow.abi.UnpackIntoInterface(out, "NotAnchored", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowNotEnoughBalance represents a NotEnoughBalance error raised by the Escrow contract.
type EscrowNotEnoughBalance struct {
	Payer  common.Address
	Free   *big.Int
	Wanted *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotEnoughBalance(address payer, uint256 free, uint256 wanted)
func EscrowNotEnoughBalanceErrorID() common.Hash {
	return common.HexToHash("0x3ae6e1c00242dcc9e5f3ee9a5e9e990488cd48a12b24ac2ac40f57469a2cf7cd")
}

// UnpackNotEnoughBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotEnoughBalance(address payer, uint256 free, uint256 wanted)
func (escrow *Escrow) UnpackNotEnoughBalanceError(raw []byte) (*EscrowNotEnoughBalance, error) {
	out := new(EscrowNotEnoughBalance)
	if err := escrow.abi.UnpackIntoInterface(out, "NotEnoughBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowNotIncluded represents a NotIncluded error raised by the Escrow contract.
type EscrowNotIncluded struct {
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotIncluded(uint256 index)
func EscrowNotIncludedErrorID() common.Hash {
	return common.HexToHash("0xf70d09110df5ddcee3a6f1736f6f9ae9579076db6dbcdb26234502e01f0f3068")
}

// UnpackNotIncludedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotIncluded(uint256 index)
func (escrow *Escrow) UnpackNotIncludedError(raw []byte) (*EscrowNotIncluded, error) {
	out := new(EscrowNotIncluded)
	if err := escrow.abi.UnpackIntoInterface(out, "NotIncluded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowNothingMoved represents a NothingMoved error raised by the Escrow contract.
type EscrowNothingMoved struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingMoved()
func EscrowNothingMovedErrorID() common.Hash {
	return common.HexToHash("0x170379cc74b481b97715508a47ebf7ee49ef2823b4efb1beb8385d1a77f90d94")
}

// UnpackNothingMovedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingMoved()
func (escrow *Escrow) UnpackNothingMovedError(raw []byte) (*EscrowNothingMoved, error) {
	out := new(EscrowNothingMoved)
	if err := escrow.abi.UnpackIntoInterface(out, "NothingMoved", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowNothingRequested represents a NothingRequested error raised by the Escrow contract.
type EscrowNothingRequested struct {
	Payer common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingRequested(address payer)
func EscrowNothingRequestedErrorID() common.Hash {
	return common.HexToHash("0xe43ab8a9d0c40a040e02349f95af4a8d85d66b988de0c2cfadd6436d4984c159")
}

// UnpackNothingRequestedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingRequested(address payer)
func (escrow *Escrow) UnpackNothingRequestedError(raw []byte) (*EscrowNothingRequested, error) {
	out := new(EscrowNothingRequested)
	if err := escrow.abi.UnpackIntoInterface(out, "NothingRequested", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the Escrow contract.
type EscrowReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func EscrowReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (escrow *Escrow) UnpackReentrancyGuardReentrantCallError(raw []byte) (*EscrowReentrancyGuardReentrantCall, error) {
	out := new(EscrowReentrancyGuardReentrantCall)
	if err := escrow.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the Escrow contract.
type EscrowSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func EscrowSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (escrow *Escrow) UnpackSafeERC20FailedOperationError(raw []byte) (*EscrowSafeERC20FailedOperation, error) {
	out := new(EscrowSafeERC20FailedOperation)
	if err := escrow.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowStringTooLong represents a StringTooLong error raised by the Escrow contract.
type EscrowStringTooLong struct {
	Str string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StringTooLong(string str)
func EscrowStringTooLongErrorID() common.Hash {
	return common.HexToHash("0x305a27a93f8e33b7392df0a0f91d6fc63847395853c45991eec52dbf24d72381")
}

// UnpackStringTooLongError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StringTooLong(string str)
func (escrow *Escrow) UnpackStringTooLongError(raw []byte) (*EscrowStringTooLong, error) {
	out := new(EscrowStringTooLong)
	if err := escrow.abi.UnpackIntoInterface(out, "StringTooLong", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowTooEarly represents a TooEarly error raised by the Escrow contract.
type EscrowTooEarly struct {
	Time  *big.Int
	Until *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooEarly(uint256 time, uint256 until)
func EscrowTooEarlyErrorID() common.Hash {
	return common.HexToHash("0xe58369d1bf8fa4cf500d8cc0c220f6a0845d3ec0e42895d7d9bdf831b8642795")
}

// UnpackTooEarlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooEarly(uint256 time, uint256 until)
func (escrow *Escrow) UnpackTooEarlyError(raw []byte) (*EscrowTooEarly, error) {
	out := new(EscrowTooEarly)
	if err := escrow.abi.UnpackIntoInterface(out, "TooEarly", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowWrongLeaf represents a WrongLeaf error raised by the Escrow contract.
type EscrowWrongLeaf struct {
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongLeaf(uint256 index)
func EscrowWrongLeafErrorID() common.Hash {
	return common.HexToHash("0x74f2e075309d9f822fb44405320064cd992d0eeebb3e349a60cca2d045051d45")
}

// UnpackWrongLeafError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongLeaf(uint256 index)
func (escrow *Escrow) UnpackWrongLeafError(raw []byte) (*EscrowWrongLeaf, error) {
	out := new(EscrowWrongLeaf)
	if err := escrow.abi.UnpackIntoInterface(out, "WrongLeaf", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package staking

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

// StakingMetaData contains all meta data concerning the Staking contract.
var StakingMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractIERC20\",\"name\":\"token_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"accessManager\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"ticketStake_\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"unbondDelay_\",\"type\":\"uint64\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"AlreadyRegistered\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"AmountTooLarge\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"bps\",\"type\":\"uint256\"}],\"name\":\"BadShare\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"free\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"wanted\",\"type\":\"uint256\"}],\"name\":\"NotEnoughStake\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"}],\"name\":\"NotRegistered\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingMoved\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"NothingUnbonds\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"time\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"until\",\"type\":\"uint256\"}],\"name\":\"TooEarly\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"seats\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"most\",\"type\":\"uint256\"}],\"name\":\"TooManySeats\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"Claimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"class\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"Registered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"}],\"name\":\"SignerSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"reporter\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"reward\",\"type\":\"uint128\"}],\"name\":\"Slashed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"}],\"name\":\"Staked\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"Unbonding\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"Unregistered\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"claimUnbonded\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"hash\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"isSigned\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"key\",\"type\":\"address\"}],\"name\":\"isSigner\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"lockedOf\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"\",\"type\":\"uint128\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"overlap\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"class\",\"type\":\"bytes32\"}],\"name\":\"register\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"atBlock\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"randomness\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"n\",\"type\":\"uint256\"}],\"name\":\"seats\",\"outputs\":[{\"internalType\":\"address[]\",\"name\":\"owners\",\"type\":\"address[]\"},{\"internalType\":\"uint256\",\"name\":\"eligible\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"}],\"name\":\"setSigner\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"signerOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"internalType\":\"address\",\"name\":\"reporter\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"reporterBps\",\"type\":\"uint16\"}],\"name\":\"slash\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"taken\",\"type\":\"uint128\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"slashableOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"}],\"name\":\"stake\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"stakeOf\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"\",\"type\":\"uint128\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"}],\"name\":\"ticketCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"ticketStake\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"\",\"type\":\"uint128\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"tickets\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"from\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"to\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"token\",\"outputs\":[{\"internalType\":\"contractIERC20\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"unbond\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"unbondDelay\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"unbonding\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"}],\"name\":\"unregister\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "Staking",
	Bin: "0x60e03461014357601f612e3238819003918201601f19168301916001600160401b0383118484101761014757808492608094604052833981010312610143578051906001600160a01b03821682036101435760208101516001600160a01b0381169290839003610143576040820151916001600160801b03831683036101435760600151926001600160401b0384168403610143575f80546001600160a01b031916821790556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad90602090a160805260a05260c052604051612cd6908161015c8239608051818181610151015281816107d90152818161086201528181610b8d015261187d015260a051818181610eed015281816112bd015261256c015260c05181818161027a01528181611a0c0152818161216c0152612aab0152f35b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610011575f80fd5b5f5f358060e01c90816307ce58ad14611ddd5781631129ee3714611d5f5781631a0919dc146119925781631a813a3c146117f85781632f926732146112345781633309e791146111ca578163426233601461117357816351127fca146101785781635b5175d5146111325781636c19e7831461110f57816378b248e4146110d95781637a9e5e4b14610feb578163884daa0714610fc15781638fb3603714610f4e578163a5f1e28214610f11578163a6e43f0014610ec5578163b166dfdd14610b45578163b8d2f8581461050357508063bf7e214f146104d0578063ced4cd2e14610437578063d1b2991f146103cf578063e81118421461017d578063ea9e4070146101785763fc0c546a14610125575f80fd5b34610175578060031936011261017557602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b80fd5b61214c565b503461017557602060031936011261017557610197612190565b6fffffffffffffffffffffffffffffffff811680156103a757338352600360205260408320906fffffffffffffffffffffffffffffffff825416906fffffffffffffffffffffffffffffffff6101f56101ef33612533565b846122ea565b1680821161037557505061021a836fffffffffffffffffffffffffffffffff926122ea565b167fffffffffffffffffffffffffffffffff0000000000000000000000000000000082541617905533825260046020527f5d3a43f920086d0dc2192cf5a14bcba2d61c8ba83a2c4c1eaa047805a26c9dcb61036f6040842061033a6102a97f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff42166122c8565b826fffffffffffffffffffffffffffffffff6102c9888285975416612371565b167fffffffffffffffffffffffffffffffff00000000000000000000000000000000825416178155907fffffffffffffffff0000000000000000ffffffffffffffffffffffffffffffff77ffffffffffffffff0000000000000000000000000000000083549260801b169116179055565b604080516fffffffffffffffffffffffffffffffff909516855267ffffffffffffffff90911660208501523393918291820190565b0390a280f35b7f2b6a775800000000000000000000000000000000000000000000000000000000865233600452602452604452606484fd5b6004837f170379cc000000000000000000000000000000000000000000000000000000008152fd5b5034610175576040600319360112610175576103fd606091600435815260056020526040602435912061233c565b50546040519073ffffffffffffffffffffffffffffffffffffffff8116825265ffffffffffff8160a01c16602083015260d01c6040820152f35b50346101755760206003193601126101755760406104cc9173ffffffffffffffffffffffffffffffffffffffff61046c612106565b1681526004602052205460405191816fffffffffffffffffffffffffffffffff67ffffffffffffffff859460801c1691168390929167ffffffffffffffff6020916fffffffffffffffffffffffffffffffff604085019616845216910152565b0390f35b503461017557806003193601126101755773ffffffffffffffffffffffffffffffffffffffff6020915416604051908152f35b8234610b02576080600319360112610b025761051d612106565b90602435916fffffffffffffffffffffffffffffffff8316808403610b02576044359173ffffffffffffffffffffffffffffffffffffffff8316809303610b02576064359561ffff8716809703610b02575f5473ffffffffffffffffffffffffffffffffffffffff81169136600411610b02575f60405f809382517fffffffff0000000000000000000000000000000000000000000000000000000060208201927fb7009613000000000000000000000000000000000000000000000000000000008452336024840152306044840152166064820152606481526106026084826121e7565b828052826020525190875afa610b32575b156109de575b505050610624612841565b61271086116109b2579073ffffffffffffffffffffffffffffffffffffffff610705921694858552600360205260408520868652600460205260408620926fffffffffffffffffffffffffffffffff84541690816fffffffffffffffffffffffffffffffff84541691105f146109a957839485945b85836fffffffffffffffffffffffffffffffff6106b683856122ea565b16101561099e576106c6916122ea565b9586935b6fffffffffffffffffffffffffffffffff8216610953575b5050506fffffffffffffffffffffffffffffffff8216610908575b505050612371565b93816108e0575081925b6fffffffffffffffffffffffffffffffff8416801515908161085e575b50610855575b6fffffffffffffffffffffffffffffffff84166fffffffffffffffffffffffffffffffff8616948186036107bf575b506020955060407fd601f70a9a0599cdc90a1faf7e368a5f0f811a6fd42a864c8c2975cf9dcbc6cb9181519087825288820152a37f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d604051908152f35b6fffffffffffffffffffffffffffffffff6107fe610808927f0000000000000000000000000000000000000000000000000000000000000000996122ea565b1661dead88612bb5565b156108135785610761565b60248473ffffffffffffffffffffffffffffffffffffffff887f5274afe700000000000000000000000000000000000000000000000000000000835216600452fd5b92508192610732565b90507f0000000000000000000000000000000000000000000000000000000000000000604051917fa9059cbb0000000000000000000000000000000000000000000000000000000086528460045260245260208560448180855af19060018651148216156108d3575b5090604052158661072c565b3b15153d151616876108c7565b6127106109006fffffffffffffffffffffffffffffffff92838816612351565b04169261070f565b6fffffffffffffffffffffffffffffffff91610923916122ea565b167fffffffffffffffffffffffffffffffff000000000000000000000000000000008254161790558782816106fd565b6fffffffffffffffffffffffffffffffff9161096e916122ea565b167fffffffffffffffffffffffffffffffff000000000000000000000000000000008254161790558a84816106e2565b5050819586936106ca565b81948594610699565b602484877f6c92ce27000000000000000000000000000000000000000000000000000000008252600452fd5b63ffffffff1615610b06577fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff1674010000000000000000000000000000000000000000175f55803b15610b02575f60405180927f94c7d7ee0000000000000000000000000000000000000000000000000000000082523360048301526040602483015236604483015236836064840137826064368401015281836064827fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f36011681010301925af18015610af757610ae2575b507fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff8454168455868080610619565b610aef9194505f906121e7565b5f9286610ab3565b6040513d5f823e3d90fd5b5f80fd5b7f068ca9d8000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b50505f516020518060201c150290610613565b34610b02576040600319360112610b0257610b5e612190565b610b66612129565b610b6e612841565b73ffffffffffffffffffffffffffffffffffffffff8116610eb6575b507f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff8116604051917f70a08231000000000000000000000000000000000000000000000000000000008352306004840152602083602481855afa928315610af7575f93610e82575b506fffffffffffffffffffffffffffffffff604051947f23b872dd000000000000000000000000000000000000000000000000000000005f5233600452306024521660445260205f60648180855af19060015f5114821615610e63575b50836040525f60605215610e3857826024816020937f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa8015610af7575f90610e04575b610cbb9250612364565b8015610ddc576fffffffffffffffffffffffffffffffff8111610db1576fffffffffffffffffffffffffffffffff16335f52600360205260405f206fffffffffffffffffffffffffffffffff610d148382845416612371565b167fffffffffffffffffffffffffffffffff0000000000000000000000000000000082541617905573ffffffffffffffffffffffffffffffffffffffff610d5a33612475565b6040519283521660208201527fff4a3bfb6efe6675aa6b561cb0347859be79eb55e7dc29c8228fbb1b7ff7a96260403392a25f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b7f08083b2a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f170379cc000000000000000000000000000000000000000000000000000000005f5260045ffd5b506020823d602011610e30575b81610e1e602093836121e7565b81010312610b0257610cbb9151610cb1565b3d9150610e11565b7f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6001821516610e79573b15153d15161684610c64565b843d5f823e3d90fd5b9092506020813d602011610eae575b81610e9e602093836121e7565b81010312610b0257519184610c07565b3d9150610e91565b610ebf906129a7565b81610b8a565b34610b02575f600319360112610b025760206040516fffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610b02576020600319360112610b02576020610f34610f2f612106565b612533565b6fffffffffffffffffffffffffffffffff60405191168152f35b34610b02575f600319360112610b02575f5460a01c60ff1615610fb95760207f8fb36037000000000000000000000000000000000000000000000000000000005b7fffffffff0000000000000000000000000000000000000000000000000000000060405191168152f35b60205f610f8f565b34610b02576020600319360112610b02576004355f526005602052602060405f2054604051908152f35b34610b02576020600319360112610b0257611004612106565b5f549073ffffffffffffffffffffffffffffffffffffffff82163303610b0657803b15611097577fffffffffffffffffffffffff00000000000000000000000000000000000000007f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9273ffffffffffffffffffffffffffffffffffffffff6020931691829116175f55604051908152a1005b73ffffffffffffffffffffffffffffffffffffffff907fc2f31e5e000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b34610b02576040600319360112610b025760206111056110f7612106565b6110ff612129565b906124bf565b6040519015158152f35b34610b02576020600319360112610b025761113061112b612106565b6129a7565b005b34610b02576020600319360112610b02576020611155611150612106565b612475565b73ffffffffffffffffffffffffffffffffffffffff60405191168152f35b34610b02576020600319360112610b025773ffffffffffffffffffffffffffffffffffffffff6111a1612106565b165f52600360205260206fffffffffffffffffffffffffffffffff60405f205416604051908152f35b34610b02576060600319360112610b02576111e3612106565b60443567ffffffffffffffff8111610b025736602382011215610b0257806004013567ffffffffffffffff8111610b02573660248284010111610b02576020926024611105930190602435906123a3565b34610b02576040600319360112610b0257600435805f52600760205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260405f20805460ff8160c01c166117b35767ffffffffffffffff9060801c168042106117845750335f52600360205260405f2080548060801c906fffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016906fffffffffffffffffffffffffffffffff6112f98385612351565b911690611306838261229b565b8210611739575050506001016fffffffffffffffffffffffffffffffff81116115a75781546fffffffffffffffffffffffffffffffff1660809190911b7fffffffffffffffffffffffffffffffff0000000000000000000000000000000016179055815f52600560205260405f209060405190611382826121cb565b3382526020820165ffffffffffff4316815260408301925f84528454680100000000000000008110156116ad578060016113bf920187558661233c565b91909161168157519151935160a09490941b79ffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff9092169190911760d09390931b7fffffffffffff00000000000000000000000000000000000000000000000000001692909217909155805482547fffffffffffffffffffffffffffffffff0000000000000000ffffffffffffffff7fffffffffffffff00ffffffffffffffffffffffffffffffff0000000000000000831667ffffffffffffffff909216919091177801000000000000000000000000000000000000000000000000171660409190911b6fffffffffffffffff000000000000000016179055815f52600660205260405f20805490811590815f1461170d576114e95f6122a8565b916114fd67ffffffffffffffff43166122a8565b9015806116da575b156115d457505f1983019283116115a757611565926115239161233c565b50907fffffffffffffffffffffffffffffffff0000000000000000ffffffffffffffff6fffffffffffffffff000000000000000083549260401b169116179055565b545f1981019081116115a75760405190602435825260208201527f382df5618b6cccaf26109a421dcaafbc581bdcd36ead69d33fe0694b91ed5f6160403392a3005b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b919267ffffffffffffffff604051936115ec856121af565b16835267ffffffffffffffff6020840194168452680100000000000000008110156116ad576116209160018201815561233c565b9190916116815751815492517fffffffffffffffffffffffffffffffff0000000000000000000000000000000090931667ffffffffffffffff919091161760409290921b6fffffffffffffffff000000000000000016919091179055611565565b7f4e487b71000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b505f1984018481116115a7576116f967ffffffffffffffff918461233c565b50541667ffffffffffffffff821614611505565b5f1983018381116115a75767ffffffffffffffff61172e6114e9928461233c565b505460401c166122a8565b8082111561177c5761174a91612364565b7f2b6a7758000000000000000000000000000000000000000000000000000000005f523360045260245260445260645ffd5b50505f61174a565b7fe58369d1000000000000000000000000000000000000000000000000000000005f524260045260245260445ffd5b826117c867ffffffffffffffff80931661231c565b907f28ca65fb000000000000000000000000000000000000000000000000000000005f526004521660245260445ffd5b34610b02575f600319360112610b0257611810612841565b335f52600460205260405f2060405190611829826121af565b546fffffffffffffffffffffffffffffffff811680835267ffffffffffffffff602084019260801c168252156119665767ffffffffffffffff9051168042106117845750335f5260046020525f60408120557f00000000000000000000000000000000000000000000000000000000000000006118ba6fffffffffffffffffffffffffffffffff8351163383612bb5565b15611924576fffffffffffffffffffffffffffffffff8251166040519081527fd6a5432c9cd958f74af2d34217454e7dea5a846e344fadafcd1ff310b5f449fd60203392a25f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b7f44323f58000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b34610b02576020600319360112610b0257600435805f52600760205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260405f20805460ff8160c01c1615611d33577fffffffffffffff00ffffffffffffffffffffffffffffffffffffffffffffffff168155611a84611a3b7f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff42166122c8565b82547fffffffffffffffff0000000000000000ffffffffffffffffffffffffffffffff1660809190911b77ffffffffffffffff0000000000000000000000000000000016178255565b335f52600360205260405f205f19815460801c016fffffffffffffffffffffffffffffffff81116115a75781546fffffffffffffffffffffffffffffffff1660809190911b7fffffffffffffffffffffffffffffffff0000000000000000000000000000000016179055600143018043116115a757611b7a90835f52600560205265ffffffffffff611b2d60405f20611b2767ffffffffffffffff87541661231c565b9061233c565b50911679ffffffffffffffffffffffffffffffffffffffffffffffffffff7fffffffffffff000000000000000000000000000000000000000000000000000083549260d01b169116179055565b815f52600660205260405f20805491821592835f14611d0757611b9c5f61231c565b93611bb067ffffffffffffffff43166122a8565b901580611cd4575b15611c2257505f1981019081116115a757611bea93611523611be39267ffffffffffffffff9561233c565b541661231c565b67ffffffffffffffff604051911681527f84ecdfd81485972972c92bc7664b5c6316f2a409a246966f5d0091f8fb3c70bd60203392a3005b929067ffffffffffffffff60405194611c3a866121af565b16845267ffffffffffffffff6020850195168552680100000000000000008110156116ad57611c6e9160018201815561233c565b939093611681579151835492517fffffffffffffffffffffffffffffffff0000000000000000000000000000000090931667ffffffffffffffff9182161760409390931b6fffffffffffffffff00000000000000001692909217909255611bea91611be3565b505f1982018281116115a757611cf367ffffffffffffffff918661233c565b50541667ffffffffffffffff821614611bb8565b5f1981018181116115a75767ffffffffffffffff611d28611b9c928661233c565b505460401c1661231c565b827f8cc00d16000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34610b02576020600319360112610b02576020611dd573ffffffffffffffffffffffffffffffffffffffff611d92612106565b16805f52600383526fffffffffffffffffffffffffffffffff60405f205416905f52600483526fffffffffffffffffffffffffffffffff60405f2054169061229b565b604051908152f35b34610b025760e0600319360112610b025760243560043567ffffffffffffffff8216808303610b0257604435906064356084359073ffffffffffffffffffffffffffffffffffffffff821693848303610b025760a4359373ffffffffffffffffffffffffffffffffffffffff851697888603610b025760c43597601589116120d557611e6889612228565b99611e766040519b8c6121e7565b898b52611e828a612228565b987fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe060208d019a01368b37825f52600660205260405f205f81545b80821061209157508061206657505067ffffffffffffffff5f5b1691611ee4858a866125bb565b612056575b141580612045575b612037575b5f985f94835f52600560205260405f208054915b828810611fec575050505f5b8c8c821080611fe3575b15611f8557611f4b8b8b73ffffffffffffffffffffffffffffffffffffffff93858d8d8d8d8d61262e565b168d81611f63575b5050611f5e9061224c565b611f16565b9b611f7d91611f77849e94611f5e9561225a565b5261224c565b9a908d611f53565b8383604051916040830193604084525180945260608301915f945b808610611fb557505082935060208301520390f35b909260208060019273ffffffffffffffffffffffffffffffffffffffff875116815201940195019490611fa0565b50838c10611f20565b909196611ff9888261229b565b60011c908265ffffffffffff61200f848761233c565b505460a01c1610156120305750600181018091116115a757965b9190611f0a565b9750612029565b61204090612240565b611ef6565b506120518389846125bb565b611ef1565b9161206090612240565b91611ee9565b5f1981019081116115a75761208667ffffffffffffffff9291839261233c565b505460401c16611ed7565b9061209c828261229b565b60011c908867ffffffffffffffff6120b4848761233c565b505416116120ce5750600181018091116115a75790611ebd565b9150611ebd565b887ff257db65000000000000000000000000000000000000000000000000000000005f52600452601560245260445ffd5b6004359073ffffffffffffffffffffffffffffffffffffffff82168203610b0257565b6024359073ffffffffffffffffffffffffffffffffffffffff82168203610b0257565b34610b02575f600319360112610b0257602060405167ffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b600435906fffffffffffffffffffffffffffffffff82168203610b0257565b6040810190811067ffffffffffffffff8211176116ad57604052565b6060810190811067ffffffffffffffff8211176116ad57604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176116ad57604052565b67ffffffffffffffff81116116ad5760051b60200190565b80156115a7575f190190565b5f1981146115a75760010190565b805182101561226e5760209160051b010190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b919082018092116115a757565b67ffffffffffffffff60019116019067ffffffffffffffff82116115a757565b9067ffffffffffffffff8091169116019067ffffffffffffffff82116115a757565b906fffffffffffffffffffffffffffffffff809116911603906fffffffffffffffffffffffffffffffff82116115a757565b67ffffffffffffffff5f199116019067ffffffffffffffff82116115a757565b805482101561226e575f5260205f2001905f90565b818102929181159184041417156115a757565b919082039182116115a757565b906fffffffffffffffffffffffffffffffff809116911601906fffffffffffffffffffffffffffffffff82116115a757565b9291906123b18383836128b5565b50600481101561244857159081612437575b5061242e576123d4838383876128e9565b9384156123e3575b5050505090565b612425945073ffffffffffffffffffffffffffffffffffffffff165f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2054166128e9565b5f8080806123dc565b50505050600190565b6124429150856124bf565b5f6123c3565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff81165f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f20541680155f146124ba575090565b905090565b9073ffffffffffffffffffffffffffffffffffffffff1680151591826124e457505090565b73ffffffffffffffffffffffffffffffffffffffff168082149250821561250a57505090565b9091505f52600260205260405f20905f5260205267ffffffffffffffff60405f20541642111590565b73ffffffffffffffffffffffffffffffffffffffff165f52600360205260405f20546fffffffffffffffffffffffffffffffff612595817f0000000000000000000000000000000000000000000000000000000000000000168360801c612351565b911690818110156125b7576fffffffffffffffffffffffffffffffff91501690565b5090565b9190825f52600760205273ffffffffffffffffffffffffffffffffffffffff60405f2091165f5260205260405f2054916126008267ffffffffffffffff851683612b4a565b92831561260e575b50505090565b612626935060401c67ffffffffffffffff1690612b4a565b5f8080612608565b9790959796929193965f52600560205260405f2095604051976020890193845260408901527fffffffffffffffff0000000000000000000000000000000000000000000000008660c01b1660608901525f6068890152605088526126936070896121e7565b73ffffffffffffffffffffffffffffffffffffffff606f5f99019416925b604089106126c757505050505050505050505f90565b8885536126d98660508320068961233c565b5097604051986126e88a6121cb565b5473ffffffffffffffffffffffffffffffffffffffff811690818b5265ffffffffffff8160a01c1660208c015260d01c8060408c0152801515908161282c575b5061281b578581149081156127fb575b506127eb575f5b888110818d826127a7575b50501561275f5761275a9061224c565b61273f565b88909a92959991949793969a1461278257506001905b01979390949196926126b1565b5173ffffffffffffffffffffffffffffffffffffffff169a9950505050505050505050565b73ffffffffffffffffffffffffffffffffffffffff9250906127c89161225a565b511673ffffffffffffffffffffffffffffffffffffffff8b51161415818d61274a565b9295919498600191949850612775565b905073ffffffffffffffffffffffffffffffffffffffff8516145f612738565b509295919498600191949850612775565b905067ffffffffffffffff851610155f612728565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c61288d5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b90604183036128df576128d89250602081013591604082359201355f1a90612c3a565b9192909190565b50505f9160029190565b90813b151592836128fd575b505050905090565b5f93507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f86602097606494604051967f1626ba7e0000000000000000000000000000000000000000000000000000000088526004880152604060248801528160448801528587013786848287010152011601915afa7f1626ba7e000000000000000000000000000000000000000000000000000000005f5114601f3d111616805f80806128f5565b3373ffffffffffffffffffffffffffffffffffffffff821614612b43575b335f52600160205273ffffffffffffffffffffffffffffffffffffffff8060405f205416911690818114612b3f5780612aa6575b5080612a5b575b335f52600160205260405f20817fffffffffffffffffffffffff0000000000000000000000000000000000000000825416179055337fb0604c365feafa080c833b6f6814d321a7561528e696ac2a112c2a0231b0ed355f80a3565b335f52600260205260405f20815f5260205260405f2067ffffffffffffffff7fffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000825416179055612a00565b612ada7f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff42166122c8565b90335f52600260205273ffffffffffffffffffffffffffffffffffffffff60405f2091165f5260205267ffffffffffffffff60405f2091167fffffffffffffffffffffffffffffffffffffffffffffffff00000000000000008254161790555f6129f9565b5050565b505f6129c5565b8115612bae575f52600560205260405f205f1982019182116115a75767ffffffffffffffff91612b799161233c565b505491168065ffffffffffff8360a01c16109182612b9657505090565b60d01c801592508215612ba857505090565b11905090565b5050505f90565b929173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180875af19260015f5114841615612c18575b50604052565b60018492941516612c31573b15153d151616915f612c12565b833d5f823e3d90fd5b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411612cbe579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa15610af7575f5173ffffffffffffffffffffffffffffffffffffffff811615612cb457905f905f90565b505f906001905f90565b5050505f916003919056fea164736f6c6343000825000a",
}

// Staking is an auto generated Go binding around an Ethereum contract.
type Staking struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Staking) GetABI() abi.ABI {
	return c.abi
}

// NewStaking creates a new instance of Staking.
func NewStaking() *Staking {
	parsed, err := StakingMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Staking{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Staking) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address token_, address accessManager, uint128 ticketStake_, uint64 unbondDelay_) returns()
func (staking *Staking) PackConstructor(token_ common.Address, accessManager common.Address, ticketStake_ *big.Int, unbondDelay_ uint64) []byte {
	enc, err := staking.abi.Pack("", token_, accessManager, ticketStake_, unbondDelay_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (staking *Staking) PackAuthority() []byte {
	enc, err := staking.abi.Pack("authority")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function authority() view returns(address)
func (staking *Staking) TryPackAuthority() ([]byte, error) {
	return staking.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (staking *Staking) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := staking.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackClaimUnbonded is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a813a3c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimUnbonded() returns()
func (staking *Staking) PackClaimUnbonded() []byte {
	enc, err := staking.abi.Pack("claimUnbonded")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimUnbonded is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a813a3c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimUnbonded() returns()
func (staking *Staking) TryPackClaimUnbonded() ([]byte, error) {
	return staking.abi.Pack("claimUnbonded")
}

// PackIsConsumingScheduledOp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8fb36037.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (staking *Staking) PackIsConsumingScheduledOp() []byte {
	enc, err := staking.abi.Pack("isConsumingScheduledOp")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsConsumingScheduledOp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8fb36037.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (staking *Staking) TryPackIsConsumingScheduledOp() ([]byte, error) {
	return staking.abi.Pack("isConsumingScheduledOp")
}

// UnpackIsConsumingScheduledOp is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8fb36037.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (staking *Staking) UnpackIsConsumingScheduledOp(data []byte) ([4]byte, error) {
	out, err := staking.abi.Unpack("isConsumingScheduledOp", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackIsSigned is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3309e791.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isSigned(address owner, bytes32 hash, bytes signature) view returns(bool)
func (staking *Staking) PackIsSigned(owner common.Address, hash [32]byte, signature []byte) []byte {
	enc, err := staking.abi.Pack("isSigned", owner, hash, signature)
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
func (staking *Staking) TryPackIsSigned(owner common.Address, hash [32]byte, signature []byte) ([]byte, error) {
	return staking.abi.Pack("isSigned", owner, hash, signature)
}

// UnpackIsSigned is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3309e791.
//
// Solidity: function isSigned(address owner, bytes32 hash, bytes signature) view returns(bool)
func (staking *Staking) UnpackIsSigned(data []byte) (bool, error) {
	out, err := staking.abi.Unpack("isSigned", data)
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
func (staking *Staking) PackIsSigner(owner common.Address, key common.Address) []byte {
	enc, err := staking.abi.Pack("isSigner", owner, key)
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
func (staking *Staking) TryPackIsSigner(owner common.Address, key common.Address) ([]byte, error) {
	return staking.abi.Pack("isSigner", owner, key)
}

// UnpackIsSigner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x78b248e4.
//
// Solidity: function isSigner(address owner, address key) view returns(bool)
func (staking *Staking) UnpackIsSigner(data []byte) (bool, error) {
	out, err := staking.abi.Unpack("isSigner", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackLockedOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa5f1e282.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function lockedOf(address owner) view returns(uint128)
func (staking *Staking) PackLockedOf(owner common.Address) []byte {
	enc, err := staking.abi.Pack("lockedOf", owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLockedOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa5f1e282.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function lockedOf(address owner) view returns(uint128)
func (staking *Staking) TryPackLockedOf(owner common.Address) ([]byte, error) {
	return staking.abi.Pack("lockedOf", owner)
}

// UnpackLockedOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa5f1e282.
//
// Solidity: function lockedOf(address owner) view returns(uint128)
func (staking *Staking) UnpackLockedOf(data []byte) (*big.Int, error) {
	out, err := staking.abi.Unpack("lockedOf", data)
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
func (staking *Staking) PackOverlap() []byte {
	enc, err := staking.abi.Pack("overlap")
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
func (staking *Staking) TryPackOverlap() ([]byte, error) {
	return staking.abi.Pack("overlap")
}

// UnpackOverlap is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xea9e4070.
//
// Solidity: function overlap() view returns(uint64)
func (staking *Staking) UnpackOverlap(data []byte) (uint64, error) {
	out, err := staking.abi.Unpack("overlap", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f926732.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function register(bytes32 model, bytes32 class) returns()
func (staking *Staking) PackRegister(model [32]byte, class [32]byte) []byte {
	enc, err := staking.abi.Pack("register", model, class)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f926732.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function register(bytes32 model, bytes32 class) returns()
func (staking *Staking) TryPackRegister(model [32]byte, class [32]byte) ([]byte, error) {
	return staking.abi.Pack("register", model, class)
}

// PackSeats is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x07ce58ad.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function seats(bytes32 model, uint64 atBlock, bytes32 randomness, bytes32 job, address provider, address payer, uint256 n) view returns(address[] owners, uint256 eligible)
func (staking *Staking) PackSeats(model [32]byte, atBlock uint64, randomness [32]byte, job [32]byte, provider common.Address, payer common.Address, n *big.Int) []byte {
	enc, err := staking.abi.Pack("seats", model, atBlock, randomness, job, provider, payer, n)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSeats is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x07ce58ad.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function seats(bytes32 model, uint64 atBlock, bytes32 randomness, bytes32 job, address provider, address payer, uint256 n) view returns(address[] owners, uint256 eligible)
func (staking *Staking) TryPackSeats(model [32]byte, atBlock uint64, randomness [32]byte, job [32]byte, provider common.Address, payer common.Address, n *big.Int) ([]byte, error) {
	return staking.abi.Pack("seats", model, atBlock, randomness, job, provider, payer, n)
}

// SeatsOutput serves as a container for the return parameters of contract
// method Seats.
type SeatsOutput struct {
	Owners   []common.Address
	Eligible *big.Int
}

// UnpackSeats is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x07ce58ad.
//
// Solidity: function seats(bytes32 model, uint64 atBlock, bytes32 randomness, bytes32 job, address provider, address payer, uint256 n) view returns(address[] owners, uint256 eligible)
func (staking *Staking) UnpackSeats(data []byte) (SeatsOutput, error) {
	out, err := staking.abi.Unpack("seats", data)
	outstruct := new(SeatsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Owners = *abi.ConvertType(out[0], new([]common.Address)).(*[]common.Address)
	outstruct.Eligible = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackSetAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a9e5e4b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setAuthority(address newAuthority) returns()
func (staking *Staking) PackSetAuthority(newAuthority common.Address) []byte {
	enc, err := staking.abi.Pack("setAuthority", newAuthority)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a9e5e4b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setAuthority(address newAuthority) returns()
func (staking *Staking) TryPackSetAuthority(newAuthority common.Address) ([]byte, error) {
	return staking.abi.Pack("setAuthority", newAuthority)
}

// PackSetSigner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6c19e783.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setSigner(address signer) returns()
func (staking *Staking) PackSetSigner(signer common.Address) []byte {
	enc, err := staking.abi.Pack("setSigner", signer)
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
func (staking *Staking) TryPackSetSigner(signer common.Address) ([]byte, error) {
	return staking.abi.Pack("setSigner", signer)
}

// PackSignerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b5175d5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function signerOf(address owner) view returns(address)
func (staking *Staking) PackSignerOf(owner common.Address) []byte {
	enc, err := staking.abi.Pack("signerOf", owner)
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
func (staking *Staking) TryPackSignerOf(owner common.Address) ([]byte, error) {
	return staking.abi.Pack("signerOf", owner)
}

// UnpackSignerOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5b5175d5.
//
// Solidity: function signerOf(address owner) view returns(address)
func (staking *Staking) UnpackSignerOf(data []byte) (common.Address, error) {
	out, err := staking.abi.Unpack("signerOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackSlash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb8d2f858.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function slash(address owner, uint128 amount, address reporter, uint16 reporterBps) returns(uint128 taken)
func (staking *Staking) PackSlash(owner common.Address, amount *big.Int, reporter common.Address, reporterBps uint16) []byte {
	enc, err := staking.abi.Pack("slash", owner, amount, reporter, reporterBps)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSlash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb8d2f858.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function slash(address owner, uint128 amount, address reporter, uint16 reporterBps) returns(uint128 taken)
func (staking *Staking) TryPackSlash(owner common.Address, amount *big.Int, reporter common.Address, reporterBps uint16) ([]byte, error) {
	return staking.abi.Pack("slash", owner, amount, reporter, reporterBps)
}

// UnpackSlash is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb8d2f858.
//
// Solidity: function slash(address owner, uint128 amount, address reporter, uint16 reporterBps) returns(uint128 taken)
func (staking *Staking) UnpackSlash(data []byte) (*big.Int, error) {
	out, err := staking.abi.Unpack("slash", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackSlashableOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1129ee37.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function slashableOf(address owner) view returns(uint256)
func (staking *Staking) PackSlashableOf(owner common.Address) []byte {
	enc, err := staking.abi.Pack("slashableOf", owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSlashableOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1129ee37.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function slashableOf(address owner) view returns(uint256)
func (staking *Staking) TryPackSlashableOf(owner common.Address) ([]byte, error) {
	return staking.abi.Pack("slashableOf", owner)
}

// UnpackSlashableOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1129ee37.
//
// Solidity: function slashableOf(address owner) view returns(uint256)
func (staking *Staking) UnpackSlashableOf(data []byte) (*big.Int, error) {
	out, err := staking.abi.Unpack("slashableOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackStake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb166dfdd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stake(uint128 amount, address signer) returns()
func (staking *Staking) PackStake(amount *big.Int, signer common.Address) []byte {
	enc, err := staking.abi.Pack("stake", amount, signer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb166dfdd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stake(uint128 amount, address signer) returns()
func (staking *Staking) TryPackStake(amount *big.Int, signer common.Address) ([]byte, error) {
	return staking.abi.Pack("stake", amount, signer)
}

// PackStakeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42623360.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stakeOf(address owner) view returns(uint128)
func (staking *Staking) PackStakeOf(owner common.Address) []byte {
	enc, err := staking.abi.Pack("stakeOf", owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStakeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42623360.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stakeOf(address owner) view returns(uint128)
func (staking *Staking) TryPackStakeOf(owner common.Address) ([]byte, error) {
	return staking.abi.Pack("stakeOf", owner)
}

// UnpackStakeOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x42623360.
//
// Solidity: function stakeOf(address owner) view returns(uint128)
func (staking *Staking) UnpackStakeOf(data []byte) (*big.Int, error) {
	out, err := staking.abi.Unpack("stakeOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTicketCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x884daa07.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ticketCount(bytes32 model) view returns(uint256)
func (staking *Staking) PackTicketCount(model [32]byte) []byte {
	enc, err := staking.abi.Pack("ticketCount", model)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTicketCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x884daa07.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ticketCount(bytes32 model) view returns(uint256)
func (staking *Staking) TryPackTicketCount(model [32]byte) ([]byte, error) {
	return staking.abi.Pack("ticketCount", model)
}

// UnpackTicketCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x884daa07.
//
// Solidity: function ticketCount(bytes32 model) view returns(uint256)
func (staking *Staking) UnpackTicketCount(data []byte) (*big.Int, error) {
	out, err := staking.abi.Unpack("ticketCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTicketStake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa6e43f00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ticketStake() view returns(uint128)
func (staking *Staking) PackTicketStake() []byte {
	enc, err := staking.abi.Pack("ticketStake")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTicketStake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa6e43f00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ticketStake() view returns(uint128)
func (staking *Staking) TryPackTicketStake() ([]byte, error) {
	return staking.abi.Pack("ticketStake")
}

// UnpackTicketStake is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa6e43f00.
//
// Solidity: function ticketStake() view returns(uint128)
func (staking *Staking) UnpackTicketStake(data []byte) (*big.Int, error) {
	out, err := staking.abi.Unpack("ticketStake", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTickets is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd1b2991f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function tickets(bytes32 model, uint256 index) view returns(address owner, uint64 from, uint64 to)
func (staking *Staking) PackTickets(model [32]byte, index *big.Int) []byte {
	enc, err := staking.abi.Pack("tickets", model, index)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTickets is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd1b2991f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function tickets(bytes32 model, uint256 index) view returns(address owner, uint64 from, uint64 to)
func (staking *Staking) TryPackTickets(model [32]byte, index *big.Int) ([]byte, error) {
	return staking.abi.Pack("tickets", model, index)
}

// TicketsOutput serves as a container for the return parameters of contract
// method Tickets.
type TicketsOutput struct {
	Owner common.Address
	From  uint64
	To    uint64
}

// UnpackTickets is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd1b2991f.
//
// Solidity: function tickets(bytes32 model, uint256 index) view returns(address owner, uint64 from, uint64 to)
func (staking *Staking) UnpackTickets(data []byte) (TicketsOutput, error) {
	out, err := staking.abi.Unpack("tickets", data)
	outstruct := new(TicketsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Owner = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.From = *abi.ConvertType(out[1], new(uint64)).(*uint64)
	outstruct.To = *abi.ConvertType(out[2], new(uint64)).(*uint64)
	return *outstruct, nil
}

// PackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function token() view returns(address)
func (staking *Staking) PackToken() []byte {
	enc, err := staking.abi.Pack("token")
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
func (staking *Staking) TryPackToken() ([]byte, error) {
	return staking.abi.Pack("token")
}

// UnpackToken is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc0c546a.
//
// Solidity: function token() view returns(address)
func (staking *Staking) UnpackToken(data []byte) (common.Address, error) {
	out, err := staking.abi.Unpack("token", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackUnbond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe8111842.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unbond(uint128 amount) returns()
func (staking *Staking) PackUnbond(amount *big.Int) []byte {
	enc, err := staking.abi.Pack("unbond", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnbond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe8111842.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unbond(uint128 amount) returns()
func (staking *Staking) TryPackUnbond(amount *big.Int) ([]byte, error) {
	return staking.abi.Pack("unbond", amount)
}

// PackUnbondDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51127fca.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unbondDelay() view returns(uint64)
func (staking *Staking) PackUnbondDelay() []byte {
	enc, err := staking.abi.Pack("unbondDelay")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnbondDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51127fca.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unbondDelay() view returns(uint64)
func (staking *Staking) TryPackUnbondDelay() ([]byte, error) {
	return staking.abi.Pack("unbondDelay")
}

// UnpackUnbondDelay is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x51127fca.
//
// Solidity: function unbondDelay() view returns(uint64)
func (staking *Staking) UnpackUnbondDelay(data []byte) (uint64, error) {
	out, err := staking.abi.Unpack("unbondDelay", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackUnbonding is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xced4cd2e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unbonding(address owner) view returns(uint128 amount, uint64 until)
func (staking *Staking) PackUnbonding(owner common.Address) []byte {
	enc, err := staking.abi.Pack("unbonding", owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnbonding is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xced4cd2e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unbonding(address owner) view returns(uint128 amount, uint64 until)
func (staking *Staking) TryPackUnbonding(owner common.Address) ([]byte, error) {
	return staking.abi.Pack("unbonding", owner)
}

// UnbondingOutput serves as a container for the return parameters of contract
// method Unbonding.
type UnbondingOutput struct {
	Amount *big.Int
	Until  uint64
}

// UnpackUnbonding is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xced4cd2e.
//
// Solidity: function unbonding(address owner) view returns(uint128 amount, uint64 until)
func (staking *Staking) UnpackUnbonding(data []byte) (UnbondingOutput, error) {
	out, err := staking.abi.Unpack("unbonding", data)
	outstruct := new(UnbondingOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Amount = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Until = *abi.ConvertType(out[1], new(uint64)).(*uint64)
	return *outstruct, nil
}

// PackUnregister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a0919dc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unregister(bytes32 model) returns()
func (staking *Staking) PackUnregister(model [32]byte) []byte {
	enc, err := staking.abi.Pack("unregister", model)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnregister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a0919dc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unregister(bytes32 model) returns()
func (staking *Staking) TryPackUnregister(model [32]byte) ([]byte, error) {
	return staking.abi.Pack("unregister", model)
}

// StakingAuthorityUpdated represents a AuthorityUpdated event raised by the Staking contract.
type StakingAuthorityUpdated struct {
	Authority common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const StakingAuthorityUpdatedEventName = "AuthorityUpdated"

// ContractEventName returns the user-defined event name.
func (StakingAuthorityUpdated) ContractEventName() string {
	return StakingAuthorityUpdatedEventName
}

// UnpackAuthorityUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AuthorityUpdated(address authority)
func (staking *Staking) UnpackAuthorityUpdatedEvent(log *types.Log) (*StakingAuthorityUpdated, error) {
	event := "AuthorityUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != staking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StakingAuthorityUpdated)
	if len(log.Data) > 0 {
		if err := staking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range staking.abi.Events[event].Inputs {
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

// StakingClaimed represents a Claimed event raised by the Staking contract.
type StakingClaimed struct {
	Owner  common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const StakingClaimedEventName = "Claimed"

// ContractEventName returns the user-defined event name.
func (StakingClaimed) ContractEventName() string {
	return StakingClaimedEventName
}

// UnpackClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Claimed(address indexed owner, uint128 amount)
func (staking *Staking) UnpackClaimedEvent(log *types.Log) (*StakingClaimed, error) {
	event := "Claimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != staking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StakingClaimed)
	if len(log.Data) > 0 {
		if err := staking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range staking.abi.Events[event].Inputs {
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

// StakingRegistered represents a Registered event raised by the Staking contract.
type StakingRegistered struct {
	Owner common.Address
	Model [32]byte
	Class [32]byte
	Index *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const StakingRegisteredEventName = "Registered"

// ContractEventName returns the user-defined event name.
func (StakingRegistered) ContractEventName() string {
	return StakingRegisteredEventName
}

// UnpackRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Registered(address indexed owner, bytes32 indexed model, bytes32 class, uint256 index)
func (staking *Staking) UnpackRegisteredEvent(log *types.Log) (*StakingRegistered, error) {
	event := "Registered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != staking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StakingRegistered)
	if len(log.Data) > 0 {
		if err := staking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range staking.abi.Events[event].Inputs {
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

// StakingSignerSet represents a SignerSet event raised by the Staking contract.
type StakingSignerSet struct {
	Owner  common.Address
	Signer common.Address
	Raw    *types.Log // Blockchain specific contextual infos
}

const StakingSignerSetEventName = "SignerSet"

// ContractEventName returns the user-defined event name.
func (StakingSignerSet) ContractEventName() string {
	return StakingSignerSetEventName
}

// UnpackSignerSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SignerSet(address indexed owner, address indexed signer)
func (staking *Staking) UnpackSignerSetEvent(log *types.Log) (*StakingSignerSet, error) {
	event := "SignerSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != staking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StakingSignerSet)
	if len(log.Data) > 0 {
		if err := staking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range staking.abi.Events[event].Inputs {
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

// StakingSlashed represents a Slashed event raised by the Staking contract.
type StakingSlashed struct {
	Owner    common.Address
	Amount   *big.Int
	Reporter common.Address
	Reward   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const StakingSlashedEventName = "Slashed"

// ContractEventName returns the user-defined event name.
func (StakingSlashed) ContractEventName() string {
	return StakingSlashedEventName
}

// UnpackSlashedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Slashed(address indexed owner, uint128 amount, address indexed reporter, uint128 reward)
func (staking *Staking) UnpackSlashedEvent(log *types.Log) (*StakingSlashed, error) {
	event := "Slashed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != staking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StakingSlashed)
	if len(log.Data) > 0 {
		if err := staking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range staking.abi.Events[event].Inputs {
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

// StakingStaked represents a Staked event raised by the Staking contract.
type StakingStaked struct {
	Owner  common.Address
	Amount *big.Int
	Signer common.Address
	Raw    *types.Log // Blockchain specific contextual infos
}

const StakingStakedEventName = "Staked"

// ContractEventName returns the user-defined event name.
func (StakingStaked) ContractEventName() string {
	return StakingStakedEventName
}

// UnpackStakedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Staked(address indexed owner, uint128 amount, address signer)
func (staking *Staking) UnpackStakedEvent(log *types.Log) (*StakingStaked, error) {
	event := "Staked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != staking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StakingStaked)
	if len(log.Data) > 0 {
		if err := staking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range staking.abi.Events[event].Inputs {
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

// StakingUnbonding represents a Unbonding event raised by the Staking contract.
type StakingUnbonding struct {
	Owner  common.Address
	Amount *big.Int
	Until  uint64
	Raw    *types.Log // Blockchain specific contextual infos
}

const StakingUnbondingEventName = "Unbonding"

// ContractEventName returns the user-defined event name.
func (StakingUnbonding) ContractEventName() string {
	return StakingUnbondingEventName
}

// UnpackUnbondingEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Unbonding(address indexed owner, uint128 amount, uint64 until)
func (staking *Staking) UnpackUnbondingEvent(log *types.Log) (*StakingUnbonding, error) {
	event := "Unbonding"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != staking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StakingUnbonding)
	if len(log.Data) > 0 {
		if err := staking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range staking.abi.Events[event].Inputs {
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

// StakingUnregistered represents a Unregistered event raised by the Staking contract.
type StakingUnregistered struct {
	Owner common.Address
	Model [32]byte
	Index *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const StakingUnregisteredEventName = "Unregistered"

// ContractEventName returns the user-defined event name.
func (StakingUnregistered) ContractEventName() string {
	return StakingUnregisteredEventName
}

// UnpackUnregisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Unregistered(address indexed owner, bytes32 indexed model, uint256 index)
func (staking *Staking) UnpackUnregisteredEvent(log *types.Log) (*StakingUnregistered, error) {
	event := "Unregistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != staking.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StakingUnregistered)
	if len(log.Data) > 0 {
		if err := staking.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range staking.abi.Events[event].Inputs {
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
func (staking *Staking) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], staking.abi.Errors["AccessManagedInvalidAuthority"].ID.Bytes()[:4]) {
		return staking.UnpackAccessManagedInvalidAuthorityError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["AccessManagedRequiredDelay"].ID.Bytes()[:4]) {
		return staking.UnpackAccessManagedRequiredDelayError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["AccessManagedUnauthorized"].ID.Bytes()[:4]) {
		return staking.UnpackAccessManagedUnauthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["AlreadyRegistered"].ID.Bytes()[:4]) {
		return staking.UnpackAlreadyRegisteredError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["AmountTooLarge"].ID.Bytes()[:4]) {
		return staking.UnpackAmountTooLargeError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["BadShare"].ID.Bytes()[:4]) {
		return staking.UnpackBadShareError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["NotEnoughStake"].ID.Bytes()[:4]) {
		return staking.UnpackNotEnoughStakeError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["NotRegistered"].ID.Bytes()[:4]) {
		return staking.UnpackNotRegisteredError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["NothingMoved"].ID.Bytes()[:4]) {
		return staking.UnpackNothingMovedError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["NothingUnbonds"].ID.Bytes()[:4]) {
		return staking.UnpackNothingUnbondsError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return staking.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return staking.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["TooEarly"].ID.Bytes()[:4]) {
		return staking.UnpackTooEarlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], staking.abi.Errors["TooManySeats"].ID.Bytes()[:4]) {
		return staking.UnpackTooManySeatsError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// StakingAccessManagedInvalidAuthority represents a AccessManagedInvalidAuthority error raised by the Staking contract.
type StakingAccessManagedInvalidAuthority struct {
	Authority common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func StakingAccessManagedInvalidAuthorityErrorID() common.Hash {
	return common.HexToHash("0xc2f31e5ee06c96eddd5864bf58d26da15afa7233cb6f74e000aa686fca7a7a0b")
}

// UnpackAccessManagedInvalidAuthorityError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func (staking *Staking) UnpackAccessManagedInvalidAuthorityError(raw []byte) (*StakingAccessManagedInvalidAuthority, error) {
	out := new(StakingAccessManagedInvalidAuthority)
	if err := staking.abi.UnpackIntoInterface(out, "AccessManagedInvalidAuthority", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingAccessManagedRequiredDelay represents a AccessManagedRequiredDelay error raised by the Staking contract.
type StakingAccessManagedRequiredDelay struct {
	Caller common.Address
	Delay  uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func StakingAccessManagedRequiredDelayErrorID() common.Hash {
	return common.HexToHash("0xaf77169dad650be42a753d4bbd4f4ad0d10be80053e495da3bb1525746eda4e4")
}

// UnpackAccessManagedRequiredDelayError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func (staking *Staking) UnpackAccessManagedRequiredDelayError(raw []byte) (*StakingAccessManagedRequiredDelay, error) {
	out := new(StakingAccessManagedRequiredDelay)
	if err := staking.abi.UnpackIntoInterface(out, "AccessManagedRequiredDelay", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingAccessManagedUnauthorized represents a AccessManagedUnauthorized error raised by the Staking contract.
type StakingAccessManagedUnauthorized struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func StakingAccessManagedUnauthorizedErrorID() common.Hash {
	return common.HexToHash("0x068ca9d827f779c08fd30d7fda45faef5f2a6b2e57f8b809b3c6bbed99f5fb1f")
}

// UnpackAccessManagedUnauthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func (staking *Staking) UnpackAccessManagedUnauthorizedError(raw []byte) (*StakingAccessManagedUnauthorized, error) {
	out := new(StakingAccessManagedUnauthorized)
	if err := staking.abi.UnpackIntoInterface(out, "AccessManagedUnauthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingAlreadyRegistered represents a AlreadyRegistered error raised by the Staking contract.
type StakingAlreadyRegistered struct {
	Model [32]byte
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyRegistered(bytes32 model, uint256 index)
func StakingAlreadyRegisteredErrorID() common.Hash {
	return common.HexToHash("0x28ca65fbf4d93d4e75dcbdc68059fd80f9fd872b6f893ac19b19daee8d6686ab")
}

// UnpackAlreadyRegisteredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyRegistered(bytes32 model, uint256 index)
func (staking *Staking) UnpackAlreadyRegisteredError(raw []byte) (*StakingAlreadyRegistered, error) {
	out := new(StakingAlreadyRegistered)
	if err := staking.abi.UnpackIntoInterface(out, "AlreadyRegistered", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingAmountTooLarge represents a AmountTooLarge error raised by the Staking contract.
type StakingAmountTooLarge struct {
	Amount *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AmountTooLarge(uint256 amount)
func StakingAmountTooLargeErrorID() common.Hash {
	return common.HexToHash("0x08083b2a16b607736bde3b2f81a2e47b6cddd068539243b1d8b47462dd533e58")
}

// UnpackAmountTooLargeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AmountTooLarge(uint256 amount)
func (staking *Staking) UnpackAmountTooLargeError(raw []byte) (*StakingAmountTooLarge, error) {
	out := new(StakingAmountTooLarge)
	if err := staking.abi.UnpackIntoInterface(out, "AmountTooLarge", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingBadShare represents a BadShare error raised by the Staking contract.
type StakingBadShare struct {
	Bps *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadShare(uint256 bps)
func StakingBadShareErrorID() common.Hash {
	return common.HexToHash("0x6c92ce272f18ab0fb143e570f1c7f51c639133474bba3be4fab88145089241c0")
}

// UnpackBadShareError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadShare(uint256 bps)
func (staking *Staking) UnpackBadShareError(raw []byte) (*StakingBadShare, error) {
	out := new(StakingBadShare)
	if err := staking.abi.UnpackIntoInterface(out, "BadShare", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingNotEnoughStake represents a NotEnoughStake error raised by the Staking contract.
type StakingNotEnoughStake struct {
	Owner  common.Address
	Free   *big.Int
	Wanted *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotEnoughStake(address owner, uint256 free, uint256 wanted)
func StakingNotEnoughStakeErrorID() common.Hash {
	return common.HexToHash("0x2b6a7758dd140956300fb15cd5af30fc71646051f27fae39df018863db70cd31")
}

// UnpackNotEnoughStakeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotEnoughStake(address owner, uint256 free, uint256 wanted)
func (staking *Staking) UnpackNotEnoughStakeError(raw []byte) (*StakingNotEnoughStake, error) {
	out := new(StakingNotEnoughStake)
	if err := staking.abi.UnpackIntoInterface(out, "NotEnoughStake", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingNotRegistered represents a NotRegistered error raised by the Staking contract.
type StakingNotRegistered struct {
	Model [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotRegistered(bytes32 model)
func StakingNotRegisteredErrorID() common.Hash {
	return common.HexToHash("0x8cc00d16d993ecf8307809fb88fda776e550116fa44f080c604d0c3d12d1a849")
}

// UnpackNotRegisteredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotRegistered(bytes32 model)
func (staking *Staking) UnpackNotRegisteredError(raw []byte) (*StakingNotRegistered, error) {
	out := new(StakingNotRegistered)
	if err := staking.abi.UnpackIntoInterface(out, "NotRegistered", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingNothingMoved represents a NothingMoved error raised by the Staking contract.
type StakingNothingMoved struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingMoved()
func StakingNothingMovedErrorID() common.Hash {
	return common.HexToHash("0x170379cc74b481b97715508a47ebf7ee49ef2823b4efb1beb8385d1a77f90d94")
}

// UnpackNothingMovedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingMoved()
func (staking *Staking) UnpackNothingMovedError(raw []byte) (*StakingNothingMoved, error) {
	out := new(StakingNothingMoved)
	if err := staking.abi.UnpackIntoInterface(out, "NothingMoved", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingNothingUnbonds represents a NothingUnbonds error raised by the Staking contract.
type StakingNothingUnbonds struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingUnbonds(address owner)
func StakingNothingUnbondsErrorID() common.Hash {
	return common.HexToHash("0x44323f5881d64334b7103cce4fbf3a44c417e4263fbc36ed5eb15780ad03763a")
}

// UnpackNothingUnbondsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingUnbonds(address owner)
func (staking *Staking) UnpackNothingUnbondsError(raw []byte) (*StakingNothingUnbonds, error) {
	out := new(StakingNothingUnbonds)
	if err := staking.abi.UnpackIntoInterface(out, "NothingUnbonds", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the Staking contract.
type StakingReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func StakingReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (staking *Staking) UnpackReentrancyGuardReentrantCallError(raw []byte) (*StakingReentrancyGuardReentrantCall, error) {
	out := new(StakingReentrancyGuardReentrantCall)
	if err := staking.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the Staking contract.
type StakingSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func StakingSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (staking *Staking) UnpackSafeERC20FailedOperationError(raw []byte) (*StakingSafeERC20FailedOperation, error) {
	out := new(StakingSafeERC20FailedOperation)
	if err := staking.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingTooEarly represents a TooEarly error raised by the Staking contract.
type StakingTooEarly struct {
	Time  *big.Int
	Until *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooEarly(uint256 time, uint256 until)
func StakingTooEarlyErrorID() common.Hash {
	return common.HexToHash("0xe58369d1bf8fa4cf500d8cc0c220f6a0845d3ec0e42895d7d9bdf831b8642795")
}

// UnpackTooEarlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooEarly(uint256 time, uint256 until)
func (staking *Staking) UnpackTooEarlyError(raw []byte) (*StakingTooEarly, error) {
	out := new(StakingTooEarly)
	if err := staking.abi.UnpackIntoInterface(out, "TooEarly", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StakingTooManySeats represents a TooManySeats error raised by the Staking contract.
type StakingTooManySeats struct {
	Seats *big.Int
	Most  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooManySeats(uint256 seats, uint256 most)
func StakingTooManySeatsErrorID() common.Hash {
	return common.HexToHash("0xf257db65d121112bbdf21b283b9f6fafb2bf63c1f5d67cc116595fe541f4e95e")
}

// UnpackTooManySeatsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooManySeats(uint256 seats, uint256 most)
func (staking *Staking) UnpackTooManySeatsError(raw []byte) (*StakingTooManySeats, error) {
	out := new(StakingTooManySeats)
	if err := staking.abi.UnpackIntoInterface(out, "TooManySeats", raw); err != nil {
		return nil, err
	}
	return out, nil
}

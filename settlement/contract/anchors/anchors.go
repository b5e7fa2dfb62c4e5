// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package anchors

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

// Acceptance is an auto generated low-level Go binding around an user-defined struct.
type Acceptance struct {
	Job          [32]byte
	PromptHash   [32]byte
	PromptTokens uint32
	AnchorBy     uint64
}

// Anchor is an auto generated low-level Go binding around an user-defined struct.
type Anchor struct {
	Node  common.Address
	Epoch uint64
	Root  [32]byte
	Count uint64
}

// Ballot is an auto generated low-level Go binding around an user-defined struct.
type Ballot struct {
	Provider  common.Address
	Object    [32]byte
	Validator common.Address
	Seat      uint32
	Guilty    uint8
}

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

// Order is an auto generated low-level Go binding around an user-defined struct.
type Order struct {
	Payer        common.Address
	Provider     common.Address
	Model        [32]byte
	RequestHash  [32]byte
	ClientSeed   [32]byte
	MaxPrompt    uint32
	MaxOutput    uint32
	PriceInput   *big.Int
	PriceOutput  *big.Int
	MaxFee       *big.Int
	Created      uint64
	Expiry       uint64
	TemplateTime uint64
	Privacy      uint8
	Nonce        [32]byte
	Session      [32]byte
	Parent       [32]byte
	PrefixHash   [32]byte
	Start        uint32
}

// Proof is an auto generated low-level Go binding around an user-defined struct.
type Proof struct {
	Batch Batch
	Leaf  Leaf
	Index uint64
	Path  [][32]byte
}

// Receipt is an auto generated low-level Go binding around an user-defined struct.
type Receipt struct {
	Job          [32]byte
	Payer        common.Address
	Provider     common.Address
	Model        [32]byte
	RequestHash  [32]byte
	PromptTokens uint32
	OutputTokens uint32
	Root         [32]byte
	OutputHash   [32]byte
	Fee          *big.Int
	Started      uint64
	Ended        uint64
	Finish       uint8
}

// Step is an auto generated low-level Go binding around an user-defined struct.
type Step struct {
	Job          [32]byte
	Number       uint32
	Root         [32]byte
	OutputTokens uint32
	Fee          *big.Int
}

// Verdict is an auto generated low-level Go binding around an user-defined struct.
type Verdict struct {
	Job       [32]byte
	Object    [32]byte
	Provider  common.Address
	Model     [32]byte
	Epoch     uint64
	Validator common.Address
	Role      uint8
	Seat      uint32
	Finding   uint8
	S1        int32
	S1Window  int32
	S2        int32
	S2Window  int32
	Cell      [32]byte
	Evidence  [32]byte
}

// AnchorsMetaData contains all meta data concerning the Anchors contract.
var AnchorsMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractStaking\",\"name\":\"staking_\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"slots_\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"minInterval_\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"pinDelay_\",\"type\":\"uint64\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"}],\"name\":\"AlreadyPinned\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"time\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"fromTime\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"afterBlock\",\"type\":\"uint256\"}],\"name\":\"AnchorTooEarly\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadParameters\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"BadSignature\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EmptyBatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidShortString\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"last\",\"type\":\"uint64\"}],\"name\":\"NotLast\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"afterBlock\",\"type\":\"uint256\"}],\"name\":\"PinTooEarly\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"str\",\"type\":\"string\"}],\"name\":\"StringTooLong\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"have\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"want\",\"type\":\"uint64\"}],\"name\":\"WrongEpoch\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"}],\"name\":\"Anchored\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"EIP712DomainChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"blockHash\",\"type\":\"bytes32\"}],\"name\":\"Pinned\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"}],\"name\":\"anchor\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"}],\"internalType\":\"structAnchor\",\"name\":\"a\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"anchorFor\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"domainSeparator\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eip712Domain\",\"outputs\":[{\"internalType\":\"bytes1\",\"name\":\"fields\",\"type\":\"bytes1\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"version\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"verifyingContract\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint256[]\",\"name\":\"extensions\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"promptHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"anchorBy\",\"type\":\"uint64\"}],\"internalType\":\"structAcceptance\",\"name\":\"a\",\"type\":\"tuple\"}],\"name\":\"hashAcceptance\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"}],\"internalType\":\"structAnchor\",\"name\":\"a\",\"type\":\"tuple\"}],\"name\":\"hashAnchor\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"seat\",\"type\":\"uint32\"},{\"internalType\":\"uint8\",\"name\":\"guilty\",\"type\":\"uint8\"}],\"internalType\":\"structBallot\",\"name\":\"b\",\"type\":\"tuple\"}],\"name\":\"hashBallot\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"requestHash\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"clientSeed\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"maxPrompt\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"maxOutput\",\"type\":\"uint32\"},{\"internalType\":\"uint128\",\"name\":\"priceInput\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"priceOutput\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"maxFee\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"created\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"expiry\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"templateTime\",\"type\":\"uint64\"},{\"internalType\":\"uint8\",\"name\":\"privacy\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"session\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"parent\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"prefixHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"start\",\"type\":\"uint32\"}],\"internalType\":\"structOrder\",\"name\":\"o\",\"type\":\"tuple\"}],\"name\":\"hashOrder\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"requestHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"outputHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"started\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"ended\",\"type\":\"uint64\"},{\"internalType\":\"uint8\",\"name\":\"finish\",\"type\":\"uint8\"}],\"internalType\":\"structReceipt\",\"name\":\"r\",\"type\":\"tuple\"}],\"name\":\"hashReceipt\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"number\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"}],\"internalType\":\"structStep\",\"name\":\"s\",\"type\":\"tuple\"}],\"name\":\"hashStep\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"internalType\":\"uint8\",\"name\":\"role\",\"type\":\"uint8\"},{\"internalType\":\"uint32\",\"name\":\"seat\",\"type\":\"uint32\"},{\"internalType\":\"uint8\",\"name\":\"finding\",\"type\":\"uint8\"},{\"internalType\":\"int32\",\"name\":\"s1\",\"type\":\"int32\"},{\"internalType\":\"int32\",\"name\":\"s1Window\",\"type\":\"int32\"},{\"internalType\":\"int32\",\"name\":\"s2\",\"type\":\"int32\"},{\"internalType\":\"int32\",\"name\":\"s2Window\",\"type\":\"int32\"},{\"internalType\":\"bytes32\",\"name\":\"cell\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"evidence\",\"type\":\"bytes32\"}],\"internalType\":\"structVerdict\",\"name\":\"v\",\"type\":\"tuple\"}],\"name\":\"hashVerdict\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"}],\"name\":\"head\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"time\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"}],\"name\":\"holds\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof\",\"name\":\"proof\",\"type\":\"tuple\"}],\"name\":\"includes\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"minInterval\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pinDelay\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"}],\"name\":\"pinRandomness\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"}],\"name\":\"pinnedHash\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"}],\"name\":\"randomness\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"slots\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"staking\",\"outputs\":[{\"internalType\":\"contractStaking\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof\",\"name\":\"proof\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"requestHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"outputHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"started\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"ended\",\"type\":\"uint64\"},{\"internalType\":\"uint8\",\"name\":\"finish\",\"type\":\"uint8\"}],\"internalType\":\"structReceipt\",\"name\":\"receipt\",\"type\":\"tuple\"}],\"name\":\"verifyReceipt\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "Anchors",
	Bin: "0x6101e08060405234610261576080816126a880380380916100208285610265565b833981010312610261578051906001600160a01b038216820361026157602081015163ffffffff81169283820361026157600261006b60606100646040870161029c565b950161029c565b9460405161007a604082610265565b600d815260208101906c646772696420416e63686f727360981b8252604051916100a5604084610265565b600183526020830191600360fc1b83526100be816102b0565b610120526100cb846102b0565b61014052519020918260e05251902080610100524660a0526040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a0815261013460c082610265565b5190206080523060c052108015610250575b801561023d575b61022e5761016052610180526101a0526101c05260405161238c908161031c8239608051816120db015260a05181612192015260c051816120ac015260e0518161212a0152610100518161215001526101205181610c5f01526101405181610c880152610160518181816102680152610fe20152610180518181816107eb015281816110220152818161174b01528181611861015281816118e001528181611bc30152611fa401526101a0518181816112a10152611c1c01526101c05181818161093a0152818161106601528181611cd401528181611d4e0152611f0d0152f35b63a18a709360e01b5f5260045ffd5b5060ff6001600160401b0385161161014d565b506001600160401b03841615610146565b5f80fd5b601f909101601f19168101906001600160401b0382119082101761028857604052565b634e487b7160e01b5f52604160045260245ffd5b51906001600160401b038216820361026157565b601f8151116102db5760208151910151602082106102cc571790565b5f198260200360031b1b161790565b604460209160405192839163305a27a960e01b83528160048401528051918291826024860152018484015e5f828201840152601f01601f19168101030190fdfe60806040526004361015610011575f80fd5b5f3560e01c80630441d146146112e3578063069e1f6a146112c55780633fb19a5314611281578063440719871461108a578063461192381461104657806348547d69146110065780634cf088d914610fb657806361dc04ec14610d5b57806384b0196e14610c475780638edcd26414610bfd5780638f20925c14610a9357806396f8c066146108bb5780639f44959314610784578063a091644f146106f2578063bda4fec51461068d578063c3dc5cdc146105e0578063d70b87b91461051a578063d80307261461039a578063dd71e3851461036e578063f2c4c5741461014c578063f698da25146101325763fad84d9a1461010b575f80fd5b3461012e5760a060031936011261012e576020610126611914565b604051908152f35b5f80fd5b3461012e575f60031936011261012e576020610126612095565b3461012e57600319360160a0811261012e5760801361012e5760843567ffffffffffffffff811161012e573660238201121561012e57806004013567ffffffffffffffff811161012e57366024828401011161012e5773ffffffffffffffffffffffffffffffffffffffff60846020927fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f6101e76113ca565b928060246101fb6101f6611e00565b611e9c565b996040519a8b998a987f3309e791000000000000000000000000000000000000000000000000000000008a52166004890152828801526060604488015282606488015201868601375f8582860101520116810103018173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa908115610363575f91610328575b50156102df576102a66113ca565b6024359067ffffffffffffffff8216820361012e576064359067ffffffffffffffff8216820361012e576102dd926044359161199b565b005b73ffffffffffffffffffffffffffffffffffffffff6102fc6113ca565b7f9a7d38d9000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b90506020813d60201161035b575b8161034360209383611457565b8101031261012e5751801515810361012e5781610298565b3d9150610336565b6040513d5f823e3d90fd5b3461012e57604060031936011261012e57602061012661038c611384565b61039461132a565b906117e8565b3461012e576101e060031936011261012e57604051602081017feb41e9ab28ef384c9ff16091cbb21e664e470a15e479db0b1b456e6f3405a27c81526004356040830152602435606083015273ffffffffffffffffffffffffffffffffffffffff6104036113a7565b16608083015260643560a083015260843567ffffffffffffffff811680910361012e5760c083015260a43573ffffffffffffffffffffffffffffffffffffffff811680910361012e5760e083015260c43560ff811680910361012e5761010083015260e43563ffffffff811680910361012e576101208301526101043560ff811680910361012e57610140830152610124358060030b80910361012e57610160830152610144358060030b80910361012e57610180830152610164358060030b80910361012e576101a083015261018435908160030b80920361012e5782610126926101c060209501526101a4356101e08201526101c435610200820152610200815261051261022082611457565b519020611e9c565b3461012e5760a060031936011261012e57604051602081017f0d63372e2d2eb763317b640d7c86853a82c2799218119c73c487bba449ac5c6d815273ffffffffffffffffffffffffffffffffffffffff610572611384565b166040830152602435606083015273ffffffffffffffffffffffffffffffffffffffff61059d6113a7565b16608083015263ffffffff6105b0611edd565b1660a08301526084359060ff821680920361012e57826101269260c0602095015260c0815261051260e082611457565b3461012e5760a060031936011261012e57604051602081017fdc23ab6fb598434d9c639e30bf07ebe35038f137118f5c55646af1f5fe900ceb8152600435604083015260243563ffffffff811680910361012e576060830152604435608083015263ffffffff61064e611edd565b1660a0830152608435906fffffffffffffffffffffffffffffffff821680920361012e57826101269260c0602095015260c0815261051260e082611457565b3461012e57602060031936011261012e5773ffffffffffffffffffffffffffffffffffffffff6106bb611384565b165f526002602052606060405f205467ffffffffffffffff604051918181168352818160401c16602084015260801c166040820152f35b3461012e57608060031936011261012e57604051602081017fb19916d2855a43568c47cf4d5f1251cf19876a1100b7e7d7d2d35728d04d63cd81526004356040830152602435606083015260443563ffffffff811680910361012e5760808301526064359067ffffffffffffffff821680920361012e57826101269260a0602095015260a0815261051260c082611457565b3461012e5760a060031936011261012e5760043573ffffffffffffffffffffffffffffffffffffffff81169081810361012e57505f52600360205260405f206024359067ffffffffffffffff8216820361012e5767ffffffffffffffff61081163ffffffff7f000000000000000000000000000000000000000000000000000000000000000016846116b2565b165f5260205260405f20546064359167ffffffffffffffff8316830361012e5760843567ffffffffffffffff8116810361012e576040805167ffffffffffffffff938416602082810191825260443593830193909352958416606082015292909116608083015292906108af8160a081015b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282611457565b51902014604051908152f35b3461012e57604060031936011261012e576108d4611384565b6108dc61132a565b9073ffffffffffffffffffffffffffffffffffffffff811691825f52600260205260405f209267ffffffffffffffff821680158015610a7e575b610a405784549160ff8360c01c16610a1257505067ffffffffffffffff8160401c167f00000000000000000000000000000000000000000000000000000000000000009067ffffffffffffffff61096d838361167b565b164311156109cf5750506102dd9378010000000000000000000000000000000000000000000000007fffffffffffffff00ffffffffffffffffffffffffffffffffffffffffffffffff67ffffffffffffffff93161780915560401c1691611efd565b67ffffffffffffffff916109e29161167b565b7f0bad4d38000000000000000000000000000000000000000000000000000000005f52436004521660245260445ffd5b7f6379f2c7000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b67ffffffffffffffff855416917fc14d9649000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b5067ffffffffffffffff855416811415610916565b3461012e576101a060031936011261012e57604051602081017f0927dcffa396536274872b15d60231084d85042904fd10ff23918c22568117738152600435604083015260243573ffffffffffffffffffffffffffffffffffffffff811680910361012e57606083015260443573ffffffffffffffffffffffffffffffffffffffff811680910361012e57608083015260643560a083015260843560c083015260a43563ffffffff811680910361012e5760e083015260c43563ffffffff811680910361012e5761010083015260e43561012083015261010435610140830152610124356fffffffffffffffffffffffffffffffff811680910361012e576101608301526101443567ffffffffffffffff811680910361012e576101808301526101643567ffffffffffffffff811680910361012e576101a0830152610184359060ff821680920361012e5782610126926101c060209501526101c081526105126101e082611457565b3461012e57602060031936011261012e5760043567ffffffffffffffff811161012e576101c0600319823603011261012e57610c3d602091600401611498565b6040519015158152f35b3461012e575f60031936011261012e57610cff610c837f00000000000000000000000000000000000000000000000000000000000000006121b8565b610cac7f00000000000000000000000000000000000000000000000000000000000000006121b8565b6020610d0d60405192610cbf8385611457565b5f84525f3681376040519586957f0f00000000000000000000000000000000000000000000000000000000000000875260e08588015260e0870190611341565b908582036040870152611341565b4660608501523060808501525f60a085015283810360c08501528180845192838152019301915f5b828110610d4457505050500390f35b835185528695509381019392810192600101610d35565b3461012e576101c060031936011261012e5760043567ffffffffffffffff811161012e57806004016101c0600319833603011261012e576101a07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc36011261012e5760a482013560ff811680910361012e576001149081610f6b575b81610e02575b6020925081610df2575b506040519015158152f35b610dfc9150611498565b82610de7565b90506040519160208301927f0927dcffa396536274872b15d60231084d85042904fd10ff23918c22568117738452602435604082015260443573ffffffffffffffffffffffffffffffffffffffff811680910361012e57606082015260643573ffffffffffffffffffffffffffffffffffffffff811680910361012e57608082015260843560a082015260a43560c082015260c43563ffffffff811680910361012e5760e082015260e43563ffffffff811680910361012e576101008201526101043561012082015261012435610140820152610144356fffffffffffffffffffffffffffffffff811680910361012e576101608201526101643567ffffffffffffffff811680910361012e576101808201526101843567ffffffffffffffff811680910361012e576101a08201526101a43560ff811680910361012e5760209482610f61926101c060e49501526101c081526105126101e082611457565b9101351490610ddd565b905060643573ffffffffffffffffffffffffffffffffffffffff81169081810361012e575073ffffffffffffffffffffffffffffffffffffffff610fae836113ed565b161490610dd7565b3461012e575f60031936011261012e57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461012e575f60031936011261012e57602060405163ffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461012e575f60031936011261012e57602060405167ffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461012e5761026060031936011261012e57604051602081017f8a8b5d645753643232411c13e6fa7e82b1946f28fe1ed1d6e653bd2f750212df815273ffffffffffffffffffffffffffffffffffffffff6110e3611384565b16604083015260243573ffffffffffffffffffffffffffffffffffffffff811680910361012e576060830152604435608083015260643560a083015260843560c083015260a43563ffffffff811680910361012e5760e083015260c43563ffffffff811680910361012e5761010083015260e4356fffffffffffffffffffffffffffffffff811680910361012e57610120830152610104356fffffffffffffffffffffffffffffffff811680910361012e57610140830152610124356fffffffffffffffffffffffffffffffff811680910361012e576101608301526101443567ffffffffffffffff811680910361012e576101808301526101643567ffffffffffffffff811680910361012e576101a08301526101843567ffffffffffffffff811680910361012e576101c08301526101a43560ff811680910361012e576101e08301526101c4356102008301526101e4356102208301526102043561024083015261022435610260830152610244359063ffffffff821680920361012e578261012692610280602095015261028081526105126102a082611457565b3461012e575f60031936011261012e57602060405167ffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461012e57608060031936011261012e5760206101266101f6611e00565b3461012e57606060031936011261012e5760043567ffffffffffffffff8116810361012e5760443567ffffffffffffffff8116810361012e576102dd91602435903361199b565b6024359067ffffffffffffffff8216820361012e57565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361012e57565b6044359073ffffffffffffffffffffffffffffffffffffffff8216820361012e57565b60043573ffffffffffffffffffffffffffffffffffffffff8116810361012e5790565b3573ffffffffffffffffffffffffffffffffffffffff8116810361012e5790565b6080810190811067ffffffffffffffff82111761142a57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761142a57604052565b6114a1816116ff565b90816114ab575090565b905060405160a082013560ff8116810361012e5760ff16602082015260c082013567ffffffffffffffff8116810361012e5767ffffffffffffffff16604082015260e0820135606082015261010082013573ffffffffffffffffffffffffffffffffffffffff8116810361012e5773ffffffffffffffffffffffffffffffffffffffff16608082015261012082013560a08201526101408201356fffffffffffffffffffffffffffffffff8116810361012e576fffffffffffffffffffffffffffffffff1660c082015261016082013560e082015260e0815261159061010082611457565b601f600182515f845201910120906115ab610180820161169d565b916115b86060830161169d565b926101a08301357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe18436030181121561012e5783019283359367ffffffffffffffff851161012e57602001928460051b3603841361012e57604067ffffffffffffffff8061162b9816941692013561224c565b90565b67ffffffffffffffff60019116019067ffffffffffffffff821161164e57565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b9067ffffffffffffffff8091169116019067ffffffffffffffff821161164e57565b3567ffffffffffffffff8116810361012e5790565b9067ffffffffffffffff169081156116d25767ffffffffffffffff160690565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601260045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff61171d826113ed565b165f52600360205260405f2090602081019167ffffffffffffffff6117716117448561169d565b63ffffffff7f000000000000000000000000000000000000000000000000000000000000000016906116b2565b165f5260205261178560405f20549261169d565b6117e16117946060840161169d565b916108836117a46080860161169d565b6040519485936040602086019801359088929367ffffffffffffffff80929695606094826080880199168752602087015216604085015216910152565b5190201490565b73ffffffffffffffffffffffffffffffffffffffff16805f52600260205260405f205467ffffffffffffffff81169067ffffffffffffffff841691821592831561190a575b83156118bc575b831561189b575b505050611895575f52600460205267ffffffffffffffff61188760405f209263ffffffff7f000000000000000000000000000000000000000000000000000000000000000016906116b2565b165f5260205260405f205490565b50505f90565b149150816118ad575b505f808061183b565b60ff915060c01c16155f6118a4565b809350810367ffffffffffffffff811161164e5767ffffffffffffffff63ffffffff7f0000000000000000000000000000000000000000000000000000000000000000169116101592611834565b818111935061182d565b60043573ffffffffffffffffffffffffffffffffffffffff8116810361012e5760243567ffffffffffffffff8116810361012e57611951916117e8565b8015801561198a575b611985576040516020810191825260443560408201526040815261197f606082611457565b51902090565b505f90565b5061199560046116ff565b1561195a565b9291909173ffffffffffffffffffffffffffffffffffffffff841692835f52600260205260405f20604051906119d08261140e565b549567ffffffffffffffff871696878352602083019067ffffffffffffffff8160401c16825267ffffffffffffffff611a23604086019a828460801c168c5260ff606088019460c01c161515845261162e565b169867ffffffffffffffff8616998a03611db65787158015611da4575b611d7c5767ffffffffffffffff855116611c01575b50505050509167ffffffffffffffff6040927f87a00ae7fdf1309aedd9873e03a7384890151190a066e51eff1bdfc114703a99948243168551611a978161140e565b8981526020810182815287820190864216825260608301915f83528b5f526002602052878a5f209451167fffffffffffffffff00000000000000000000000000000000000000000000000077ffffffffffffffff000000000000000000000000000000006fffffffffffffffff0000000000000000875495518e1b16935160801b16931617171782555115157fffffffffffffff00ffffffffffffffffffffffffffffffffffffffffffffffff78ff00000000000000000000000000000000000000000000000083549260c01b1691161790558551611ba8816108836020820194878a8888929367ffffffffffffffff80929695606094826080880199168752602087015216604085015216910152565b51902090875f52600360205283611be9875f209263ffffffff7f000000000000000000000000000000000000000000000000000000000000000016906116b2565b165f52602052845f20558351928352166020820152a3565b67ffffffffffffffff8151169067ffffffffffffffff611c427f0000000000000000000000000000000000000000000000000000000000000000809461167b565b1642108015611d3b575b611cb257505092604095927f87a00ae7fdf1309aedd9873e03a7384890151190a066e51eff1bdfc114703a9997959267ffffffffffffffff955115611c99575b5082959750839650611a55565b8580611caa94511691511691611efd565b5f8080611c8c565b67ffffffffffffffff611cf981611ccf608495828996511661167b565b9351167f00000000000000000000000000000000000000000000000000000000000000009061167b565b81604051937f537c58a3000000000000000000000000000000000000000000000000000000008552426004860152166024840152436044840152166064820152fd5b5067ffffffffffffffff611d73818651167f00000000000000000000000000000000000000000000000000000000000000009061167b565b16431115611c4c565b7fc2e5347d000000000000000000000000000000000000000000000000000000005f5260045ffd5b5067ffffffffffffffff871615611a40565b67ffffffffffffffff898b611dcd8389511661162e565b917f19295c98000000000000000000000000000000000000000000000000000000005f526004526024521660445260645ffd5b60405160208101907f533335bcfccb65110095b8cdcb7df3b102d370e24a594083da0a164ed3f15534825260043573ffffffffffffffffffffffffffffffffffffffff811680910361012e57604082015260243567ffffffffffffffff811680910361012e576060820152604435608082015260643567ffffffffffffffff811680910361012e5760a082015260a0815261197f60c082611457565b604290611ea7612095565b90604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b6064359063ffffffff8216820361012e57565b9190820180921161164e57565b91611f339067ffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001690611ef0565b80430343811161164e576101008111611fe0575b50602067ffffffffffffffff73ffffffffffffffffffffffffffffffffffffffff7fa6c8f5cac54e250a5618cbcedd8a20dbf249f1dcc87951e23482025e6b5ab9af9340951693845f526004835260405f2082611fca63ffffffff7f000000000000000000000000000000000000000000000000000000000000000016846116b2565b165f5283528560405f20556040519586521693a3565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff810190811161164e577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008160081c911690808204610100149015171561164e5767ffffffffffffffff73ffffffffffffffffffffffffffffffffffffffff61208c6020937fa6c8f5cac54e250a5618cbcedd8a20dbf249f1dcc87951e23482025e6b5ab9af95611ef0565b93505050611f47565b73ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001630148061218f575b156120fd577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a0815261197f60c082611457565b507f000000000000000000000000000000000000000000000000000000000000000046146120d4565b60ff811690601f82116121e757604051916121d4604084611457565b6020808452838101919036833783525290565b7fb3512b0c000000000000000000000000000000000000000000000000000000005f5260045ffd5b919081101561221f5760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b939094928083101561235b577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff810190811161164e57925f92915b8184106122a4575050505015918261229e57505090565b14919050565b9092969395869592951561234f576001808716148015612346575b15612320576122dd906122d78986859a99979a61220f565b35612365565b925b600181161580612317575b156122fc5760011c9460011c946122df565b6001909794979691929593965b811c93811c94019291612287565b508015156122ea565b6123406001916123398a8786979a9b98969c999c61220f565b3590612365565b96612309565b508686146122bf565b50505050925050505f90565b5050505050505f90565b91906040519260015f5360015260215260415f209160405256fea164736f6c6343000825000a",
}

// Anchors is an auto generated Go binding around an Ethereum contract.
type Anchors struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Anchors) GetABI() abi.ABI {
	return c.abi
}

// NewAnchors creates a new instance of Anchors.
func NewAnchors() *Anchors {
	parsed, err := AnchorsMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Anchors{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Anchors) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address staking_, uint32 slots_, uint64 minInterval_, uint64 pinDelay_) returns()
func (anchors *Anchors) PackConstructor(staking_ common.Address, slots_ uint32, minInterval_ uint64, pinDelay_ uint64) []byte {
	enc, err := anchors.abi.Pack("", staking_, slots_, minInterval_, pinDelay_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0441d146.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function anchor(uint64 epoch, bytes32 root, uint64 count) returns()
func (anchors *Anchors) PackAnchor(epoch uint64, root [32]byte, count uint64) []byte {
	enc, err := anchors.abi.Pack("anchor", epoch, root, count)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0441d146.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function anchor(uint64 epoch, bytes32 root, uint64 count) returns()
func (anchors *Anchors) TryPackAnchor(epoch uint64, root [32]byte, count uint64) ([]byte, error) {
	return anchors.abi.Pack("anchor", epoch, root, count)
}

// PackAnchorFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2c4c574.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function anchorFor((address,uint64,bytes32,uint64) a, bytes signature) returns()
func (anchors *Anchors) PackAnchorFor(a Anchor, signature []byte) []byte {
	enc, err := anchors.abi.Pack("anchorFor", a, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnchorFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2c4c574.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function anchorFor((address,uint64,bytes32,uint64) a, bytes signature) returns()
func (anchors *Anchors) TryPackAnchorFor(a Anchor, signature []byte) ([]byte, error) {
	return anchors.abi.Pack("anchorFor", a, signature)
}

// PackDomainSeparator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf698da25.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (anchors *Anchors) PackDomainSeparator() []byte {
	enc, err := anchors.abi.Pack("domainSeparator")
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
func (anchors *Anchors) TryPackDomainSeparator() ([]byte, error) {
	return anchors.abi.Pack("domainSeparator")
}

// UnpackDomainSeparator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf698da25.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (anchors *Anchors) UnpackDomainSeparator(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("domainSeparator", data)
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
func (anchors *Anchors) PackEip712Domain() []byte {
	enc, err := anchors.abi.Pack("eip712Domain")
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
func (anchors *Anchors) TryPackEip712Domain() ([]byte, error) {
	return anchors.abi.Pack("eip712Domain")
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
func (anchors *Anchors) UnpackEip712Domain(data []byte) (Eip712DomainOutput, error) {
	out, err := anchors.abi.Unpack("eip712Domain", data)
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

// PackHashAcceptance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa091644f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashAcceptance((bytes32,bytes32,uint32,uint64) a) view returns(bytes32)
func (anchors *Anchors) PackHashAcceptance(a Acceptance) []byte {
	enc, err := anchors.abi.Pack("hashAcceptance", a)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashAcceptance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa091644f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashAcceptance((bytes32,bytes32,uint32,uint64) a) view returns(bytes32)
func (anchors *Anchors) TryPackHashAcceptance(a Acceptance) ([]byte, error) {
	return anchors.abi.Pack("hashAcceptance", a)
}

// UnpackHashAcceptance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa091644f.
//
// Solidity: function hashAcceptance((bytes32,bytes32,uint32,uint64) a) view returns(bytes32)
func (anchors *Anchors) UnpackHashAcceptance(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("hashAcceptance", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackHashAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x069e1f6a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashAnchor((address,uint64,bytes32,uint64) a) view returns(bytes32)
func (anchors *Anchors) PackHashAnchor(a Anchor) []byte {
	enc, err := anchors.abi.Pack("hashAnchor", a)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x069e1f6a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashAnchor((address,uint64,bytes32,uint64) a) view returns(bytes32)
func (anchors *Anchors) TryPackHashAnchor(a Anchor) ([]byte, error) {
	return anchors.abi.Pack("hashAnchor", a)
}

// UnpackHashAnchor is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x069e1f6a.
//
// Solidity: function hashAnchor((address,uint64,bytes32,uint64) a) view returns(bytes32)
func (anchors *Anchors) UnpackHashAnchor(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("hashAnchor", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackHashBallot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd70b87b9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashBallot((address,bytes32,address,uint32,uint8) b) view returns(bytes32)
func (anchors *Anchors) PackHashBallot(b Ballot) []byte {
	enc, err := anchors.abi.Pack("hashBallot", b)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashBallot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd70b87b9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashBallot((address,bytes32,address,uint32,uint8) b) view returns(bytes32)
func (anchors *Anchors) TryPackHashBallot(b Ballot) ([]byte, error) {
	return anchors.abi.Pack("hashBallot", b)
}

// UnpackHashBallot is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd70b87b9.
//
// Solidity: function hashBallot((address,bytes32,address,uint32,uint8) b) view returns(bytes32)
func (anchors *Anchors) UnpackHashBallot(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("hashBallot", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackHashOrder is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x44071987.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashOrder((address,address,bytes32,bytes32,bytes32,uint32,uint32,uint128,uint128,uint128,uint64,uint64,uint64,uint8,bytes32,bytes32,bytes32,bytes32,uint32) o) view returns(bytes32)
func (anchors *Anchors) PackHashOrder(o Order) []byte {
	enc, err := anchors.abi.Pack("hashOrder", o)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashOrder is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x44071987.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashOrder((address,address,bytes32,bytes32,bytes32,uint32,uint32,uint128,uint128,uint128,uint64,uint64,uint64,uint8,bytes32,bytes32,bytes32,bytes32,uint32) o) view returns(bytes32)
func (anchors *Anchors) TryPackHashOrder(o Order) ([]byte, error) {
	return anchors.abi.Pack("hashOrder", o)
}

// UnpackHashOrder is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x44071987.
//
// Solidity: function hashOrder((address,address,bytes32,bytes32,bytes32,uint32,uint32,uint128,uint128,uint128,uint64,uint64,uint64,uint8,bytes32,bytes32,bytes32,bytes32,uint32) o) view returns(bytes32)
func (anchors *Anchors) UnpackHashOrder(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("hashOrder", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackHashReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f20925c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashReceipt((bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) r) view returns(bytes32)
func (anchors *Anchors) PackHashReceipt(r Receipt) []byte {
	enc, err := anchors.abi.Pack("hashReceipt", r)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f20925c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashReceipt((bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) r) view returns(bytes32)
func (anchors *Anchors) TryPackHashReceipt(r Receipt) ([]byte, error) {
	return anchors.abi.Pack("hashReceipt", r)
}

// UnpackHashReceipt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8f20925c.
//
// Solidity: function hashReceipt((bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) r) view returns(bytes32)
func (anchors *Anchors) UnpackHashReceipt(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("hashReceipt", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackHashStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc3dc5cdc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashStep((bytes32,uint32,bytes32,uint32,uint128) s) view returns(bytes32)
func (anchors *Anchors) PackHashStep(s Step) []byte {
	enc, err := anchors.abi.Pack("hashStep", s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc3dc5cdc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashStep((bytes32,uint32,bytes32,uint32,uint128) s) view returns(bytes32)
func (anchors *Anchors) TryPackHashStep(s Step) ([]byte, error) {
	return anchors.abi.Pack("hashStep", s)
}

// UnpackHashStep is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc3dc5cdc.
//
// Solidity: function hashStep((bytes32,uint32,bytes32,uint32,uint128) s) view returns(bytes32)
func (anchors *Anchors) UnpackHashStep(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("hashStep", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackHashVerdict is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd8030726.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashVerdict((bytes32,bytes32,address,bytes32,uint64,address,uint8,uint32,uint8,int32,int32,int32,int32,bytes32,bytes32) v) view returns(bytes32)
func (anchors *Anchors) PackHashVerdict(v Verdict) []byte {
	enc, err := anchors.abi.Pack("hashVerdict", v)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashVerdict is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd8030726.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashVerdict((bytes32,bytes32,address,bytes32,uint64,address,uint8,uint32,uint8,int32,int32,int32,int32,bytes32,bytes32) v) view returns(bytes32)
func (anchors *Anchors) TryPackHashVerdict(v Verdict) ([]byte, error) {
	return anchors.abi.Pack("hashVerdict", v)
}

// UnpackHashVerdict is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd8030726.
//
// Solidity: function hashVerdict((bytes32,bytes32,address,bytes32,uint64,address,uint8,uint32,uint8,int32,int32,int32,int32,bytes32,bytes32) v) view returns(bytes32)
func (anchors *Anchors) UnpackHashVerdict(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("hashVerdict", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackHead is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbda4fec5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function head(address node) view returns(uint64 epoch, uint64 blockNumber, uint64 time)
func (anchors *Anchors) PackHead(node common.Address) []byte {
	enc, err := anchors.abi.Pack("head", node)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHead is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbda4fec5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function head(address node) view returns(uint64 epoch, uint64 blockNumber, uint64 time)
func (anchors *Anchors) TryPackHead(node common.Address) ([]byte, error) {
	return anchors.abi.Pack("head", node)
}

// HeadOutput serves as a container for the return parameters of contract
// method Head.
type HeadOutput struct {
	Epoch       uint64
	BlockNumber uint64
	Time        uint64
}

// UnpackHead is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbda4fec5.
//
// Solidity: function head(address node) view returns(uint64 epoch, uint64 blockNumber, uint64 time)
func (anchors *Anchors) UnpackHead(data []byte) (HeadOutput, error) {
	out, err := anchors.abi.Unpack("head", data)
	outstruct := new(HeadOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Epoch = *abi.ConvertType(out[0], new(uint64)).(*uint64)
	outstruct.BlockNumber = *abi.ConvertType(out[1], new(uint64)).(*uint64)
	outstruct.Time = *abi.ConvertType(out[2], new(uint64)).(*uint64)
	return *outstruct, nil
}

// PackHolds is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9f449593.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function holds((address,uint64,bytes32,uint64,uint64) batch) view returns(bool)
func (anchors *Anchors) PackHolds(batch Batch) []byte {
	enc, err := anchors.abi.Pack("holds", batch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHolds is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9f449593.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function holds((address,uint64,bytes32,uint64,uint64) batch) view returns(bool)
func (anchors *Anchors) TryPackHolds(batch Batch) ([]byte, error) {
	return anchors.abi.Pack("holds", batch)
}

// UnpackHolds is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9f449593.
//
// Solidity: function holds((address,uint64,bytes32,uint64,uint64) batch) view returns(bool)
func (anchors *Anchors) UnpackHolds(data []byte) (bool, error) {
	out, err := anchors.abi.Unpack("holds", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIncludes is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8edcd264.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function includes(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof) view returns(bool)
func (anchors *Anchors) PackIncludes(proof Proof) []byte {
	enc, err := anchors.abi.Pack("includes", proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIncludes is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8edcd264.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function includes(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof) view returns(bool)
func (anchors *Anchors) TryPackIncludes(proof Proof) ([]byte, error) {
	return anchors.abi.Pack("includes", proof)
}

// UnpackIncludes is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8edcd264.
//
// Solidity: function includes(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof) view returns(bool)
func (anchors *Anchors) UnpackIncludes(data []byte) (bool, error) {
	out, err := anchors.abi.Unpack("includes", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackMinInterval is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3fb19a53.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function minInterval() view returns(uint64)
func (anchors *Anchors) PackMinInterval() []byte {
	enc, err := anchors.abi.Pack("minInterval")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMinInterval is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3fb19a53.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function minInterval() view returns(uint64)
func (anchors *Anchors) TryPackMinInterval() ([]byte, error) {
	return anchors.abi.Pack("minInterval")
}

// UnpackMinInterval is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3fb19a53.
//
// Solidity: function minInterval() view returns(uint64)
func (anchors *Anchors) UnpackMinInterval(data []byte) (uint64, error) {
	out, err := anchors.abi.Unpack("minInterval", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPinDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x46119238.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pinDelay() view returns(uint64)
func (anchors *Anchors) PackPinDelay() []byte {
	enc, err := anchors.abi.Pack("pinDelay")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPinDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x46119238.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pinDelay() view returns(uint64)
func (anchors *Anchors) TryPackPinDelay() ([]byte, error) {
	return anchors.abi.Pack("pinDelay")
}

// UnpackPinDelay is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x46119238.
//
// Solidity: function pinDelay() view returns(uint64)
func (anchors *Anchors) UnpackPinDelay(data []byte) (uint64, error) {
	out, err := anchors.abi.Unpack("pinDelay", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPinRandomness is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96f8c066.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pinRandomness(address node, uint64 epoch) returns()
func (anchors *Anchors) PackPinRandomness(node common.Address, epoch uint64) []byte {
	enc, err := anchors.abi.Pack("pinRandomness", node, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPinRandomness is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96f8c066.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pinRandomness(address node, uint64 epoch) returns()
func (anchors *Anchors) TryPackPinRandomness(node common.Address, epoch uint64) ([]byte, error) {
	return anchors.abi.Pack("pinRandomness", node, epoch)
}

// PackPinnedHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd71e385.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pinnedHash(address node, uint64 epoch) view returns(bytes32)
func (anchors *Anchors) PackPinnedHash(node common.Address, epoch uint64) []byte {
	enc, err := anchors.abi.Pack("pinnedHash", node, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPinnedHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd71e385.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pinnedHash(address node, uint64 epoch) view returns(bytes32)
func (anchors *Anchors) TryPackPinnedHash(node common.Address, epoch uint64) ([]byte, error) {
	return anchors.abi.Pack("pinnedHash", node, epoch)
}

// UnpackPinnedHash is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdd71e385.
//
// Solidity: function pinnedHash(address node, uint64 epoch) view returns(bytes32)
func (anchors *Anchors) UnpackPinnedHash(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("pinnedHash", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackRandomness is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfad84d9a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function randomness((address,uint64,bytes32,uint64,uint64) batch) view returns(bytes32)
func (anchors *Anchors) PackRandomness(batch Batch) []byte {
	enc, err := anchors.abi.Pack("randomness", batch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRandomness is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfad84d9a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function randomness((address,uint64,bytes32,uint64,uint64) batch) view returns(bytes32)
func (anchors *Anchors) TryPackRandomness(batch Batch) ([]byte, error) {
	return anchors.abi.Pack("randomness", batch)
}

// UnpackRandomness is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfad84d9a.
//
// Solidity: function randomness((address,uint64,bytes32,uint64,uint64) batch) view returns(bytes32)
func (anchors *Anchors) UnpackRandomness(data []byte) ([32]byte, error) {
	out, err := anchors.abi.Unpack("randomness", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackSlots is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x48547d69.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function slots() view returns(uint32)
func (anchors *Anchors) PackSlots() []byte {
	enc, err := anchors.abi.Pack("slots")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSlots is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x48547d69.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function slots() view returns(uint32)
func (anchors *Anchors) TryPackSlots() ([]byte, error) {
	return anchors.abi.Pack("slots")
}

// UnpackSlots is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x48547d69.
//
// Solidity: function slots() view returns(uint32)
func (anchors *Anchors) UnpackSlots(data []byte) (uint32, error) {
	out, err := anchors.abi.Unpack("slots", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackStaking is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4cf088d9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function staking() view returns(address)
func (anchors *Anchors) PackStaking() []byte {
	enc, err := anchors.abi.Pack("staking")
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
func (anchors *Anchors) TryPackStaking() ([]byte, error) {
	return anchors.abi.Pack("staking")
}

// UnpackStaking is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4cf088d9.
//
// Solidity: function staking() view returns(address)
func (anchors *Anchors) UnpackStaking(data []byte) (common.Address, error) {
	out, err := anchors.abi.Unpack("staking", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackVerifyReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61dc04ec.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function verifyReceipt(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt) view returns(bool)
func (anchors *Anchors) PackVerifyReceipt(proof Proof, receipt Receipt) []byte {
	enc, err := anchors.abi.Pack("verifyReceipt", proof, receipt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVerifyReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61dc04ec.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function verifyReceipt(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt) view returns(bool)
func (anchors *Anchors) TryPackVerifyReceipt(proof Proof, receipt Receipt) ([]byte, error) {
	return anchors.abi.Pack("verifyReceipt", proof, receipt)
}

// UnpackVerifyReceipt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61dc04ec.
//
// Solidity: function verifyReceipt(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt) view returns(bool)
func (anchors *Anchors) UnpackVerifyReceipt(data []byte) (bool, error) {
	out, err := anchors.abi.Unpack("verifyReceipt", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// AnchorsAnchored represents a Anchored event raised by the Anchors contract.
type AnchorsAnchored struct {
	Node  common.Address
	Epoch uint64
	Root  [32]byte
	Count uint64
	Raw   *types.Log // Blockchain specific contextual infos
}

const AnchorsAnchoredEventName = "Anchored"

// ContractEventName returns the user-defined event name.
func (AnchorsAnchored) ContractEventName() string {
	return AnchorsAnchoredEventName
}

// UnpackAnchoredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Anchored(address indexed node, uint64 indexed epoch, bytes32 root, uint64 count)
func (anchors *Anchors) UnpackAnchoredEvent(log *types.Log) (*AnchorsAnchored, error) {
	event := "Anchored"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != anchors.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AnchorsAnchored)
	if len(log.Data) > 0 {
		if err := anchors.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range anchors.abi.Events[event].Inputs {
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

// AnchorsEIP712DomainChanged represents a EIP712DomainChanged event raised by the Anchors contract.
type AnchorsEIP712DomainChanged struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const AnchorsEIP712DomainChangedEventName = "EIP712DomainChanged"

// ContractEventName returns the user-defined event name.
func (AnchorsEIP712DomainChanged) ContractEventName() string {
	return AnchorsEIP712DomainChangedEventName
}

// UnpackEIP712DomainChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP712DomainChanged()
func (anchors *Anchors) UnpackEIP712DomainChangedEvent(log *types.Log) (*AnchorsEIP712DomainChanged, error) {
	event := "EIP712DomainChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != anchors.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AnchorsEIP712DomainChanged)
	if len(log.Data) > 0 {
		if err := anchors.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range anchors.abi.Events[event].Inputs {
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

// AnchorsPinned represents a Pinned event raised by the Anchors contract.
type AnchorsPinned struct {
	Node      common.Address
	Epoch     uint64
	BlockHash [32]byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const AnchorsPinnedEventName = "Pinned"

// ContractEventName returns the user-defined event name.
func (AnchorsPinned) ContractEventName() string {
	return AnchorsPinnedEventName
}

// UnpackPinnedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Pinned(address indexed node, uint64 indexed epoch, bytes32 blockHash)
func (anchors *Anchors) UnpackPinnedEvent(log *types.Log) (*AnchorsPinned, error) {
	event := "Pinned"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != anchors.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AnchorsPinned)
	if len(log.Data) > 0 {
		if err := anchors.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range anchors.abi.Events[event].Inputs {
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
func (anchors *Anchors) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], anchors.abi.Errors["AlreadyPinned"].ID.Bytes()[:4]) {
		return anchors.UnpackAlreadyPinnedError(raw[4:])
	}
	if bytes.Equal(raw[:4], anchors.abi.Errors["AnchorTooEarly"].ID.Bytes()[:4]) {
		return anchors.UnpackAnchorTooEarlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], anchors.abi.Errors["BadParameters"].ID.Bytes()[:4]) {
		return anchors.UnpackBadParametersError(raw[4:])
	}
	if bytes.Equal(raw[:4], anchors.abi.Errors["BadSignature"].ID.Bytes()[:4]) {
		return anchors.UnpackBadSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], anchors.abi.Errors["EmptyBatch"].ID.Bytes()[:4]) {
		return anchors.UnpackEmptyBatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], anchors.abi.Errors["InvalidShortString"].ID.Bytes()[:4]) {
		return anchors.UnpackInvalidShortStringError(raw[4:])
	}
	if bytes.Equal(raw[:4], anchors.abi.Errors["NotLast"].ID.Bytes()[:4]) {
		return anchors.UnpackNotLastError(raw[4:])
	}
	if bytes.Equal(raw[:4], anchors.abi.Errors["PinTooEarly"].ID.Bytes()[:4]) {
		return anchors.UnpackPinTooEarlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], anchors.abi.Errors["StringTooLong"].ID.Bytes()[:4]) {
		return anchors.UnpackStringTooLongError(raw[4:])
	}
	if bytes.Equal(raw[:4], anchors.abi.Errors["WrongEpoch"].ID.Bytes()[:4]) {
		return anchors.UnpackWrongEpochError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// AnchorsAlreadyPinned represents a AlreadyPinned error raised by the Anchors contract.
type AnchorsAlreadyPinned struct {
	Node  common.Address
	Epoch uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyPinned(address node, uint64 epoch)
func AnchorsAlreadyPinnedErrorID() common.Hash {
	return common.HexToHash("0x6379f2c7f1fccfb34a1aa3bbccfc982ec86a6964106f68f7a4ac026ac68ef5d3")
}

// UnpackAlreadyPinnedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyPinned(address node, uint64 epoch)
func (anchors *Anchors) UnpackAlreadyPinnedError(raw []byte) (*AnchorsAlreadyPinned, error) {
	out := new(AnchorsAlreadyPinned)
	if err := anchors.abi.UnpackIntoInterface(out, "AlreadyPinned", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AnchorsAnchorTooEarly represents a AnchorTooEarly error raised by the Anchors contract.
type AnchorsAnchorTooEarly struct {
	Time        *big.Int
	FromTime    *big.Int
	BlockNumber *big.Int
	AfterBlock  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AnchorTooEarly(uint256 time, uint256 fromTime, uint256 blockNumber, uint256 afterBlock)
func AnchorsAnchorTooEarlyErrorID() common.Hash {
	return common.HexToHash("0x537c58a38a10a639526cfb60f1e93fa04c0ab213c930986adfd02d756de125fb")
}

// UnpackAnchorTooEarlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AnchorTooEarly(uint256 time, uint256 fromTime, uint256 blockNumber, uint256 afterBlock)
func (anchors *Anchors) UnpackAnchorTooEarlyError(raw []byte) (*AnchorsAnchorTooEarly, error) {
	out := new(AnchorsAnchorTooEarly)
	if err := anchors.abi.UnpackIntoInterface(out, "AnchorTooEarly", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AnchorsBadParameters represents a BadParameters error raised by the Anchors contract.
type AnchorsBadParameters struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadParameters()
func AnchorsBadParametersErrorID() common.Hash {
	return common.HexToHash("0xa18a7093f7404a17016907fa5b1c7597f4d04a36e0d0a5f233a0b829fa72eef1")
}

// UnpackBadParametersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadParameters()
func (anchors *Anchors) UnpackBadParametersError(raw []byte) (*AnchorsBadParameters, error) {
	out := new(AnchorsBadParameters)
	if err := anchors.abi.UnpackIntoInterface(out, "BadParameters", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AnchorsBadSignature represents a BadSignature error raised by the Anchors contract.
type AnchorsBadSignature struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignature(address owner)
func AnchorsBadSignatureErrorID() common.Hash {
	return common.HexToHash("0x9a7d38d94d3da0d5188ab778bbe9a3a38c77802b1bf2426c15740dc786da791d")
}

// UnpackBadSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignature(address owner)
func (anchors *Anchors) UnpackBadSignatureError(raw []byte) (*AnchorsBadSignature, error) {
	out := new(AnchorsBadSignature)
	if err := anchors.abi.UnpackIntoInterface(out, "BadSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AnchorsEmptyBatch represents a EmptyBatch error raised by the Anchors contract.
type AnchorsEmptyBatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EmptyBatch()
func AnchorsEmptyBatchErrorID() common.Hash {
	return common.HexToHash("0xc2e5347df6cf8d1bf68f8a9651642312bd381b900d857d97cd665976180d6ae0")
}

// UnpackEmptyBatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EmptyBatch()
func (anchors *Anchors) UnpackEmptyBatchError(raw []byte) (*AnchorsEmptyBatch, error) {
	out := new(AnchorsEmptyBatch)
	if err := anchors.abi.UnpackIntoInterface(out, "EmptyBatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AnchorsInvalidShortString represents a InvalidShortString error raised by the Anchors contract.
type AnchorsInvalidShortString struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidShortString()
func AnchorsInvalidShortStringErrorID() common.Hash {
	return common.HexToHash("0xb3512b0c6163e5f0bafab72bb631b9d58cd7a731b082f910338aa21c83d5c274")
}

// UnpackInvalidShortStringError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidShortString()
func (anchors *Anchors) UnpackInvalidShortStringError(raw []byte) (*AnchorsInvalidShortString, error) {
	out := new(AnchorsInvalidShortString)
	if err := anchors.abi.UnpackIntoInterface(out, "InvalidShortString", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AnchorsNotLast represents a NotLast error raised by the Anchors contract.
type AnchorsNotLast struct {
	Node  common.Address
	Epoch uint64
	Last  uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotLast(address node, uint64 epoch, uint64 last)
func AnchorsNotLastErrorID() common.Hash {
	return common.HexToHash("0xc14d9649b23d5707a13fa7907d72fbb5ac826b24ee714e7c00c21ef20bcc0f66")
}

// UnpackNotLastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotLast(address node, uint64 epoch, uint64 last)
func (anchors *Anchors) UnpackNotLastError(raw []byte) (*AnchorsNotLast, error) {
	out := new(AnchorsNotLast)
	if err := anchors.abi.UnpackIntoInterface(out, "NotLast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AnchorsPinTooEarly represents a PinTooEarly error raised by the Anchors contract.
type AnchorsPinTooEarly struct {
	BlockNumber *big.Int
	AfterBlock  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PinTooEarly(uint256 blockNumber, uint256 afterBlock)
func AnchorsPinTooEarlyErrorID() common.Hash {
	return common.HexToHash("0x0bad4d388ae2fc5fcdfb8bbffa3afd24fbdb3737e79bacd4ed8a442aa8acd8f9")
}

// UnpackPinTooEarlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PinTooEarly(uint256 blockNumber, uint256 afterBlock)
func (anchors *Anchors) UnpackPinTooEarlyError(raw []byte) (*AnchorsPinTooEarly, error) {
	out := new(AnchorsPinTooEarly)
	if err := anchors.abi.UnpackIntoInterface(out, "PinTooEarly", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AnchorsStringTooLong represents a StringTooLong error raised by the Anchors contract.
type AnchorsStringTooLong struct {
	Str string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StringTooLong(string str)
func AnchorsStringTooLongErrorID() common.Hash {
	return common.HexToHash("0x305a27a93f8e33b7392df0a0f91d6fc63847395853c45991eec52dbf24d72381")
}

// UnpackStringTooLongError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StringTooLong(string str)
func (anchors *Anchors) UnpackStringTooLongError(raw []byte) (*AnchorsStringTooLong, error) {
	out := new(AnchorsStringTooLong)
	if err := anchors.abi.UnpackIntoInterface(out, "StringTooLong", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AnchorsWrongEpoch represents a WrongEpoch error raised by the Anchors contract.
type AnchorsWrongEpoch struct {
	Node common.Address
	Have uint64
	Want uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongEpoch(address node, uint64 have, uint64 want)
func AnchorsWrongEpochErrorID() common.Hash {
	return common.HexToHash("0x19295c982a3a42051afd21047b1889fda8f0d93fc6211cb4f8eacb3728010467")
}

// UnpackWrongEpochError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongEpoch(address node, uint64 have, uint64 want)
func (anchors *Anchors) UnpackWrongEpochError(raw []byte) (*AnchorsWrongEpoch, error) {
	out := new(AnchorsWrongEpoch)
	if err := anchors.abi.UnpackIntoInterface(out, "WrongEpoch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

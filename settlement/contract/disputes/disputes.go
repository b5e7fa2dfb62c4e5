// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package disputes

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

// DisputeParams is an auto generated low-level Go binding around an user-defined struct.
type DisputeParams struct {
	SlashBps        uint16
	MismatchBps     uint16
	ReporterBps     uint16
	AnswerWindow    uint64
	Window          uint64
	ChallengeBlocks uint64
	MinValidators   uint32
	Seats           uint32
	MinBond         *big.Int
}

// DisputesCase is an auto generated low-level Go binding around an user-defined struct.
type DisputesCase struct {
	Provider common.Address
	Until    uint64
	State    uint8
	Reporter common.Address
	Bond     *big.Int
	Detail   [32]byte
	AnchorBy uint64
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

// DisputesMetaData contains all meta data concerning the Disputes contract.
var DisputesMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractAnchors\",\"name\":\"anchors_\",\"type\":\"address\"},{\"internalType\":\"contractStaking\",\"name\":\"staking_\",\"type\":\"address\"},{\"components\":[{\"internalType\":\"uint16\",\"name\":\"slashBps\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"mismatchBps\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"reporterBps\",\"type\":\"uint16\"},{\"internalType\":\"uint64\",\"name\":\"answerWindow\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"window\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"challengeBlocks\",\"type\":\"uint64\"},{\"internalType\":\"uint32\",\"name\":\"minValidators\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"seats\",\"type\":\"uint32\"},{\"internalType\":\"uint256\",\"name\":\"minBond\",\"type\":\"uint256\"}],\"internalType\":\"structDisputeParams\",\"name\":\"p\",\"type\":\"tuple\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"AlreadyDone\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"AmountTooLarge\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"BadBallot\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadParameters\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"}],\"name\":\"BadSignature\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"sent\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"wanted\",\"type\":\"uint256\"}],\"name\":\"BondTooSmall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"ballots\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"signatures\",\"type\":\"uint256\"}],\"name\":\"LengthMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoFault\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"}],\"name\":\"NotAnchored\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"blockNumber\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"afterBlock\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"lastBlock\",\"type\":\"uint256\"}],\"name\":\"NotChallengeable\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"NotOpen\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"}],\"name\":\"NotPinned\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"NotSent\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"NothingOwed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"time\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"until\",\"type\":\"uint256\"}],\"name\":\"TooEarly\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"time\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"until\",\"type\":\"uint256\"}],\"name\":\"TooLate\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"guilty\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"innocent\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"filled\",\"type\":\"uint256\"}],\"name\":\"Undecided\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Unrelated\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eligible\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"wanted\",\"type\":\"uint256\"}],\"name\":\"Unverified\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"WrongLeaf\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"WrongSeats\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Collected\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"guilty\",\"type\":\"bool\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"votes\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"filled\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"Decided\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"opener\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"randomness\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"address[]\",\"name\":\"seats\",\"type\":\"address[]\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"DisputeOpened\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"slashed\",\"type\":\"uint128\"}],\"name\":\"Executed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"}],\"name\":\"Expired\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"reporter\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"enumDisputes.Fault\",\"name\":\"fault\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"slashed\",\"type\":\"uint128\"}],\"name\":\"FaultProven\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"late\",\"type\":\"bool\"}],\"name\":\"MissingAnswered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"challenger\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"bond\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"MissingChallenged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"slashed\",\"type\":\"uint128\"}],\"name\":\"MissingExecuted\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"anchors\",\"outputs\":[{\"internalType\":\"contractAnchors\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof\",\"name\":\"proof\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"requestHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"outputHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"started\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"ended\",\"type\":\"uint64\"},{\"internalType\":\"uint8\",\"name\":\"finish\",\"type\":\"uint8\"}],\"internalType\":\"structReceipt\",\"name\":\"receipt\",\"type\":\"tuple\"}],\"name\":\"answerMissingReceipt\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof\",\"name\":\"proof\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"number\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"}],\"internalType\":\"structStep\",\"name\":\"step\",\"type\":\"tuple\"}],\"name\":\"answerMissingStep\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"answerWindow\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"bond\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"challengeBlocks\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"promptHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"anchorBy\",\"type\":\"uint64\"}],\"internalType\":\"structAcceptance\",\"name\":\"acceptance\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"acceptanceSignature\",\"type\":\"bytes\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"requestHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"outputHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"started\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"ended\",\"type\":\"uint64\"},{\"internalType\":\"uint8\",\"name\":\"finish\",\"type\":\"uint8\"}],\"internalType\":\"structReceipt\",\"name\":\"receipt\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"challengeMissingReceipt\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"promptHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"anchorBy\",\"type\":\"uint64\"}],\"internalType\":\"structAcceptance\",\"name\":\"acceptance\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"acceptanceSignature\",\"type\":\"bytes\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"number\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"}],\"internalType\":\"structStep\",\"name\":\"step\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"challengeMissingStep\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"challengeOf\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"},{\"internalType\":\"enumDisputes.State\",\"name\":\"state\",\"type\":\"uint8\"},{\"internalType\":\"address\",\"name\":\"reporter\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"bond\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"detail\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"anchorBy\",\"type\":\"uint64\"}],\"internalType\":\"structDisputes.Case\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"collect\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"internalType\":\"address[]\",\"name\":\"drawn\",\"type\":\"address[]\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"seat\",\"type\":\"uint32\"},{\"internalType\":\"uint8\",\"name\":\"guilty\",\"type\":\"uint8\"}],\"internalType\":\"structBallot[]\",\"name\":\"ballots\",\"type\":\"tuple[]\"},{\"internalType\":\"bytes[]\",\"name\":\"signatures\",\"type\":\"bytes[]\"}],\"name\":\"decide\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"disputeOf\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"},{\"internalType\":\"enumDisputes.State\",\"name\":\"state\",\"type\":\"uint8\"},{\"internalType\":\"address\",\"name\":\"reporter\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"bond\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"detail\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"anchorBy\",\"type\":\"uint64\"}],\"internalType\":\"structDisputes.Case\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"execute\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"executeMissing\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"expire\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"isProven\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"minBond\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"minValidators\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"mismatchBps\",\"outputs\":[{\"internalType\":\"uint16\",\"name\":\"\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"name\":\"missingId\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof\",\"name\":\"proof\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"requestHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"outputHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"started\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"ended\",\"type\":\"uint64\"},{\"internalType\":\"uint8\",\"name\":\"finish\",\"type\":\"uint8\"}],\"internalType\":\"structReceipt\",\"name\":\"receipt\",\"type\":\"tuple\"}],\"name\":\"openDispute\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"owed\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"reporterBps\",\"outputs\":[{\"internalType\":\"uint16\",\"name\":\"\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"seats\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"}],\"internalType\":\"structAnchor\",\"name\":\"a\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signatureA\",\"type\":\"bytes\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"}],\"internalType\":\"structAnchor\",\"name\":\"b\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signatureB\",\"type\":\"bytes\"}],\"name\":\"slashAnchors\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"slashBps\",\"outputs\":[{\"internalType\":\"uint16\",\"name\":\"\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"requestHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"outputHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"started\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"ended\",\"type\":\"uint64\"},{\"internalType\":\"uint8\",\"name\":\"finish\",\"type\":\"uint8\"}],\"internalType\":\"structReceipt\",\"name\":\"a\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signatureA\",\"type\":\"bytes\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"requestHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"outputHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"started\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"ended\",\"type\":\"uint64\"},{\"internalType\":\"uint8\",\"name\":\"finish\",\"type\":\"uint8\"}],\"internalType\":\"structReceipt\",\"name\":\"b\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signatureB\",\"type\":\"bytes\"}],\"name\":\"slashEquivocation\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof\",\"name\":\"previous\",\"type\":\"tuple\"},{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof\",\"name\":\"next\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"requestHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"promptTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"outputHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"},{\"internalType\":\"uint64\",\"name\":\"started\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"ended\",\"type\":\"uint64\"},{\"internalType\":\"uint8\",\"name\":\"finish\",\"type\":\"uint8\"}],\"internalType\":\"structReceipt\",\"name\":\"receipt\",\"type\":\"tuple\"}],\"name\":\"slashSumReceipt\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof\",\"name\":\"previous\",\"type\":\"tuple\"},{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"node\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"epoch\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"count\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"internalType\":\"structBatch\",\"name\":\"batch\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint8\",\"name\":\"kind\",\"type\":\"uint8\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"object\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"model\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"pairFee\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"previous\",\"type\":\"bytes32\"}],\"internalType\":\"structLeaf\",\"name\":\"leaf\",\"type\":\"tuple\"},{\"internalType\":\"uint64\",\"name\":\"index\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"path\",\"type\":\"bytes32[]\"}],\"internalType\":\"structProof\",\"name\":\"next\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"number\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"outputTokens\",\"type\":\"uint32\"},{\"internalType\":\"uint128\",\"name\":\"fee\",\"type\":\"uint128\"}],\"internalType\":\"structStep\",\"name\":\"step\",\"type\":\"tuple\"}],\"name\":\"slashSumStep\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"staking\",\"outputs\":[{\"internalType\":\"contractStaking\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"window\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "Disputes",
	Bin: "0x6101e06040523461038c5761477d803803809161001e826101e0610431565b6101e039610160811261038c576101e051906001600160a01b038216820361038c5761020051906001600160a01b038216820361038c5761012090603f19011261038c576040519161012083016001600160401b0381118482101761041d5760405261008b610220610454565b8084529161009a610240610454565b9060208501928284526100b160806101e001610454565b6040870181815293906100c5610280610463565b60608901526100d56102a0610463565b60808901526100e56102c0610463565b60a08901526100f56102e0610477565b60c0890152610105610300610477565b908160e08a015261271061ffff6101406101e00151996101008c019a8b52161192831561040b575b5082156103f9575b5081156103ea575b81156103d9575b5061030957606086015160808701516001600160401b03918216911681019081106103c55763ffffffff60c0880151169081159182156103b1575b5081156103a3575b8115610318575b506103095760805260a05261ffff80808651169351169151166101005260e05260c05260018060401b0360608301511660018060401b0360808401511660018060401b0360a08501511661016052610140526101205263ffffffff60e08160c0850151169301511690516101c0526101a052610180526040516142f490816104898239608051818181610db10152818161185501528181612265015281816133540152613936015260a051818181612004015281816123570152818161309e0152613aa3015260c051818181610af801528181611ce701528181612baa01528181612be701526134dc015260e0518181816102aa015261055e01526101005181818161190a01526131a30152610120518181816106f3015281816123d00152613c3901526101405181818161121201526120480152610160518181816118cc0152613b4d0152610180518181816106af015261239001526101a05181818161173e015261232301526101c0518181816119450152612f570152f35b63a18a709360e01b5f5260045ffd5b6040516328893fe560e11b81529091506020816004816001600160a01b0388165afa908115610398575f9161035a575b506001600160401b031611155f61018e565b90506020813d602011610390575b8161037560209383610431565b8101031261038c5761038690610463565b5f610348565b5f80fd5b3d9150610368565b6040513d5f823e3d90fd5b6301e1338081119150610187565b60e089015163ffffffff161091505f61017f565b634e487b7160e01b5f52601160045260245ffd5b6015915063ffffffff16115f610144565b63ffffffff811615915061013d565b61271091925061ffff1611905f610135565b61271091935061ffff1611915f61012d565b634e487b7160e01b5f52604160045260245ffd5b601f909101601f19168101906001600160401b0382119082101761041d57604052565b519061ffff8216820361038c57565b51906001600160401b038216820361038c57565b519063ffffffff8216820361038c5756fe6080806040526004361015610012575f80fd5b5f3560e01c9081630681e65114612bcf575080631353c50c14612ab85780631dc0b5c9146129cf578063203c11f914612158578063309d1d0e1461206c578063461645bf146120285780634cf088d914611fe5578063501701ba14611daa57806362b4c04714611a4b57806364c9ec6f14611a31578063696c382d14611a02578063714581fc14611968578063831518b71461192e5780638b69c810146118f057806391774928146118ac5780639427c7d61461187957806398d35f201461183657806398eb7762146117625780639c5655d614611722578063a399b1f7146115b0578063a44256c614611581578063a886720214610c35578063b495ed3c14610717578063c2f654da146106d3578063c5ab224114610693578063c644179814610582578063d6699eeb14610544578063df18e0471461050c578063e522538114610395578063e751f271146101b75763ee9e9c4b14610171575f80fd5b346101b35760206003193601126101b35761018a612fea565b506004355f525f6020526101af6101a360405f20614055565b60405191829182612c63565b0390f35b5f80fd5b346101b35760206003193601126101b3576004356101d3613020565b805f52600160205260405f209081548060f81c60078110156103685760030361033c5764ffffffffff9060a01c1680421061030d57507f05000000000000000000000000000000000000000000000000000000000000007effffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8354161782557f8be6deef30f34ee25ae46834bf7fde706f9cd580e9d6f06b3b1f69a74e594c3c60206102cf6001600160a01b0380600187019687548281165f52600386526102a160405f209160a01c8254612d76565b905554169554167f000000000000000000000000000000000000000000000000000000000000000086613094565b6fffffffffffffffffffffffffffffffff60405191168152a35f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b7fe58369d1000000000000000000000000000000000000000000000000000000005f524260045260245260445ffd5b507f068e1080000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b346101b3575f6003193601126101b3576103ad613020565b335f52600360205260405f205480156104e057335f5260036020525f60408120555f80808084335af13d156104db573d67ffffffffffffffff81116104ae576040519061042260207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f8401160183612e20565b81525f60203d92013e5b15610482576040519081527f8c22f554c81b54107cd95e734e4ef45767214974a540f34ea4a4f8c3fc7b13c360203392a25f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b7f9fb65099000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b61042c565b7f751b0fda000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b346101b35760206003193601126101b3576001600160a01b0361052d612c0b565b165f526003602052602060405f2054604051908152f35b346101b3575f6003193601126101b357602060405161ffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101b35760206003193601126101b357600435805f52600160205260405f2080548060f81c6007811015610368576001036106675764ffffffffff9060a01c1680421061030d57506001600160a01b03907f06000000000000000000000000000000000000000000000000000000000000007effffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff82541617815560018101548281165f52600360205261063c60405f209160a01c8254612d76565b90555416907fe0ca4a849c43150ff39b8061c91972b7b7fdd3400766753735d7c706b8c0dd405f80a3005b827f068e1080000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346101b3575f6003193601126101b357602060405163ffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101b3575f6003193601126101b357602060405167ffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101b357600319360161038081126101b3576101a0136101b3576101a43567ffffffffffffffff81116101b357610753903690600401612c35565b906101a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe3c3601126101b3576103643567ffffffffffffffff81116101b3576107a0903690600401612c35565b906107a9613020565b600435936101c435808614801590610c04575b610bdc57604051602081017f0927dcffa396536274872b15d60231084d85042904fd10ff23918c225681177381528760408301526024356001600160a01b0381168091036101b35760608301526044356001600160a01b0381168091036101b357608083015260643560a083015260843560c083015260a43563ffffffff81168091036101b35760e083015260c43563ffffffff81168091036101b35761010083015260e43561012083015261010435610140830152610124356fffffffffffffffffffffffffffffffff81168091036101b3576101608301526101443567ffffffffffffffff81168091036101b3576101808301526101643567ffffffffffffffff81168091036101b3576101a0830152610184359160ff83168093036101b357610901926101c08201526101c081526108f96101e082612e20565b51902061331d565b906040519060208201907f0927dcffa396536274872b15d60231084d85042904fd10ff23918c2256811773825260408301526101e4356001600160a01b0381168091036101b3576060830152610204356001600160a01b0381168091036101b35760808301526102243560a08301526102443560c08301526102643563ffffffff81168091036101b35760e08301526102843563ffffffff81168091036101b3576101008301526102a4356101208301526102c4356101408301526102e4356fffffffffffffffffffffffffffffffff81168091036101b3576101608301526103043567ffffffffffffffff81168091036101b3576101808301526103243567ffffffffffffffff81168091036101b3576101a0830152610344359160ff83168093036101b357610a43926101c08201526101c081526108f96101e082612e20565b91828214610bb457610a6895610a6092610a5b612dc4565b613a0f565b610a5b612dc4565b610a70612dc4565b60405190919060208101905f82526001600160a01b03841692836040830152606082015260608152610aa3608082612e20565b51902091825f52600260205260ff60405f205416610b8857610b1d90835f52600260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0082541617905533907f000000000000000000000000000000000000000000000000000000000000000090613094565b60405192906fffffffffffffffffffffffffffffffff905f85521660208401527fbac8ae9dd118d962f009d2ad24c26892b2c6913360083bc78f725e519eb0c67f60403394a45f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b827f792f660f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f6ccd0bbc000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f016c8fe0000000000000000000000000000000000000000000000000000000005f5260045ffd5b50610c0d612dc4565b610204356001600160a01b038116918282036101b3576001600160a01b0391501614156107bc565b346101b35760806003193601126101b35760243567ffffffffffffffff81116101b357610c66903690600401612cec565b9067ffffffffffffffff604435116101b3573660236044350112156101b35767ffffffffffffffff60443560040135116101b35736602460a060443560040135026044350101116101b35760643567ffffffffffffffff81116101b357610cd1903690600401612cec565b919092610cdc613020565b6004355f52600160205260405f20928354928360f81c6007811015610368576001036115535764ffffffffff8460a01c16804210156115245750600285015460405160208101908381835f5b8981106114fa5750610d619250037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612e20565b519020036114cc575f935f9383604435600401350361149657604051927ff698da250000000000000000000000000000000000000000000000000000000084526020846004816001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000165afa93841561148b575f94611457575b505f9692875b6044356004013589101561116d576001600160a01b0382166001600160a01b03610e1a602460a08d026044350101612df0565b1614801590611157575b8015611138575b8015611116575b61106f576001600160a01b03610e51606460a08c026044350101612df0565b161580156110c4575b818a821561109b575b505061106f57600163ffffffff610e83608460a08d0260443501016140d6565b161b179388610e9b606460a083026044350101612df0565b6001600160a01b03610f05606460a0604051957f0d63372e2d2eb763317b640d7c86853a82c2799218119c73c487bba449ac5c6d602088015284610ee760248484026044350101612c21565b16604088015260448035919092020190810135606087015201612c21565b166080830152608460a08c0260443501013563ffffffff811681036101b35763ffffffff1660a0830152610f9e60a460a08d0260443501019260ff610f498561362d565b1660c082015260c08152610f5e60e082612e20565b6020815191012089604291604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b898c1015611042578d7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe18d60051b820135913603018112156101b3578e019283359367ffffffffffffffff85116101b3576020019284360384136101b35760019460ff946110149461100f93613a0f565b612d83565b160361102f5761102560019161399c565b985b019793610de7565b979661103c60019161399c565b97611027565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b887fdddb8a88000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b600192509063ffffffff6110b9608460a086950260443501016140d6565b161c1614818a610e63565b50886001600160a01b038061110c606460a06111006110fb63ffffffff6110f36084858b0260443501016140d6565b168c8c6140e7565b612df0565b95026044350101612df0565b1691161415610e5a565b508363ffffffff611130608460a08d0260443501016140d6565b161015610e32565b50600160ff61115060a460a08d026044350101612d83565b1611610e2b565b50600435604460a08b0281350101351415610e24565b50888793859361117c82612f09565b9161118a6040519384612e20565b808352602083019060051b8201913683116101b357905b82821061143f575050506111b4906139c9565b9383600302600381048503611412578560011b907f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8716870361141257811161130d57505067ffffffffffffffff906001600160a01b0393946112397f0000000000000000000000000000000000000000000000000000000000000000844216612f21565b82547effffffffffff0000000000ffffffffffffffffffffffffffffffffffffffff1678ffffffffff000000000000000000000000000000000000000060a083901b16177f030000000000000000000000000000000000000000000000000000000000000017909255604080516001815260208101979097528601521660608401521690600435907f278e02a477a7f5686e2aeff7c2a023909cda9a6e631a435e046dbf96e61e31fc90608090a35b5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b8160039592950260038104860361141257106113de57509260016001600160a01b0393947f04000000000000000000000000000000000000000000000000000000000000007effffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff825416178155015460a01c8383165f52600360205261139660405f20918254612d76565b9055604051935f8552602085015260408401525f606084015216907f278e02a477a7f5686e2aeff7c2a023909cda9a6e631a435e046dbf96e61e31fc608060043592a36112e8565b9150507ffa1ed0fc000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b6020809161144c84612c21565b8152019101906111a1565b9093506020813d602011611483575b8161147360209383612e20565b810103126101b357519289610de1565b3d9150611466565b6040513d5f823e3d90fd5b837fab8b67c6000000000000000000000000000000000000000000000000000000005f526044356004013560045260245260445ffd5b7f8b0de22c000000000000000000000000000000000000000000000000000000005f5260043560045260245ffd5b91506020806001926001600160a01b0361151387612c21565b168152019301910191839192610d28565b7f388b0173000000000000000000000000000000000000000000000000000000005f524260045260245260445ffd5b7f068e1080000000000000000000000000000000000000000000000000000000005f5260043560045260245ffd5b346101b35760206003193601126101b3576004355f526002602052602060ff60405f2054166040519015158152f35b6101806003193601126101b3576115c5612c0b565b60807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc3601126101b35760a43567ffffffffffffffff81116101b35761160f903690600401612c35565b9060a07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3c3601126101b3576101643567ffffffffffffffff81116101b35761165b903690600401612c35565b9390611665613020565b60c435946024358603610bdc576040519160208301967fdc23ab6fb598434d9c639e30bf07ebe35038f137118f5c55646af1f5fe900ceb8852604084015260e43563ffffffff81168091036101b35760608401526101043560808401526101243563ffffffff81168091036101b35760a0840152610144356fffffffffffffffffffffffffffffffff81168091036101b3576112e897846117179260c061171d97015260c081526108f960e082612e20565b84613a0f565b613b26565b346101b3575f6003193601126101b357602060405163ffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101b35760e06003193601126101b35760243567ffffffffffffffff81116101b3576101c060031982360301126101b35760a07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffbc3601126101b357600360ff6117ce60a48401612d83565b1614801590611819575b6117f1576117ef9060443590600401600435613ecf565b005b7f2213513d000000000000000000000000000000000000000000000000000000005f5260045ffd5b5061182a611825613285565b61331d565b60e482013514156117d8565b346101b3575f6003193601126101b35760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101b35760206003193601126101b357611892612fea565b506004355f5260016020526101af6101a360405f20614055565b346101b3575f6003193601126101b357602060405167ffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101b3575f6003193601126101b357602060405161ffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101b3575f6003193601126101b35760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346101b3576101e06003193601126101b35760243567ffffffffffffffff81116101b3576101c060031982360301126101b3576101a07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffbc3601126101b357600160ff6119d660a48401612d83565b16148015906119f6576117f1576117ef9060443590600401600435613ecf565b5061182a61182561363b565b346101b35760406003193601126101b3576020611a29611a20612c0b565b60243590612f87565b604051908152f35b346101b3575f6003193601126101b3576020611a29612f43565b346101b357600319360161014081126101b3576080136101b35760843567ffffffffffffffff81116101b357611a85903690600401612c35565b60807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5c3601126101b3576101243567ffffffffffffffff81116101b357611ad0903690600401612c35565b91611ad9613020565b611ae1612dda565b60a435906001600160a01b038216908183036101b3576001600160a01b03168114801590611d78575b610bdc57604051602081017f533335bcfccb65110095b8cdcb7df3b102d370e24a594083da0a164ed3f1553481526004356001600160a01b0381168091036101b357604083015260243567ffffffffffffffff81168091036101b357606083015260443560808301526064359167ffffffffffffffff83168093036101b357611ba19260a082015260a081526108f960c082612e20565b916040519160208301917f533335bcfccb65110095b8cdcb7df3b102d370e24a594083da0a164ed3f15534835250604083015260c43567ffffffffffffffff81168091036101b357606083015260e4356080830152610104359167ffffffffffffffff83168093036101b357611c259260a082015260a081526108f960c082612e20565b91828214610bb457611c4595611c3d92610a5b612dda565b610a5b612dda565b611c4d612dda565b67ffffffffffffffff611c5e612edd565b6040519116906020810190600182526001600160a01b03841692836040830152606082015260608152611c92608082612e20565b51902091825f52600260205260ff60405f205416610b8857611d0c90835f52600260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0082541617905533907f000000000000000000000000000000000000000000000000000000000000000090613094565b60405192906fffffffffffffffffffffffffffffffff90600185521660208401527fbac8ae9dd118d962f009d2ad24c26892b2c6913360083bc78f725e519eb0c67f60403394a45f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b50611d81612edd565b60c43567ffffffffffffffff8116918282036101b35767ffffffffffffffff9150161415611b0a565b6102806003193601126101b357611dbf612c0b565b60807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc3601126101b35760a43567ffffffffffffffff81116101b357611e09903690600401612c35565b906101a07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3c3601126101b3576102643567ffffffffffffffff81116101b357611e56903690600401612c35565b9390611e60613020565b60c435946024358614801590611fbc575b610bdc576040519160208301967f0927dcffa396536274872b15d60231084d85042904fd10ff23918c22568117738852604084015260e4356001600160a01b0381168091036101b3576060840152610104356001600160a01b0381168091036101b35760808401526101243560a08401526101443560c08401526101643563ffffffff81168091036101b35760e08401526101843563ffffffff81168091036101b3576101008401526101a4356101208401526101c4356101408401526101e4356fffffffffffffffffffffffffffffffff81168091036101b3576101608401526102043567ffffffffffffffff81168091036101b3576101808401526102243567ffffffffffffffff81168091036101b3576101a08401526102443560ff81168091036101b3576112e89784611717926101c061171d9701526101c081526108f96101e082612e20565b50610104356001600160a01b038116908181036101b357506001600160a01b0384161415611e71565b346101b3575f6003193601126101b35760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101b3575f6003193601126101b357602060405167ffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101b3576101e06003193601126101b35760043567ffffffffffffffff81116101b3576101c060031982360301126101b3576024359067ffffffffffffffff82116101b3576101c060031983360301126101b3576101a07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffbc3601126101b3576120f4613020565b600160ff61210460a48501612d83565b1614801590612140575b6117f15761016435906fffffffffffffffffffffffffffffffff821682036101b3576112e892600401906004016133f7565b5061214c61182561363b565b60e4830135141561210e565b6101c06003193601126101b35760043567ffffffffffffffff81116101b357806004016101c060031983360301126101b3576101a07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc3601126101b3576121bd613020565b60e4820135600160ff6121d260a48601612d83565b161480159061288a575b8015612865575b6117f157805f52600160205260405f205460f81c6007811015610368578015159081612859575b5061282e57612217613774565b92612221836137f9565b604051927ffad84d9a000000000000000000000000000000000000000000000000000000008452602084806122598460048301612e76565b03816001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000165afa93841561148b575f946127fa575b5083156127a257506122ab608480359201612ef4565b6024356001600160a01b036122be612dae565b816122c7612dc4565b9167ffffffffffffffff604051967f07ce58ad0000000000000000000000000000000000000000000000000000000088528860048901521660248701528860448701528460648701521660848501521660a483015263ffffffff7f00000000000000000000000000000000000000000000000000000000000000001660c48301525f8260e4816001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000165afa801561148b575f925f916126fb575b5063ffffffff7f000000000000000000000000000000000000000000000000000000000000000016908181106126cd57506123c2836139c9565b8181106126cd5750506123ff7f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff4216612f21565b91612408612dae565b604051976020890198899084519a816020870191829d5f5b8181106126ab57505061245a9250037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612e20565b5190206001600160a01b036040519361247285612e04565b1683526020830164ffffffffff87168152604084015f815260608501906001825261254d64ffffffffff60808801943386526bffffffffffffffffffffffff60a08a019816885260c089019687528d5f5260016020526001600160a01b038060405f209a5116167fffffffffffffffffffffffff00000000000000000000000000000000000000008a5416178955511687907fffffffffffffff0000000000ffffffffffffffffffffffffffffffffffffffff78ffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b517fff000000000000ffffffffffffffffffffffffffffffffffffffffffffffffff7effffffffffff0000000000000000000000000000000000000000000000000087549260c81b16911617855551926007841015610368576125b260029486612d1d565b9051905160a01b7fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b03918216176001850155905191909201556125fb612dae565b16956040519460a086019386526020860152604085015260a060608501525180915260c0830195905f5b81811061268c575050509067ffffffffffffffff7f3c5002287864503ed0404a3ed2b411835034998b9ea26db2e561eac35c29810f921660808201528033950390a45f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b82516001600160a01b0316885260209788019790920191600101612625565b84516001600160a01b0316835260209485019486945090920191600101612420565b7fbf9fdacb000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9250503d805f843e61270d8184612e20565b8201916040818403126101b357805167ffffffffffffffff81116101b35781019280601f850112156101b35783519061274582612f09565b946127536040519687612e20565b82865260208087019360051b8201019182116101b357602001915b818310612782575050506020015187612388565b82516001600160a01b03811681036101b35781526020928301920161276e565b906001600160a01b036127c960246127c267ffffffffffffffff95612df0565b9301612ef4565b917fa295e3cb000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b9093506020813d602011612826575b8161281660209383612e20565b810103126101b357519285612295565b3d9150612809565b7f792f660f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6006915014158461220a565b5061286e612dae565b6001600160a01b038061288085612df0565b16911614156121e3565b50604051602081017f0927dcffa396536274872b15d60231084d85042904fd10ff23918c2256811773815260243560408301526044356001600160a01b0381168091036101b35760608301526064356001600160a01b0381168091036101b357608083015260843560a083015260a43560c083015260c43563ffffffff81168091036101b35760e083015260e43563ffffffff81168091036101b3576101008301526101043561012083015261012435610140830152610144356fffffffffffffffffffffffffffffffff81168091036101b3576101608301526101643567ffffffffffffffff81168091036101b3576101808301526101843567ffffffffffffffff81168091036101b3576101a08301526101a4359160ff83168093036101b3576129c7926101c08201526101c081526108f96101e082612e20565b8114156121dc565b346101b35760e06003193601126101b35760043567ffffffffffffffff81116101b3576101c060031982360301126101b3576024359067ffffffffffffffff82116101b3576101c060031983360301126101b35760a07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffbc3601126101b357612a55613020565b600360ff612a6560a48501612d83565b1614801590612aa0575b6117f15760c435906fffffffffffffffffffffffffffffffff821682036101b3576112e892600401906004016133f7565b50612aac611825613285565b60e48301351415612a6f565b346101b35760206003193601126101b357600435612ad4613020565b805f525f60205260405f209081548060f81c60078110156103685760010361033c5764ffffffffff9060a01c1680421061030d57507f05000000000000000000000000000000000000000000000000000000000000007effffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8354161782557f8b3aae527075a669031fbf63750b12d0507d1af0cadb0a03ff97291edfc5c6fe60206102cf6001600160a01b0380600187019687548281165f5260038652612ba160405f209160a01c8254612d76565b905554169554167f000000000000000000000000000000000000000000000000000000000000000086613094565b346101b3575f6003193601126101b35760209061ffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b600435906001600160a01b03821682036101b357565b35906001600160a01b03821682036101b357565b9181601f840112156101b35782359167ffffffffffffffff83116101b357602083818601950101116101b357565b81516001600160a01b0316815260208083015167ffffffffffffffff1690820152604082015160e08201939260078210156103685760c067ffffffffffffffff91819360408601526001600160a01b0360608201511660608601526fffffffffffffffffffffffffffffffff608082015116608086015260a081015160a0860152015116910152565b9181601f840112156101b35782359167ffffffffffffffff83116101b3576020808501948460051b0101116101b357565b906007811015610368577effffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7fff0000000000000000000000000000000000000000000000000000000000000083549260f81b169116179055565b9190820180921161141257565b3560ff811681036101b35790565b356fffffffffffffffffffffffffffffffff811681036101b35790565b6064356001600160a01b03811681036101b35790565b6044356001600160a01b03811681036101b35790565b6004356001600160a01b03811681036101b35790565b356001600160a01b03811681036101b35790565b60e0810190811067ffffffffffffffff8211176104ae57604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176104ae57604052565b359067ffffffffffffffff821682036101b357565b919091608067ffffffffffffffff612ed78260a08501966001600160a01b03612e9e82612c21565b16865283612eae60208301612e61565b1660208701526040810135604087015283612ecb60608301612e61565b16606087015201612e61565b16910152565b60243567ffffffffffffffff811681036101b35790565b3567ffffffffffffffff811681036101b35790565b67ffffffffffffffff81116104ae5760051b60200190565b9067ffffffffffffffff8091169116019067ffffffffffffffff821161141257565b48620493e002620493e081044803611412577f000000000000000000000000000000000000000000000000000000000000000080821115612f82575090565b905090565b90604051906001600160a01b03602083019360608552600760808501527f6d697373696e670000000000000000000000000000000000000000000000000060a0850152166040830152606082015260a08152612fe460c082612e20565b51902090565b60405190612ff782612e04565b5f60c0838281528260208201528260408201528260608201528260808201528260a08201520152565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c61306c5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b6001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016906001600160a01b03604051917f1129ee370000000000000000000000000000000000000000000000000000000083521692836004830152602082602481865afa91821561148b575f9261324f575b5061ffff1690818102918183041490151715611412576127109004926fffffffffffffffffffffffffffffffff8411613223576020925f6fffffffffffffffffffffffffffffffff95936001600160a01b0360849460405198899788967fb8d2f858000000000000000000000000000000000000000000000000000000008852600488015216602486015216604484015261ffff7f00000000000000000000000000000000000000000000000000000000000000001660648401525af190811561148b575f916131db575090565b90506020813d60201161321b575b816131f660209383612e20565b810103126101b357516fffffffffffffffffffffffffffffffff811681036101b35790565b3d91506131e9565b837f08083b2a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9091506020813d60201161327d575b8161326b60209383612e20565b810103126101b357519061ffff61310d565b3d915061325e565b60405160208101907fdc23ab6fb598434d9c639e30bf07ebe35038f137118f5c55646af1f5fe900ceb8252604435604082015260643563ffffffff81168091036101b3576060820152608435608082015260a43563ffffffff81168091036101b35760a082015260c4356fffffffffffffffffffffffffffffffff81168091036101b35760c082015260c08152612fe460e082612e20565b604051907ff698da250000000000000000000000000000000000000000000000000000000082526020826004816001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000165afa801561148b575f906133c3575b6133c09250604291604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b90565b506020823d6020116133ef575b816133dd60209383612e20565b810103126101b3576133c09151613383565b3d91506133d0565b919091613403836137f9565b6fffffffffffffffffffffffffffffffff6101408401928161342485612d91565b91169182911611926101608501358061354a575b5050505015610bb45761345660a061344f83612df0565b92016140f7565b6040516020810190600282526001600160a01b03841692836040830152606082015260608152613487608082612e20565b51902091825f52600260205260ff60405f205416610b885761350190835f52600260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0082541617905533907f000000000000000000000000000000000000000000000000000000000000000090613094565b60405192906fffffffffffffffffffffffffffffffff90600285521660208401527fbac8ae9dd118d962f009d2ad24c26892b2c6913360083bc78f725e519eb0c67f60403394a4565b909192935061355884612df0565b6001600160a01b038061356a88612df0565b1691161490811591613617575b50610bdc576135b76135a26fffffffffffffffffffffffffffffffff9261359d866137f9565b612d91565b92826135b16101408701612d91565b16612d76565b9116119081156135e7575b81156135d3575b505f808080613438565b90506101208083013591013514155f6135c9565b90506135f66101008201612df0565b6001600160a01b038061360c6101008601612df0565b1691161415906135c2565b905061362560a085016140f7565b14155f613577565b359060ff821682036101b357565b60405160208101907f0927dcffa396536274872b15d60231084d85042904fd10ff23918c2256811773825260443560408201526064356001600160a01b0381168091036101b35760608201526084356001600160a01b0381168091036101b357608082015260a43560a082015260c43560c082015260e43563ffffffff81168091036101b35760e08201526101043563ffffffff81168091036101b3576101008201526101243561012082015261014435610140820152610164356fffffffffffffffffffffffffffffffff81168091036101b3576101608201526101843567ffffffffffffffff81168091036101b3576101808201526101a43567ffffffffffffffff81168091036101b3576101a08201526101c43560ff81168091036101b3576101c08201526101c08152612fe46101e082612e20565b61377c612f43565b80341080156137cc575b61379d57506bffffffffffffffffffffffff341690565b7f9901e611000000000000000000000000000000000000000000000000000000005f523460045260245260445ffd5b506bffffffffffffffffffffffff3411613786565b908160209103126101b3575180151581036101b35790565b61380560a082016140f7565b6138126101808301612ef4565b61381e60608401612ef4565b916101a08401357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1853603018112156101b35784019182359267ffffffffffffffff84116101b357602001918360051b360383136101b35767ffffffffffffffff80613892961692169060408701356141b4565b1580156138f2575b6138a15750565b806001600160a01b036138c160206127c267ffffffffffffffff95612df0565b917fda722da8000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b506040517f9f4495930000000000000000000000000000000000000000000000000000000081526020818061392a8560048301612e76565b03816001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000165afa90811561148b575f9161396d575b501561389a565b61398f915060203d602011613995575b6139878183612e20565b8101906137e1565b5f613966565b503d61397d565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81146114125760010190565b905f915f5b8151811015613a0b576001600160a01b0360208260051b84010151166139f7575b6001016139ce565b92613a0360019161399c565b9390506139ef565b5050565b60846001600160a01b03917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602095978060405198899788967f3309e791000000000000000000000000000000000000000000000000000000008852169a8b6004880152602487015260606044870152816064870152868601375f858286010152011681010301816001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000165afa90811561148b575f91613b07575b5015613adc5750565b7f9a7d38d9000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b613b20915060203d602011613995576139878183612e20565b5f613ad3565b90916084359067ffffffffffffffff8216908183036101b357613b7367ffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001683612d76565b945f9583158015613ec1575b8015613eb8575b613e7e575060405192602084017fb19916d2855a43568c47cf4d5f1251cf19876a1100b7e7d7d2d35728d04d63cd815260243597886040870152604435606087015260643563ffffffff81168091036101b35760808701526101b35784613bfe9260a0613c0497015260a081526108f960c082612e20565b85613a0f565b613c0e8383612f87565b90815f525f60205260405f205460f81c600781101561036857613e5257613c33613774565b90613c687f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff4216612f21565b906001600160a01b0360405195613c7e87612e04565b16948581526020810164ffffffffff8416815265ffffffffffff604083019316835260608201906001825260808301913383526bffffffffffffffffffffffff60a08501971694858852613d6564ffffffffff60c08701948d86528b5f525f6020526001600160a01b038060405f20995116167fffffffffffffffffffffffff0000000000000000000000000000000000000000895416178855511686907fffffffffffffff0000000000ffffffffffffffffffffffffffffffffffffffff78ffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b517fff000000000000ffffffffffffffffffffffffffffffffffffffffffffffffff7effffffffffff0000000000000000000000000000000000000000000000000086549260c81b169116178455519160078310156103685767ffffffffffffffff96613dd460029486612d1d565b9051905160a01b7fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b03919091161760018401555191015560408051968752602087019190915291169084015233927fad13c3940ec83efa4a17e79ce00a0653f1695b3b2421aa0e72530898d3cdd1f490606090a4565b507f792f660f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b8385886101b357507f3da69a1e000000000000000000000000000000000000000000000000000000005f524360045260245260445260645ffd5b50804311613b86565b5095505f9583431115613b7f565b90815f525f60205260405f209283548060f81c6007811015610368576001036140295764ffffffffff8160a01c168042101561152457506001600160a01b0380613f1885612df0565b169116149081159161401a575b506117f157604081613f577fe01fafb2ee7dc4a09c58a30649badd33a9c84f763a7a80e6bdeeb6c8fe9ffce2936137f9565b7f02000000000000000000000000000000000000000000000000000000000000007effffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8654161785556001600160a01b03613fb260808301612ef4565b9580549667ffffffffffffffff65ffffffffffff8960c81c1691161196600182015490885f146140115750828082165b165f526003602052613ffb855f209160a01c8254612d76565b905554169460e0835192013582526020820152a3565b83809116613fe2565b9050600284015414155f613f25565b837f068e1080000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b61405d612fea565b5080548060f81c90600260018401549301546040519361407c85612e04565b6001600160a01b038316855264ffffffffff8360a01c16602086015260078410156103685765ffffffffffff9360408601526001600160a01b038116606086015260a01c608085015260a084015260c81c1660c082015290565b3563ffffffff811681036101b35790565b91908110156110425760051b0190565b6040519060ff6141068261362d565b16602083015267ffffffffffffffff61412160208301612e61565b166040830152604081013560608301526001600160a01b0361414560608301612c21565b166080830152608081013560a083015260a0810135906fffffffffffffffffffffffffffffffff821682036101b3576fffffffffffffffffffffffffffffffff60c0921682840152013560e082015260e081526141a461010082612e20565b601f600182515f84520191012090565b93909492808310156142c3577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff810190811161141257925f92915b81841061420c575050505015918261420657505090565b14919050565b909296939586959295156142b75760018087161480156142ae575b15614288576142459061423f8986859a99979a6140e7565b356142cd565b925b60018116158061427f575b156142645760011c9460011c94614247565b6001909794979691929593965b811c93811c940192916141ef565b50801515614252565b6142a86001916142a18a8786979a9b98969c999c6140e7565b35906142cd565b96614271565b50868614614227565b50505050925050505f90565b5050505050505f90565b91906040519260015f5360015260215260415f209160405256fea164736f6c6343000825000a",
}

// Disputes is an auto generated Go binding around an Ethereum contract.
type Disputes struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Disputes) GetABI() abi.ABI {
	return c.abi
}

// NewDisputes creates a new instance of Disputes.
func NewDisputes() *Disputes {
	parsed, err := DisputesMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Disputes{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Disputes) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address anchors_, address staking_, (uint16,uint16,uint16,uint64,uint64,uint64,uint32,uint32,uint256) p) returns()
func (disputes *Disputes) PackConstructor(anchors_ common.Address, staking_ common.Address, p DisputeParams) []byte {
	enc, err := disputes.abi.Pack("", anchors_, staking_, p)
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
func (disputes *Disputes) PackAnchors() []byte {
	enc, err := disputes.abi.Pack("anchors")
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
func (disputes *Disputes) TryPackAnchors() ([]byte, error) {
	return disputes.abi.Pack("anchors")
}

// UnpackAnchors is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x98d35f20.
//
// Solidity: function anchors() view returns(address)
func (disputes *Disputes) UnpackAnchors(data []byte) (common.Address, error) {
	out, err := disputes.abi.Unpack("anchors", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackAnswerMissingReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x714581fc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function answerMissingReceipt(bytes32 id, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt) returns()
func (disputes *Disputes) PackAnswerMissingReceipt(id [32]byte, proof Proof, receipt Receipt) []byte {
	enc, err := disputes.abi.Pack("answerMissingReceipt", id, proof, receipt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnswerMissingReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x714581fc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function answerMissingReceipt(bytes32 id, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt) returns()
func (disputes *Disputes) TryPackAnswerMissingReceipt(id [32]byte, proof Proof, receipt Receipt) ([]byte, error) {
	return disputes.abi.Pack("answerMissingReceipt", id, proof, receipt)
}

// PackAnswerMissingStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x98eb7762.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function answerMissingStep(bytes32 id, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof, (bytes32,uint32,bytes32,uint32,uint128) step) returns()
func (disputes *Disputes) PackAnswerMissingStep(id [32]byte, proof Proof, step Step) []byte {
	enc, err := disputes.abi.Pack("answerMissingStep", id, proof, step)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnswerMissingStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x98eb7762.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function answerMissingStep(bytes32 id, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof, (bytes32,uint32,bytes32,uint32,uint128) step) returns()
func (disputes *Disputes) TryPackAnswerMissingStep(id [32]byte, proof Proof, step Step) ([]byte, error) {
	return disputes.abi.Pack("answerMissingStep", id, proof, step)
}

// PackAnswerWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc2f654da.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function answerWindow() view returns(uint64)
func (disputes *Disputes) PackAnswerWindow() []byte {
	enc, err := disputes.abi.Pack("answerWindow")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnswerWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc2f654da.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function answerWindow() view returns(uint64)
func (disputes *Disputes) TryPackAnswerWindow() ([]byte, error) {
	return disputes.abi.Pack("answerWindow")
}

// UnpackAnswerWindow is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc2f654da.
//
// Solidity: function answerWindow() view returns(uint64)
func (disputes *Disputes) UnpackAnswerWindow(data []byte) (uint64, error) {
	out, err := disputes.abi.Unpack("answerWindow", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackBond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64c9ec6f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function bond() view returns(uint256)
func (disputes *Disputes) PackBond() []byte {
	enc, err := disputes.abi.Pack("bond")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64c9ec6f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function bond() view returns(uint256)
func (disputes *Disputes) TryPackBond() ([]byte, error) {
	return disputes.abi.Pack("bond")
}

// UnpackBond is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x64c9ec6f.
//
// Solidity: function bond() view returns(uint256)
func (disputes *Disputes) UnpackBond(data []byte) (*big.Int, error) {
	out, err := disputes.abi.Unpack("bond", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackChallengeBlocks is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91774928.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function challengeBlocks() view returns(uint64)
func (disputes *Disputes) PackChallengeBlocks() []byte {
	enc, err := disputes.abi.Pack("challengeBlocks")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChallengeBlocks is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91774928.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function challengeBlocks() view returns(uint64)
func (disputes *Disputes) TryPackChallengeBlocks() ([]byte, error) {
	return disputes.abi.Pack("challengeBlocks")
}

// UnpackChallengeBlocks is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x91774928.
//
// Solidity: function challengeBlocks() view returns(uint64)
func (disputes *Disputes) UnpackChallengeBlocks(data []byte) (uint64, error) {
	out, err := disputes.abi.Unpack("challengeBlocks", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackChallengeMissingReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x501701ba.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function challengeMissingReceipt(address provider, (bytes32,bytes32,uint32,uint64) acceptance, bytes acceptanceSignature, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt, bytes signature) payable returns()
func (disputes *Disputes) PackChallengeMissingReceipt(provider common.Address, acceptance Acceptance, acceptanceSignature []byte, receipt Receipt, signature []byte) []byte {
	enc, err := disputes.abi.Pack("challengeMissingReceipt", provider, acceptance, acceptanceSignature, receipt, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChallengeMissingReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x501701ba.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function challengeMissingReceipt(address provider, (bytes32,bytes32,uint32,uint64) acceptance, bytes acceptanceSignature, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt, bytes signature) payable returns()
func (disputes *Disputes) TryPackChallengeMissingReceipt(provider common.Address, acceptance Acceptance, acceptanceSignature []byte, receipt Receipt, signature []byte) ([]byte, error) {
	return disputes.abi.Pack("challengeMissingReceipt", provider, acceptance, acceptanceSignature, receipt, signature)
}

// PackChallengeMissingStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa399b1f7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function challengeMissingStep(address provider, (bytes32,bytes32,uint32,uint64) acceptance, bytes acceptanceSignature, (bytes32,uint32,bytes32,uint32,uint128) step, bytes signature) payable returns()
func (disputes *Disputes) PackChallengeMissingStep(provider common.Address, acceptance Acceptance, acceptanceSignature []byte, step Step, signature []byte) []byte {
	enc, err := disputes.abi.Pack("challengeMissingStep", provider, acceptance, acceptanceSignature, step, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChallengeMissingStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa399b1f7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function challengeMissingStep(address provider, (bytes32,bytes32,uint32,uint64) acceptance, bytes acceptanceSignature, (bytes32,uint32,bytes32,uint32,uint128) step, bytes signature) payable returns()
func (disputes *Disputes) TryPackChallengeMissingStep(provider common.Address, acceptance Acceptance, acceptanceSignature []byte, step Step, signature []byte) ([]byte, error) {
	return disputes.abi.Pack("challengeMissingStep", provider, acceptance, acceptanceSignature, step, signature)
}

// PackChallengeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xee9e9c4b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function challengeOf(bytes32 id) view returns((address,uint64,uint8,address,uint128,bytes32,uint64))
func (disputes *Disputes) PackChallengeOf(id [32]byte) []byte {
	enc, err := disputes.abi.Pack("challengeOf", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChallengeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xee9e9c4b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function challengeOf(bytes32 id) view returns((address,uint64,uint8,address,uint128,bytes32,uint64))
func (disputes *Disputes) TryPackChallengeOf(id [32]byte) ([]byte, error) {
	return disputes.abi.Pack("challengeOf", id)
}

// UnpackChallengeOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xee9e9c4b.
//
// Solidity: function challengeOf(bytes32 id) view returns((address,uint64,uint8,address,uint128,bytes32,uint64))
func (disputes *Disputes) UnpackChallengeOf(data []byte) (DisputesCase, error) {
	out, err := disputes.abi.Unpack("challengeOf", data)
	if err != nil {
		return *new(DisputesCase), err
	}
	out0 := *abi.ConvertType(out[0], new(DisputesCase)).(*DisputesCase)
	return out0, nil
}

// PackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe5225381.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function collect() returns()
func (disputes *Disputes) PackCollect() []byte {
	enc, err := disputes.abi.Pack("collect")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe5225381.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function collect() returns()
func (disputes *Disputes) TryPackCollect() ([]byte, error) {
	return disputes.abi.Pack("collect")
}

// PackDecide is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa8867202.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decide(bytes32 id, address[] drawn, (address,bytes32,address,uint32,uint8)[] ballots, bytes[] signatures) returns()
func (disputes *Disputes) PackDecide(id [32]byte, drawn []common.Address, ballots []Ballot, signatures [][]byte) []byte {
	enc, err := disputes.abi.Pack("decide", id, drawn, ballots, signatures)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecide is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa8867202.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decide(bytes32 id, address[] drawn, (address,bytes32,address,uint32,uint8)[] ballots, bytes[] signatures) returns()
func (disputes *Disputes) TryPackDecide(id [32]byte, drawn []common.Address, ballots []Ballot, signatures [][]byte) ([]byte, error) {
	return disputes.abi.Pack("decide", id, drawn, ballots, signatures)
}

// PackDisputeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9427c7d6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function disputeOf(bytes32 id) view returns((address,uint64,uint8,address,uint128,bytes32,uint64))
func (disputes *Disputes) PackDisputeOf(id [32]byte) []byte {
	enc, err := disputes.abi.Pack("disputeOf", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDisputeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9427c7d6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function disputeOf(bytes32 id) view returns((address,uint64,uint8,address,uint128,bytes32,uint64))
func (disputes *Disputes) TryPackDisputeOf(id [32]byte) ([]byte, error) {
	return disputes.abi.Pack("disputeOf", id)
}

// UnpackDisputeOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9427c7d6.
//
// Solidity: function disputeOf(bytes32 id) view returns((address,uint64,uint8,address,uint128,bytes32,uint64))
func (disputes *Disputes) UnpackDisputeOf(data []byte) (DisputesCase, error) {
	out, err := disputes.abi.Unpack("disputeOf", data)
	if err != nil {
		return *new(DisputesCase), err
	}
	out0 := *abi.ConvertType(out[0], new(DisputesCase)).(*DisputesCase)
	return out0, nil
}

// PackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe751f271.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function execute(bytes32 id) returns()
func (disputes *Disputes) PackExecute(id [32]byte) []byte {
	enc, err := disputes.abi.Pack("execute", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe751f271.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function execute(bytes32 id) returns()
func (disputes *Disputes) TryPackExecute(id [32]byte) ([]byte, error) {
	return disputes.abi.Pack("execute", id)
}

// PackExecuteMissing is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1353c50c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function executeMissing(bytes32 id) returns()
func (disputes *Disputes) PackExecuteMissing(id [32]byte) []byte {
	enc, err := disputes.abi.Pack("executeMissing", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExecuteMissing is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1353c50c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function executeMissing(bytes32 id) returns()
func (disputes *Disputes) TryPackExecuteMissing(id [32]byte) ([]byte, error) {
	return disputes.abi.Pack("executeMissing", id)
}

// PackExpire is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc6441798.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function expire(bytes32 id) returns()
func (disputes *Disputes) PackExpire(id [32]byte) []byte {
	enc, err := disputes.abi.Pack("expire", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExpire is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc6441798.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function expire(bytes32 id) returns()
func (disputes *Disputes) TryPackExpire(id [32]byte) ([]byte, error) {
	return disputes.abi.Pack("expire", id)
}

// PackIsProven is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa44256c6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isProven(bytes32 id) view returns(bool)
func (disputes *Disputes) PackIsProven(id [32]byte) []byte {
	enc, err := disputes.abi.Pack("isProven", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsProven is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa44256c6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isProven(bytes32 id) view returns(bool)
func (disputes *Disputes) TryPackIsProven(id [32]byte) ([]byte, error) {
	return disputes.abi.Pack("isProven", id)
}

// UnpackIsProven is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa44256c6.
//
// Solidity: function isProven(bytes32 id) view returns(bool)
func (disputes *Disputes) UnpackIsProven(data []byte) (bool, error) {
	out, err := disputes.abi.Unpack("isProven", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackMinBond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x831518b7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function minBond() view returns(uint256)
func (disputes *Disputes) PackMinBond() []byte {
	enc, err := disputes.abi.Pack("minBond")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMinBond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x831518b7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function minBond() view returns(uint256)
func (disputes *Disputes) TryPackMinBond() ([]byte, error) {
	return disputes.abi.Pack("minBond")
}

// UnpackMinBond is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x831518b7.
//
// Solidity: function minBond() view returns(uint256)
func (disputes *Disputes) UnpackMinBond(data []byte) (*big.Int, error) {
	out, err := disputes.abi.Unpack("minBond", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMinValidators is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc5ab2241.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function minValidators() view returns(uint32)
func (disputes *Disputes) PackMinValidators() []byte {
	enc, err := disputes.abi.Pack("minValidators")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMinValidators is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc5ab2241.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function minValidators() view returns(uint32)
func (disputes *Disputes) TryPackMinValidators() ([]byte, error) {
	return disputes.abi.Pack("minValidators")
}

// UnpackMinValidators is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc5ab2241.
//
// Solidity: function minValidators() view returns(uint32)
func (disputes *Disputes) UnpackMinValidators(data []byte) (uint32, error) {
	out, err := disputes.abi.Unpack("minValidators", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackMismatchBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd6699eeb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function mismatchBps() view returns(uint16)
func (disputes *Disputes) PackMismatchBps() []byte {
	enc, err := disputes.abi.Pack("mismatchBps")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMismatchBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd6699eeb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function mismatchBps() view returns(uint16)
func (disputes *Disputes) TryPackMismatchBps() ([]byte, error) {
	return disputes.abi.Pack("mismatchBps")
}

// UnpackMismatchBps is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd6699eeb.
//
// Solidity: function mismatchBps() view returns(uint16)
func (disputes *Disputes) UnpackMismatchBps(data []byte) (uint16, error) {
	out, err := disputes.abi.Unpack("mismatchBps", data)
	if err != nil {
		return *new(uint16), err
	}
	out0 := *abi.ConvertType(out[0], new(uint16)).(*uint16)
	return out0, nil
}

// PackMissingId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x696c382d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function missingId(address provider, bytes32 job) pure returns(bytes32)
func (disputes *Disputes) PackMissingId(provider common.Address, job [32]byte) []byte {
	enc, err := disputes.abi.Pack("missingId", provider, job)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMissingId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x696c382d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function missingId(address provider, bytes32 job) pure returns(bytes32)
func (disputes *Disputes) TryPackMissingId(provider common.Address, job [32]byte) ([]byte, error) {
	return disputes.abi.Pack("missingId", provider, job)
}

// UnpackMissingId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x696c382d.
//
// Solidity: function missingId(address provider, bytes32 job) pure returns(bytes32)
func (disputes *Disputes) UnpackMissingId(data []byte) ([32]byte, error) {
	out, err := disputes.abi.Unpack("missingId", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackOpenDispute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x203c11f9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function openDispute(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt) payable returns()
func (disputes *Disputes) PackOpenDispute(proof Proof, receipt Receipt) []byte {
	enc, err := disputes.abi.Pack("openDispute", proof, receipt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpenDispute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x203c11f9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function openDispute(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) proof, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt) payable returns()
func (disputes *Disputes) TryPackOpenDispute(proof Proof, receipt Receipt) ([]byte, error) {
	return disputes.abi.Pack("openDispute", proof, receipt)
}

// PackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf18e047.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owed(address account) view returns(uint256)
func (disputes *Disputes) PackOwed(account common.Address) []byte {
	enc, err := disputes.abi.Pack("owed", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf18e047.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owed(address account) view returns(uint256)
func (disputes *Disputes) TryPackOwed(account common.Address) ([]byte, error) {
	return disputes.abi.Pack("owed", account)
}

// UnpackOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdf18e047.
//
// Solidity: function owed(address account) view returns(uint256)
func (disputes *Disputes) UnpackOwed(data []byte) (*big.Int, error) {
	out, err := disputes.abi.Unpack("owed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackReporterBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8b69c810.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reporterBps() view returns(uint16)
func (disputes *Disputes) PackReporterBps() []byte {
	enc, err := disputes.abi.Pack("reporterBps")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReporterBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8b69c810.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reporterBps() view returns(uint16)
func (disputes *Disputes) TryPackReporterBps() ([]byte, error) {
	return disputes.abi.Pack("reporterBps")
}

// UnpackReporterBps is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8b69c810.
//
// Solidity: function reporterBps() view returns(uint16)
func (disputes *Disputes) UnpackReporterBps(data []byte) (uint16, error) {
	out, err := disputes.abi.Unpack("reporterBps", data)
	if err != nil {
		return *new(uint16), err
	}
	out0 := *abi.ConvertType(out[0], new(uint16)).(*uint16)
	return out0, nil
}

// PackSeats is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9c5655d6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function seats() view returns(uint32)
func (disputes *Disputes) PackSeats() []byte {
	enc, err := disputes.abi.Pack("seats")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSeats is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9c5655d6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function seats() view returns(uint32)
func (disputes *Disputes) TryPackSeats() ([]byte, error) {
	return disputes.abi.Pack("seats")
}

// UnpackSeats is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9c5655d6.
//
// Solidity: function seats() view returns(uint32)
func (disputes *Disputes) UnpackSeats(data []byte) (uint32, error) {
	out, err := disputes.abi.Unpack("seats", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackSlashAnchors is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62b4c047.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function slashAnchors((address,uint64,bytes32,uint64) a, bytes signatureA, (address,uint64,bytes32,uint64) b, bytes signatureB) returns()
func (disputes *Disputes) PackSlashAnchors(a Anchor, signatureA []byte, b Anchor, signatureB []byte) []byte {
	enc, err := disputes.abi.Pack("slashAnchors", a, signatureA, b, signatureB)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSlashAnchors is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62b4c047.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function slashAnchors((address,uint64,bytes32,uint64) a, bytes signatureA, (address,uint64,bytes32,uint64) b, bytes signatureB) returns()
func (disputes *Disputes) TryPackSlashAnchors(a Anchor, signatureA []byte, b Anchor, signatureB []byte) ([]byte, error) {
	return disputes.abi.Pack("slashAnchors", a, signatureA, b, signatureB)
}

// PackSlashBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0681e651.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function slashBps() view returns(uint16)
func (disputes *Disputes) PackSlashBps() []byte {
	enc, err := disputes.abi.Pack("slashBps")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSlashBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0681e651.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function slashBps() view returns(uint16)
func (disputes *Disputes) TryPackSlashBps() ([]byte, error) {
	return disputes.abi.Pack("slashBps")
}

// UnpackSlashBps is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0681e651.
//
// Solidity: function slashBps() view returns(uint16)
func (disputes *Disputes) UnpackSlashBps(data []byte) (uint16, error) {
	out, err := disputes.abi.Unpack("slashBps", data)
	if err != nil {
		return *new(uint16), err
	}
	out0 := *abi.ConvertType(out[0], new(uint16)).(*uint16)
	return out0, nil
}

// PackSlashEquivocation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb495ed3c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function slashEquivocation((bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) a, bytes signatureA, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) b, bytes signatureB) returns()
func (disputes *Disputes) PackSlashEquivocation(a Receipt, signatureA []byte, b Receipt, signatureB []byte) []byte {
	enc, err := disputes.abi.Pack("slashEquivocation", a, signatureA, b, signatureB)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSlashEquivocation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb495ed3c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function slashEquivocation((bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) a, bytes signatureA, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) b, bytes signatureB) returns()
func (disputes *Disputes) TryPackSlashEquivocation(a Receipt, signatureA []byte, b Receipt, signatureB []byte) ([]byte, error) {
	return disputes.abi.Pack("slashEquivocation", a, signatureA, b, signatureB)
}

// PackSlashSumReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x309d1d0e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function slashSumReceipt(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) previous, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) next, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt) returns()
func (disputes *Disputes) PackSlashSumReceipt(previous Proof, next Proof, receipt Receipt) []byte {
	enc, err := disputes.abi.Pack("slashSumReceipt", previous, next, receipt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSlashSumReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x309d1d0e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function slashSumReceipt(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) previous, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) next, (bytes32,address,address,bytes32,bytes32,uint32,uint32,bytes32,bytes32,uint128,uint64,uint64,uint8) receipt) returns()
func (disputes *Disputes) TryPackSlashSumReceipt(previous Proof, next Proof, receipt Receipt) ([]byte, error) {
	return disputes.abi.Pack("slashSumReceipt", previous, next, receipt)
}

// PackSlashSumStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1dc0b5c9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function slashSumStep(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) previous, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) next, (bytes32,uint32,bytes32,uint32,uint128) step) returns()
func (disputes *Disputes) PackSlashSumStep(previous Proof, next Proof, step Step) []byte {
	enc, err := disputes.abi.Pack("slashSumStep", previous, next, step)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSlashSumStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1dc0b5c9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function slashSumStep(((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) previous, ((address,uint64,bytes32,uint64,uint64),(uint8,uint64,bytes32,address,bytes32,uint128,bytes32),uint64,bytes32[]) next, (bytes32,uint32,bytes32,uint32,uint128) step) returns()
func (disputes *Disputes) TryPackSlashSumStep(previous Proof, next Proof, step Step) ([]byte, error) {
	return disputes.abi.Pack("slashSumStep", previous, next, step)
}

// PackStaking is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4cf088d9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function staking() view returns(address)
func (disputes *Disputes) PackStaking() []byte {
	enc, err := disputes.abi.Pack("staking")
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
func (disputes *Disputes) TryPackStaking() ([]byte, error) {
	return disputes.abi.Pack("staking")
}

// UnpackStaking is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4cf088d9.
//
// Solidity: function staking() view returns(address)
func (disputes *Disputes) UnpackStaking(data []byte) (common.Address, error) {
	out, err := disputes.abi.Unpack("staking", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x461645bf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function window() view returns(uint64)
func (disputes *Disputes) PackWindow() []byte {
	enc, err := disputes.abi.Pack("window")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x461645bf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function window() view returns(uint64)
func (disputes *Disputes) TryPackWindow() ([]byte, error) {
	return disputes.abi.Pack("window")
}

// UnpackWindow is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x461645bf.
//
// Solidity: function window() view returns(uint64)
func (disputes *Disputes) UnpackWindow(data []byte) (uint64, error) {
	out, err := disputes.abi.Unpack("window", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// DisputesCollected represents a Collected event raised by the Disputes contract.
type DisputesCollected struct {
	Account common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const DisputesCollectedEventName = "Collected"

// ContractEventName returns the user-defined event name.
func (DisputesCollected) ContractEventName() string {
	return DisputesCollectedEventName
}

// UnpackCollectedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Collected(address indexed account, uint256 amount)
func (disputes *Disputes) UnpackCollectedEvent(log *types.Log) (*DisputesCollected, error) {
	event := "Collected"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesCollected)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
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

// DisputesDecided represents a Decided event raised by the Disputes contract.
type DisputesDecided struct {
	Id       [32]byte
	Provider common.Address
	Guilty   bool
	Votes    *big.Int
	Filled   *big.Int
	Until    uint64
	Raw      *types.Log // Blockchain specific contextual infos
}

const DisputesDecidedEventName = "Decided"

// ContractEventName returns the user-defined event name.
func (DisputesDecided) ContractEventName() string {
	return DisputesDecidedEventName
}

// UnpackDecidedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Decided(bytes32 indexed id, address indexed provider, bool guilty, uint256 votes, uint256 filled, uint64 until)
func (disputes *Disputes) UnpackDecidedEvent(log *types.Log) (*DisputesDecided, error) {
	event := "Decided"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesDecided)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
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

// DisputesDisputeOpened represents a DisputeOpened event raised by the Disputes contract.
type DisputesDisputeOpened struct {
	Id         [32]byte
	Provider   common.Address
	Opener     common.Address
	Job        [32]byte
	Model      [32]byte
	Randomness [32]byte
	Seats      []common.Address
	Until      uint64
	Raw        *types.Log // Blockchain specific contextual infos
}

const DisputesDisputeOpenedEventName = "DisputeOpened"

// ContractEventName returns the user-defined event name.
func (DisputesDisputeOpened) ContractEventName() string {
	return DisputesDisputeOpenedEventName
}

// UnpackDisputeOpenedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DisputeOpened(bytes32 indexed id, address indexed provider, address indexed opener, bytes32 job, bytes32 model, bytes32 randomness, address[] seats, uint64 until)
func (disputes *Disputes) UnpackDisputeOpenedEvent(log *types.Log) (*DisputesDisputeOpened, error) {
	event := "DisputeOpened"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesDisputeOpened)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
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

// DisputesExecuted represents a Executed event raised by the Disputes contract.
type DisputesExecuted struct {
	Id       [32]byte
	Provider common.Address
	Slashed  *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const DisputesExecutedEventName = "Executed"

// ContractEventName returns the user-defined event name.
func (DisputesExecuted) ContractEventName() string {
	return DisputesExecutedEventName
}

// UnpackExecutedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Executed(bytes32 indexed id, address indexed provider, uint128 slashed)
func (disputes *Disputes) UnpackExecutedEvent(log *types.Log) (*DisputesExecuted, error) {
	event := "Executed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesExecuted)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
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

// DisputesExpired represents a Expired event raised by the Disputes contract.
type DisputesExpired struct {
	Id       [32]byte
	Provider common.Address
	Raw      *types.Log // Blockchain specific contextual infos
}

const DisputesExpiredEventName = "Expired"

// ContractEventName returns the user-defined event name.
func (DisputesExpired) ContractEventName() string {
	return DisputesExpiredEventName
}

// UnpackExpiredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Expired(bytes32 indexed id, address indexed provider)
func (disputes *Disputes) UnpackExpiredEvent(log *types.Log) (*DisputesExpired, error) {
	event := "Expired"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesExpired)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
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

// DisputesFaultProven represents a FaultProven event raised by the Disputes contract.
type DisputesFaultProven struct {
	Id       [32]byte
	Provider common.Address
	Reporter common.Address
	Fault    uint8
	Slashed  *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const DisputesFaultProvenEventName = "FaultProven"

// ContractEventName returns the user-defined event name.
func (DisputesFaultProven) ContractEventName() string {
	return DisputesFaultProvenEventName
}

// UnpackFaultProvenEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FaultProven(bytes32 indexed id, address indexed provider, address indexed reporter, uint8 fault, uint128 slashed)
func (disputes *Disputes) UnpackFaultProvenEvent(log *types.Log) (*DisputesFaultProven, error) {
	event := "FaultProven"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesFaultProven)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
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

// DisputesMissingAnswered represents a MissingAnswered event raised by the Disputes contract.
type DisputesMissingAnswered struct {
	Id       [32]byte
	Provider common.Address
	Object   [32]byte
	Late     bool
	Raw      *types.Log // Blockchain specific contextual infos
}

const DisputesMissingAnsweredEventName = "MissingAnswered"

// ContractEventName returns the user-defined event name.
func (DisputesMissingAnswered) ContractEventName() string {
	return DisputesMissingAnsweredEventName
}

// UnpackMissingAnsweredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MissingAnswered(bytes32 indexed id, address indexed provider, bytes32 object, bool late)
func (disputes *Disputes) UnpackMissingAnsweredEvent(log *types.Log) (*DisputesMissingAnswered, error) {
	event := "MissingAnswered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesMissingAnswered)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
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

// DisputesMissingChallenged represents a MissingChallenged event raised by the Disputes contract.
type DisputesMissingChallenged struct {
	Id         [32]byte
	Provider   common.Address
	Challenger common.Address
	Job        [32]byte
	Bond       *big.Int
	Until      uint64
	Raw        *types.Log // Blockchain specific contextual infos
}

const DisputesMissingChallengedEventName = "MissingChallenged"

// ContractEventName returns the user-defined event name.
func (DisputesMissingChallenged) ContractEventName() string {
	return DisputesMissingChallengedEventName
}

// UnpackMissingChallengedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MissingChallenged(bytes32 indexed id, address indexed provider, address indexed challenger, bytes32 job, uint128 bond, uint64 until)
func (disputes *Disputes) UnpackMissingChallengedEvent(log *types.Log) (*DisputesMissingChallenged, error) {
	event := "MissingChallenged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesMissingChallenged)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
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

// DisputesMissingExecuted represents a MissingExecuted event raised by the Disputes contract.
type DisputesMissingExecuted struct {
	Id       [32]byte
	Provider common.Address
	Slashed  *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const DisputesMissingExecutedEventName = "MissingExecuted"

// ContractEventName returns the user-defined event name.
func (DisputesMissingExecuted) ContractEventName() string {
	return DisputesMissingExecutedEventName
}

// UnpackMissingExecutedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MissingExecuted(bytes32 indexed id, address indexed provider, uint128 slashed)
func (disputes *Disputes) UnpackMissingExecutedEvent(log *types.Log) (*DisputesMissingExecuted, error) {
	event := "MissingExecuted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesMissingExecuted)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
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
func (disputes *Disputes) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], disputes.abi.Errors["AlreadyDone"].ID.Bytes()[:4]) {
		return disputes.UnpackAlreadyDoneError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["AmountTooLarge"].ID.Bytes()[:4]) {
		return disputes.UnpackAmountTooLargeError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["BadBallot"].ID.Bytes()[:4]) {
		return disputes.UnpackBadBallotError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["BadParameters"].ID.Bytes()[:4]) {
		return disputes.UnpackBadParametersError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["BadSignature"].ID.Bytes()[:4]) {
		return disputes.UnpackBadSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["BondTooSmall"].ID.Bytes()[:4]) {
		return disputes.UnpackBondTooSmallError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["LengthMismatch"].ID.Bytes()[:4]) {
		return disputes.UnpackLengthMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NoFault"].ID.Bytes()[:4]) {
		return disputes.UnpackNoFaultError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NotAnchored"].ID.Bytes()[:4]) {
		return disputes.UnpackNotAnchoredError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NotChallengeable"].ID.Bytes()[:4]) {
		return disputes.UnpackNotChallengeableError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NotOpen"].ID.Bytes()[:4]) {
		return disputes.UnpackNotOpenError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NotPinned"].ID.Bytes()[:4]) {
		return disputes.UnpackNotPinnedError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NotSent"].ID.Bytes()[:4]) {
		return disputes.UnpackNotSentError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NothingOwed"].ID.Bytes()[:4]) {
		return disputes.UnpackNothingOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return disputes.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["TooEarly"].ID.Bytes()[:4]) {
		return disputes.UnpackTooEarlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["TooLate"].ID.Bytes()[:4]) {
		return disputes.UnpackTooLateError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["Undecided"].ID.Bytes()[:4]) {
		return disputes.UnpackUndecidedError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["Unrelated"].ID.Bytes()[:4]) {
		return disputes.UnpackUnrelatedError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["Unverified"].ID.Bytes()[:4]) {
		return disputes.UnpackUnverifiedError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongLeaf"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongLeafError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongSeats"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongSeatsError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DisputesAlreadyDone represents a AlreadyDone error raised by the Disputes contract.
type DisputesAlreadyDone struct {
	Id [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyDone(bytes32 id)
func DisputesAlreadyDoneErrorID() common.Hash {
	return common.HexToHash("0x792f660fba8b33985c6e57b1f3beb602384ef16cbd17f7b4911b5aa238b30fb3")
}

// UnpackAlreadyDoneError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyDone(bytes32 id)
func (disputes *Disputes) UnpackAlreadyDoneError(raw []byte) (*DisputesAlreadyDone, error) {
	out := new(DisputesAlreadyDone)
	if err := disputes.abi.UnpackIntoInterface(out, "AlreadyDone", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesAmountTooLarge represents a AmountTooLarge error raised by the Disputes contract.
type DisputesAmountTooLarge struct {
	Amount *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AmountTooLarge(uint256 amount)
func DisputesAmountTooLargeErrorID() common.Hash {
	return common.HexToHash("0x08083b2a16b607736bde3b2f81a2e47b6cddd068539243b1d8b47462dd533e58")
}

// UnpackAmountTooLargeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AmountTooLarge(uint256 amount)
func (disputes *Disputes) UnpackAmountTooLargeError(raw []byte) (*DisputesAmountTooLarge, error) {
	out := new(DisputesAmountTooLarge)
	if err := disputes.abi.UnpackIntoInterface(out, "AmountTooLarge", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesBadBallot represents a BadBallot error raised by the Disputes contract.
type DisputesBadBallot struct {
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadBallot(uint256 index)
func DisputesBadBallotErrorID() common.Hash {
	return common.HexToHash("0xdddb8a88991dee57737c1553133a60c1aaf5fc71beb8b03262f34af6197b0e92")
}

// UnpackBadBallotError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadBallot(uint256 index)
func (disputes *Disputes) UnpackBadBallotError(raw []byte) (*DisputesBadBallot, error) {
	out := new(DisputesBadBallot)
	if err := disputes.abi.UnpackIntoInterface(out, "BadBallot", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesBadParameters represents a BadParameters error raised by the Disputes contract.
type DisputesBadParameters struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadParameters()
func DisputesBadParametersErrorID() common.Hash {
	return common.HexToHash("0xa18a7093f7404a17016907fa5b1c7597f4d04a36e0d0a5f233a0b829fa72eef1")
}

// UnpackBadParametersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadParameters()
func (disputes *Disputes) UnpackBadParametersError(raw []byte) (*DisputesBadParameters, error) {
	out := new(DisputesBadParameters)
	if err := disputes.abi.UnpackIntoInterface(out, "BadParameters", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesBadSignature represents a BadSignature error raised by the Disputes contract.
type DisputesBadSignature struct {
	Signer common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignature(address signer)
func DisputesBadSignatureErrorID() common.Hash {
	return common.HexToHash("0x9a7d38d94d3da0d5188ab778bbe9a3a38c77802b1bf2426c15740dc786da791d")
}

// UnpackBadSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignature(address signer)
func (disputes *Disputes) UnpackBadSignatureError(raw []byte) (*DisputesBadSignature, error) {
	out := new(DisputesBadSignature)
	if err := disputes.abi.UnpackIntoInterface(out, "BadSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesBondTooSmall represents a BondTooSmall error raised by the Disputes contract.
type DisputesBondTooSmall struct {
	Sent   *big.Int
	Wanted *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BondTooSmall(uint256 sent, uint256 wanted)
func DisputesBondTooSmallErrorID() common.Hash {
	return common.HexToHash("0x9901e6119fea07fdf8ff40f22203cc82f7596726ae1eff6fe8adb55241f0bfe8")
}

// UnpackBondTooSmallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BondTooSmall(uint256 sent, uint256 wanted)
func (disputes *Disputes) UnpackBondTooSmallError(raw []byte) (*DisputesBondTooSmall, error) {
	out := new(DisputesBondTooSmall)
	if err := disputes.abi.UnpackIntoInterface(out, "BondTooSmall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesLengthMismatch represents a LengthMismatch error raised by the Disputes contract.
type DisputesLengthMismatch struct {
	Ballots    *big.Int
	Signatures *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LengthMismatch(uint256 ballots, uint256 signatures)
func DisputesLengthMismatchErrorID() common.Hash {
	return common.HexToHash("0xab8b67c6893c59617ef3ba4b4b942e9791f2572db2fdb32028356532f3b7396a")
}

// UnpackLengthMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LengthMismatch(uint256 ballots, uint256 signatures)
func (disputes *Disputes) UnpackLengthMismatchError(raw []byte) (*DisputesLengthMismatch, error) {
	out := new(DisputesLengthMismatch)
	if err := disputes.abi.UnpackIntoInterface(out, "LengthMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNoFault represents a NoFault error raised by the Disputes contract.
type DisputesNoFault struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoFault()
func DisputesNoFaultErrorID() common.Hash {
	return common.HexToHash("0x6ccd0bbcc8f98637dc4acb8f31da7db62b1840e328048e46c265d4b47064c98b")
}

// UnpackNoFaultError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoFault()
func (disputes *Disputes) UnpackNoFaultError(raw []byte) (*DisputesNoFault, error) {
	out := new(DisputesNoFault)
	if err := disputes.abi.UnpackIntoInterface(out, "NoFault", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNotAnchored represents a NotAnchored error raised by the Disputes contract.
type DisputesNotAnchored struct {
	Node  common.Address
	Epoch uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAnchored(address node, uint64 epoch)
func DisputesNotAnchoredErrorID() common.Hash {
	return common.HexToHash("0xda722da8b3a0603eae8b821eb0766847113ef63d6153c9497c48eab4405e3880")
}

// UnpackNotAnchoredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAnchored(address node, uint64 epoch)
func (disputes *Disputes) UnpackNotAnchoredError(raw []byte) (*DisputesNotAnchored, error) {
	out := new(DisputesNotAnchored)
	if err := disputes.abi.UnpackIntoInterface(out, "NotAnchored", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNotChallengeable represents a NotChallengeable error raised by the Disputes contract.
type DisputesNotChallengeable struct {
	BlockNumber *big.Int
	AfterBlock  *big.Int
	LastBlock   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotChallengeable(uint256 blockNumber, uint256 afterBlock, uint256 lastBlock)
func DisputesNotChallengeableErrorID() common.Hash {
	return common.HexToHash("0x3da69a1ef957da95d94488252a5fdbb564c6ad4947ace7fad701c366d9a5cf66")
}

// UnpackNotChallengeableError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotChallengeable(uint256 blockNumber, uint256 afterBlock, uint256 lastBlock)
func (disputes *Disputes) UnpackNotChallengeableError(raw []byte) (*DisputesNotChallengeable, error) {
	out := new(DisputesNotChallengeable)
	if err := disputes.abi.UnpackIntoInterface(out, "NotChallengeable", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNotOpen represents a NotOpen error raised by the Disputes contract.
type DisputesNotOpen struct {
	Id [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOpen(bytes32 id)
func DisputesNotOpenErrorID() common.Hash {
	return common.HexToHash("0x068e10802b011d554519f6ff0484efe47bcb8d455731c4944d4a3b1d5a6f035f")
}

// UnpackNotOpenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOpen(bytes32 id)
func (disputes *Disputes) UnpackNotOpenError(raw []byte) (*DisputesNotOpen, error) {
	out := new(DisputesNotOpen)
	if err := disputes.abi.UnpackIntoInterface(out, "NotOpen", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNotPinned represents a NotPinned error raised by the Disputes contract.
type DisputesNotPinned struct {
	Node  common.Address
	Epoch uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotPinned(address node, uint64 epoch)
func DisputesNotPinnedErrorID() common.Hash {
	return common.HexToHash("0xa295e3cb46b591007d0c5dfd87f8432cf0cc8a7b262368c94ed2eed520bba2b6")
}

// UnpackNotPinnedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotPinned(address node, uint64 epoch)
func (disputes *Disputes) UnpackNotPinnedError(raw []byte) (*DisputesNotPinned, error) {
	out := new(DisputesNotPinned)
	if err := disputes.abi.UnpackIntoInterface(out, "NotPinned", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNotSent represents a NotSent error raised by the Disputes contract.
type DisputesNotSent struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotSent(address account)
func DisputesNotSentErrorID() common.Hash {
	return common.HexToHash("0x9fb65099f037838948016faa0e2f367a68e1b513f98e3601b9cc3689ee4e337e")
}

// UnpackNotSentError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotSent(address account)
func (disputes *Disputes) UnpackNotSentError(raw []byte) (*DisputesNotSent, error) {
	out := new(DisputesNotSent)
	if err := disputes.abi.UnpackIntoInterface(out, "NotSent", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNothingOwed represents a NothingOwed error raised by the Disputes contract.
type DisputesNothingOwed struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingOwed(address account)
func DisputesNothingOwedErrorID() common.Hash {
	return common.HexToHash("0x751b0fdaa408a0c7537afaf0af96a92598192bff093a0ad0f684a7c83bc223c9")
}

// UnpackNothingOwedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingOwed(address account)
func (disputes *Disputes) UnpackNothingOwedError(raw []byte) (*DisputesNothingOwed, error) {
	out := new(DisputesNothingOwed)
	if err := disputes.abi.UnpackIntoInterface(out, "NothingOwed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the Disputes contract.
type DisputesReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func DisputesReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (disputes *Disputes) UnpackReentrancyGuardReentrantCallError(raw []byte) (*DisputesReentrancyGuardReentrantCall, error) {
	out := new(DisputesReentrancyGuardReentrantCall)
	if err := disputes.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesTooEarly represents a TooEarly error raised by the Disputes contract.
type DisputesTooEarly struct {
	Time  *big.Int
	Until *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooEarly(uint256 time, uint256 until)
func DisputesTooEarlyErrorID() common.Hash {
	return common.HexToHash("0xe58369d1bf8fa4cf500d8cc0c220f6a0845d3ec0e42895d7d9bdf831b8642795")
}

// UnpackTooEarlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooEarly(uint256 time, uint256 until)
func (disputes *Disputes) UnpackTooEarlyError(raw []byte) (*DisputesTooEarly, error) {
	out := new(DisputesTooEarly)
	if err := disputes.abi.UnpackIntoInterface(out, "TooEarly", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesTooLate represents a TooLate error raised by the Disputes contract.
type DisputesTooLate struct {
	Time  *big.Int
	Until *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooLate(uint256 time, uint256 until)
func DisputesTooLateErrorID() common.Hash {
	return common.HexToHash("0x388b0173db4d67d3dde6a907127ba4666cfd85c9e09957658038ae708795e4d9")
}

// UnpackTooLateError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooLate(uint256 time, uint256 until)
func (disputes *Disputes) UnpackTooLateError(raw []byte) (*DisputesTooLate, error) {
	out := new(DisputesTooLate)
	if err := disputes.abi.UnpackIntoInterface(out, "TooLate", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesUndecided represents a Undecided error raised by the Disputes contract.
type DisputesUndecided struct {
	Guilty   *big.Int
	Innocent *big.Int
	Filled   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Undecided(uint256 guilty, uint256 innocent, uint256 filled)
func DisputesUndecidedErrorID() common.Hash {
	return common.HexToHash("0xfa1ed0fc6b6881fbbd2da5001a3367cdcaf24bae50a1eb2b2591e56d93544ebb")
}

// UnpackUndecidedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Undecided(uint256 guilty, uint256 innocent, uint256 filled)
func (disputes *Disputes) UnpackUndecidedError(raw []byte) (*DisputesUndecided, error) {
	out := new(DisputesUndecided)
	if err := disputes.abi.UnpackIntoInterface(out, "Undecided", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesUnrelated represents a Unrelated error raised by the Disputes contract.
type DisputesUnrelated struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Unrelated()
func DisputesUnrelatedErrorID() common.Hash {
	return common.HexToHash("0x016c8fe01aaa06a81d16096ba012a7a7737c3385e630157e8b9d56a3af9b6948")
}

// UnpackUnrelatedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Unrelated()
func (disputes *Disputes) UnpackUnrelatedError(raw []byte) (*DisputesUnrelated, error) {
	out := new(DisputesUnrelated)
	if err := disputes.abi.UnpackIntoInterface(out, "Unrelated", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesUnverified represents a Unverified error raised by the Disputes contract.
type DisputesUnverified struct {
	Eligible *big.Int
	Wanted   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Unverified(uint256 eligible, uint256 wanted)
func DisputesUnverifiedErrorID() common.Hash {
	return common.HexToHash("0xbf9fdacbc27ca86179e1494454afbf894b0802fe762ea876a0ff3923399e24b5")
}

// UnpackUnverifiedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Unverified(uint256 eligible, uint256 wanted)
func (disputes *Disputes) UnpackUnverifiedError(raw []byte) (*DisputesUnverified, error) {
	out := new(DisputesUnverified)
	if err := disputes.abi.UnpackIntoInterface(out, "Unverified", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongLeaf represents a WrongLeaf error raised by the Disputes contract.
type DisputesWrongLeaf struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongLeaf()
func DisputesWrongLeafErrorID() common.Hash {
	return common.HexToHash("0x2213513dd8f73a0fb217e02d9cb745341ea618858baacef12127575147bd7766")
}

// UnpackWrongLeafError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongLeaf()
func (disputes *Disputes) UnpackWrongLeafError(raw []byte) (*DisputesWrongLeaf, error) {
	out := new(DisputesWrongLeaf)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongLeaf", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongSeats represents a WrongSeats error raised by the Disputes contract.
type DisputesWrongSeats struct {
	Id [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongSeats(bytes32 id)
func DisputesWrongSeatsErrorID() common.Hash {
	return common.HexToHash("0x8b0de22c39b2c127db58c8182e6ca8c5d4eaac95092eef53d98526a132b39677")
}

// UnpackWrongSeatsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongSeats(bytes32 id)
func (disputes *Disputes) UnpackWrongSeatsError(raw []byte) (*DisputesWrongSeats, error) {
	out := new(DisputesWrongSeats)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongSeats", raw); err != nil {
		return nil, err
	}
	return out, nil
}
